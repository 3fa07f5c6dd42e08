"""Single documents of one kind, each photographed alone."""

from __future__ import annotations

import random
from typing import Any

from samples.camera import Upload
from samples.pages import Facts, Page, Part
from samples.people import Family, family, head_page
from samples.pictures import MIXED, File, Picture, upload

KINDS = (
    "id_card_front", "id_card_back", "register_cover", "register_member", "register_change",
    "marriage_statement", "marriage_info", "divorce_certificate", "delivery_record", "unknown",
)  # fmt: skip

PARTS: tuple[Part, ...] = ("", "upper", "lower")


def single(
    kind: str, seed: str, province: str, profile: str = "mixed", long_side: int | None = None
) -> tuple[Upload, dict[str, Any]]:
    """One picture of one paper of an invented family, and its truth as plain values."""
    rng = random.Random(seed)
    facts = facts_for(kind, family(rng, province), rng)
    page = Page(kind, kind, facts, f"{seed}/paper", part=chosen_part(kind, province, rng))
    picture = Picture(
        (page,), chosen_profile(profile, rng), f"{seed}/camera", turn=chosen_turn(rng),
        orientation=chosen_orientation(rng), copy=chosen_copy(rng), long_side=long_side,
    )  # fmt: skip
    suffix = rng.choices(("jpg", "png", "bmp", "pdf"), (90, 5, 1, 4))[0]
    made = upload(File(f"{kind}.{suffix}", "", (picture,)))
    told = {"profile": picture.profile, "turn": picture.turn, "copy": picture.copy}
    return made, {"seed": seed, **told, **made.as_json()}


def facts_for(kind: str, one: Family, rng: random.Random) -> Facts:
    """What a paper of this kind says for the family."""
    person, page = rng.choice(((one.mother, one.mother_page), (one.father, one.father_page)))
    if kind.startswith("id_card"):
        return person
    if kind == "register_cover":
        return page.household
    if kind.startswith("register") or kind == "unknown":
        return head_page(rng, page.household, one.newborn.birth_date) if rng.random() < 0.2 else page
    return one.delivery if kind == "delivery_record" else one.marriage


def chosen_part(kind: str, province: str, rng: random.Random) -> Part:
    """Guangxi has its own delivery page, other provinces the handbook's; certificates come in halves too."""
    if kind == "delivery_record":
        return "handbook" if rng.random() < (0.1 if province == "guangxi" else 0.8) else ""
    return rng.choices(PARTS, (80, 10, 10))[0] if kind == "marriage_info" else ""


def chosen_profile(profile: str, rng: random.Random) -> str:
    """The profile itself, or for `mixed` one by chance."""
    return rng.choices(list(MIXED), list(MIXED.values()))[0] if profile == "mixed" else profile


def chosen_turn(rng: random.Random) -> int:
    """Mostly upright; one picture in five is turned."""
    return rng.choices((0, 90, 180, 270), (80, 8, 4, 8))[0]


def chosen_orientation(rng: random.Random) -> int:
    """EXIF orientation: phones store the pixels turned now and then."""
    return rng.choices((1, 3, 6, 8), (80, 3, 13, 4))[0]


def chosen_copy(rng: random.Random) -> str:
    """Mostly the paper itself; now and then a grey copy, a stamped one or a photo of a screen."""
    return rng.choices(("", "grey", "stamped", "screen"), (90, 5, 2, 3))[0]
