"""House rules that no linter knows: sizes, what committed files may name, where packages come from."""

import ast
import importlib
import re
import shutil
import subprocess
from importlib.metadata import packages_distributions, version
from pathlib import Path

import cv2
import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = (
    "casefile", "extractors", "validators", "pipeline", "flows", "web", "birthcase", "samples", "bench",
)  # fmt: skip
MOST_LINES, MOST_OF_A_FUNCTION = 400, 50
OUTSIDE = ("requirements/base.txt", "requirements/dev.txt")


def tracked():
    """The files of the project: those that git keeps, or in an unpacked archive all."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        paths = [ROOT / name for name in listed.decode().split("\0") if name]
        return [path for path in paths if path.is_file()]
    return [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file()]


FILES = tracked()
SOURCES = [path for path in FILES if path.suffix == ".py"]


def texts(paths):
    for path in paths:
        data = path.read_bytes()
        if b"\0" not in data[:2048]:
            yield path, data.decode("utf-8", "replace")


def test_files_stay_short():
    long = {
        path.relative_to(ROOT): n for path, text in texts(SOURCES) if (n := text.count("\n")) > MOST_LINES
    }
    assert long == {}


def test_functions_stay_short():
    long = {}
    for path, text in texts(SOURCES):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                count = node.end_lineno - node.lineno + 1
                if count > MOST_OF_A_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = count
    assert long == {}


def test_committed_files_name_no_machine():
    """Neither a path of somebody's machine nor a host that packages come from."""
    homes = "|".join(("home", "root", "work", "Users", "opt/pypi", "opt/wheels"))
    paths = re.compile(rf"(?<![\w.~}}\)\"'])/(?:{homes})/[\w.-]+")
    hosts = re.compile(
        r"(?:pypi|registry|index|mirror|npmjs|debian|pythonhosted)[\w.-]*\.(?:org|com|net|io|cn)\b"
    )
    named = []
    for path, text in texts(FILES):
        if path == Path(__file__):
            continue
        named += [(str(path.relative_to(ROOT)), found) for found in paths.findall(text)]
        named += [(str(path.relative_to(ROOT)), found) for found in hosts.findall(text)]
    assert named == []


@pytest.mark.parametrize("name", OUTSIDE)
def test_locks_have_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text()
    assert "://" not in text and "--index-url" not in text and "--find-links" not in text
    pins = re.findall(r"^[a-z0-9][^=\s]*==\S+ \\$", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 50


def test_every_opencv_is_the_one_that_paddlex_pins():
    assert cv2.__version__ == "4.10.0"
    wheels = sorted({name for name in packages_distributions()["cv2"]})
    assert {name: version(name) for name in wheels} == dict.fromkeys(wheels, "4.10.0.84")


@pytest.mark.parametrize("name", PACKAGES)
def test_our_packages_come_from_this_repository(name):
    """`validators` is also a public package: ours must win."""
    found = importlib.import_module(name)
    assert Path(found.__file__).is_relative_to(ROOT)


def test_goldens_are_not_being_rewritten(pytestconfig):
    assert not pytestconfig.getoption("--rewrite-golden", False)
