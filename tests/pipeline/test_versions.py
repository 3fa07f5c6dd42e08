"""A stored reading is not used any more once any code that made it has changed."""

import ast
from pathlib import Path

import pipeline
from pipeline import versions

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


def test_the_readers_version_covers_all_code_that_reading_runs_through():
    needed = {path.relative_to(PACKAGE).parts[0] for path in reached(PACKAGE / "read.py")}
    assert needed <= set(versions._READING)


def test_all_that_is_named_is_there():
    assert all((PACKAGE / name).exists() for name in versions._READING)
