"""Each outside thing has one door; this reads every import, also those inside functions."""

import ast
import functools
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("casefile", "extractors", "validators", "pipeline", "flows", "web", "birthcase")
DOORS = {
    "sqlalchemy": ("pipeline/store/",),
    "alembic": ("pipeline/store/",),
    "minio": ("pipeline/objects.py",),
    "prefect": ("flows/",),
    "fastapi": ("web/",),
    "starlette": ("web/",),
    "jinja2": ("web/", "pipeline/papers/", "pipeline/reports/"),
    "weasyprint": ("pipeline/papers/",),
    "uharfbuzz": ("pipeline/font.py",),
    "typer": ("birthcase/",),
    "httpx": ("birthcase/client.py", "pipeline/registry_http.py", "pipeline/heads.py"),
    "olefile": ("pipeline/formats/",),
    "ofdkit": ("pipeline/formats/",),
    "python_calamine": ("pipeline/formats/",),
    "pdf2image": ("pipeline/formats/",),
    "pypdfium2": ("pipeline/formats/",),
    "xlsxwriter": ("pipeline/spreadsheets.py",),
    "paddleocr": ("pipeline/ocr/",),
}


@functools.cache
def imports(path):
    return frozenset(_imports(path))


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("library", DOORS)
def test_only_its_door_imports(library):
    users = [
        place
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if library in imports(path)
        for place in [path.relative_to(ROOT).as_posix()]
    ]
    assert users, f"nobody imports {library}: take it off the list"
    assert [place for place in users if not place.startswith(DOORS[library])] == []
