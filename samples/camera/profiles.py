"""How families take pictures: a flat scan, an ordinary phone photo, a poor one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from samples.camera.grain import Random
from samples.camera.light import Light
from samples.camera.pose import Pose
from samples.camera.sensor import Sensor

PROFILES = ("flat", "phone", "poor", "blurred", "neat", "scan")
PHONE_FRAMES = ((1200, 1600), (1080, 1440), (1536, 2048), (1920, 2560), (2448, 3264), (3000, 4000))
PHONE_SHARES = (0.3, 0.1, 0.2, 0.15, 0.1, 0.15)
TABLES = ("wood", "cloth", "dark", "light", "pattern", "stone")
TABLE_SHARES = (0.32, 0.16, 0.14, 0.14, 0.12, 0.12)


@dataclass(frozen=True)
class Look:
    """Everything that is chosen about one picture but its content.

    `frame` is (short, long) side in pixels; for a scan it is worked out from `dpi` and `margin` (mm).
    `under` is what lies right below the paper (`paper`, `cover` or `open` booklet), `things` how many
    other things lie on the table. `saved` lists the JPEG qualities through which the picture went;
    `bow` bends the page.
    """

    frame: tuple[int, int] = (1200, 1600)
    pose: Pose = field(default_factory=Pose)
    light: Light = field(default_factory=Light)
    sensor: Sensor = field(default_factory=Sensor)
    table: str = "light"
    under: str = ""
    things: int = 0
    thumb: bool = False
    bow: float = 0.0
    dpi: float = 0.0
    margin: float = 0.0
    saved: tuple[int, ...] = (88,)


def look(profile: str, rng: Random, long_side: int | None = None) -> Look:
    """A look drawn at random within a profile; `long_side` fixes the size of photos."""
    made = {"flat": _flat, "phone": _phone, "poor": _poor, "blurred": _blurred, "neat": _neat, "scan": _scan}[
        profile
    ](rng)
    if long_side and profile != "flat":
        made = _sized(made, long_side)
    return made


def _flat(rng: Random) -> Look:
    """A scanner or a scanning app: square on, evenly lit."""
    pose = Pose(turn=float(rng.uniform(-1.5, 1.5)) * float(rng.random() < 0.7))
    return Look(
        pose=pose,
        sensor=Sensor(
            blur=float(rng.uniform(0, 0.6)),
            noise=float(rng.uniform(0, 2.0)),
            gain=float(rng.uniform(0.97, 1.04)),
        ),
        table="scanner",
        dpi=float(rng.choice([200, 240, 300])),
        margin=float(rng.choice([0.0, 2.0, 6.0, 15.0])),
        saved=(int(rng.integers(80, 95)),),
    )


def _phone(rng: Random) -> Look:
    """A phone held over a table by someone who takes some care."""
    frame = PHONE_FRAMES[rng.choice(len(PHONE_FRAMES), p=PHONE_SHARES)]
    zoom = frame[1] / 1600
    pose = _held(rng, tilt=18, roll=5, fill=(0.62, 0.95) if frame[1] > 1600 else (0.78, 0.96))
    light = Light(
        fall=float(rng.uniform(0.1, 0.75)),
        shadow=float(rng.uniform(0.15, 0.45)) if rng.random() < 0.35 else 0.0,
        glare=float(rng.uniform(0.08, 0.35)) if rng.random() < 0.25 else 0.0,
        dim=float(rng.uniform(0, 0.12)),
    )
    sensor = Sensor(
        blur=float(rng.uniform(0.35, 0.95)) * zoom**0.7,
        motion=float(rng.uniform(1.5, 3.0)) * zoom**0.5 if rng.random() < 0.15 else 0.0,
        motion_angle=float(rng.uniform(0, 180)),
        noise=float(rng.uniform(1.0, 4.5)),
        gain=float(rng.uniform(0.92, 1.1)),
        balance=_cast(rng, 0.07),
        sharpen=float(rng.uniform(0, 0.7)),
    )
    saved = (int(rng.integers(75, 93)),) if frame[1] > 1600 else (90, int(rng.integers(75, 86)))
    table = TABLES[rng.choice(len(TABLES), p=TABLE_SHARES)]
    return Look(
        frame,
        pose,
        light,
        sensor,
        table,
        under=_under(rng, 0.25),
        things=_things(rng),
        thumb=bool(rng.random() < 0.12),
        bow=_bow(rng, 0.012),
        saved=saved,
    )


def _poor(rng: Random) -> Look:
    """A hasty photo: dark, shaken, mirrored lamp or crushed by a chat program; some of it at once."""
    frame = ((900, 1200), (720, 960), (1200, 1600), (1080, 1440))[rng.integers(4)]
    faults = set(
        rng.choice(
            ["blur", "motion", "dark", "glare", "crushed", "shadow"], int(rng.integers(2, 4)), replace=False
        )
    )
    light = Light(
        fall=float(rng.uniform(0.4, 1.0)),
        shadow=float(rng.uniform(0.4, 0.7)) if "shadow" in faults else 0.0,
        glare=float(rng.uniform(0.5, 1.0)) if "glare" in faults else 0.0,
        dim=float(rng.uniform(0.45, 0.7)) if "dark" in faults else float(rng.uniform(0, 0.2)),
    )
    sensor = Sensor(
        blur=float(rng.uniform(1.3, 2.6)) if "blur" in faults else float(rng.uniform(0.5, 1.0)),
        motion=float(rng.uniform(4, 9)) if "motion" in faults else 0.0,
        motion_angle=float(rng.uniform(0, 180)),
        noise=float(rng.uniform(7, 13)) if "dark" in faults else float(rng.uniform(2, 6)),
        balance=_cast(rng, 0.16),
    )
    saved = (int(rng.integers(25, 45)),) if "crushed" in faults else (int(rng.integers(60, 80)),)
    table = TABLES[rng.choice(len(TABLES), p=TABLE_SHARES)]
    pose = _held(rng, tilt=30, roll=9, fill=(0.5, 0.9))
    return Look(
        frame,
        pose,
        light,
        sensor,
        table,
        under=_under(rng, 0.3),
        things=_things(rng),
        thumb=bool(rng.random() < 0.2),
        bow=_bow(rng, 0.02),
        saved=saved,
    )


def _blurred(rng: Random) -> Look:
    """A photo out of focus: nobody can read it."""
    made = _phone(rng)
    blur = made.frame[1] / 1600 * float(rng.uniform(8.0, 12.0))
    return replace(made, sensor=replace(made.sensor, blur=blur, sharpen=0.0))


def _neat(rng: Random) -> Look:
    """A phone photo with little noise, whose file stays small."""
    made = _phone(rng)
    sensor = replace(made.sensor, noise=float(rng.uniform(0, 0.8)), sharpen=0.0)
    pose = replace(made.pose, fill=max(made.pose.fill, 0.8))
    return replace(made, frame=(1200, 1600), pose=pose, sensor=sensor, saved=(67,))


def _scan(rng: Random) -> Look:
    """A scan whose file stays small."""
    made = _flat(rng)
    return replace(made, dpi=200.0, sensor=Sensor(blur=0.4), saved=(67,))


def _held(rng: Random, tilt: float, roll: float, fill: tuple[float, float]) -> Pose:
    """A hand-held camera, leaning up to `tilt` degrees any way."""
    return Pose(
        tilt=float(np.abs(rng.normal(0, tilt / 2.2)).clip(0, tilt)),
        towards=float(rng.uniform(0, 360)),
        turn=float(rng.normal(0, roll / 2)),
        distance=float(rng.uniform(1.3, 2.8)),
        fill=float(rng.uniform(*fill)),
        shift=(float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-0.6, 0.6))),
    )


def _cast(rng: Random, strength: float) -> tuple[float, float, float]:
    """A warm or cold colour cast."""
    warm = float(rng.uniform(-strength, strength))
    return (1 + max(warm, 0) * 0.3, 1 - abs(warm) * 0.15, 1 - warm)


def _under(rng: Random, share: float) -> str:
    """What lies right below the paper, if anything."""
    return str(rng.choice(["paper", "cover", "open"])) if rng.random() < share else ""


def _things(rng: Random) -> int:
    """How many other things lie on the table."""
    return int(rng.choice([0, 1, 2], p=[0.75, 0.18, 0.07]))


def _bow(rng: Random, most: float) -> float:
    """How far a page bows, as a share of its height."""
    return float(rng.uniform(-most, most))


def _sized(made: Look, long_side: int) -> Look:
    """The same look on a frame of another size, with blur in proportion."""
    zoom = long_side / made.frame[1]
    frame = (round(made.frame[0] * zoom), long_side)
    sensor = replace(made.sensor, blur=made.sensor.blur * zoom**0.7, motion=made.sensor.motion * zoom**0.5)
    return replace(made, frame=frame, sensor=sensor)
