"""A stored reading is not used any more once any code that made it has changed."""

import ast
from pathlib import Path

import pytest

import pipeline
from pipeline import versions
from pipeline.ocr import models

PACKAGE = Path(pipeline.__file__).parent


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pipeline":
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def reached(start):
    """Every file of the package that a file imports, directly or by others."""
    seen, ahead = set(), [start]
    while ahead:
        path = ahead.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in imported(path):
            place = PACKAGE.joinpath(*name.split(".")[1:])
            ahead += [one for one in (place.with_suffix(".py"), place / "__init__.py") if one.is_file()]
    return seen - {PACKAGE / "__init__.py"}


@pytest.mark.parametrize("start", ["read.py", "expected.py", "weigh.py"])
def test_the_readers_version_covers_all_code_that_reading_and_weighing_run_through(start):
    needed = {path.relative_to(PACKAGE).parts[0] for path in reached(PACKAGE / start)}
    assert needed <= set(versions._READING)


def test_a_net_that_reads_counts_as_code_does(tmp_path, monkeypatch):
    (tmp_path / "ocr").mkdir()
    net = tmp_path / "ocr" / "figures.onnx"
    monkeypatch.setattr(versions, "files", lambda package: tmp_path)
    found = set()
    for weights in (b"1", b"2"):
        net.write_bytes(weights)
        found.add(versions._digest.__wrapped__("pipeline", ("ocr",)))
    assert len(found) == 2


def test_the_readers_version_changes_with_each_of_its_models(tmp_path, monkeypatch):
    folders = {name: tmp_path / name for name in ("detection", "recognition", "witness")}
    for folder in folders.values():
        folder.mkdir()
        (folder / models.FILE).write_bytes(b"weights")
    own = {name: folder for name, folder in folders.items() if name != "witness"}
    monkeypatch.setattr(models, "witness", lambda: folders["witness"] / models.FILE)
    found = {models.fingerprint(own)}
    for folder in folders.values():
        (folder / models.FILE).write_bytes(b"other weights")
        found.add(models.fingerprint(own))
    assert len(found) == 4


def test_all_that_is_named_is_there():
    assert all((PACKAGE / name).exists() for name in versions._READING)
