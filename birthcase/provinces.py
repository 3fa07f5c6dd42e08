"""`birthcase provinces`: which provinces there are, and whether a province's file is in order."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "provinces"

app = typer.Typer(help="List provinces, or check a province's file.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Name each province with the papers that it asks for and the rules that it leaves out."""
    from birthcase.say import line, say
    from validators.province import load, provinces

    for name in provinces():
        found = load(name)
        pages = sum(len(pages) for pages in found.materials.values())
        omitted = sorted(id for id, own in found.rules.items() if own.omit)
        told = say(f"{pages} 种必交页面；不适用 ", f"{pages} pages asked for; left out ")
        line(f"{name}  {found.name}  {told}{'、'.join(omitted) or '–'}")


@app.command("check")
def check(
    file: Path = typer.Argument(
        ..., metavar="FILE", help="A province's TOML file, or a list of institutions."
    ),
) -> None:
    """Tell what is wrong with a province's file or a list of institutions, one line a problem."""
    from birthcase.say import fail, line, say
    from pipeline.institutions import SUFFIXES, listed
    from validators.province import read

    if file.suffix in SUFFIXES:
        count = len(listed(file))
        line(say(f"{file.name}：{count} 家机构", f"{file.name}: {count} institutions"))
        return
    found, faults = read(file)
    for fault in faults:
        fail(fault)
    if found is None:
        raise typer.Exit(2)
    line(say(f"{found.id}（{found.name}）：没有问题", f"{found.id} ({found.name}): in order"))
