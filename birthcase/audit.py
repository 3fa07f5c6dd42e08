"""`birthcase audit`: whether the record of all acts is whole, and a copy of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from birthcase.say import line, say
from birthcase.stored import DATA, database_of
from casefile.errors import UsageError
from pipeline.audit_export import as_csv, as_json
from pipeline.heads import heads_file, note_head, noted
from pipeline.settings import Settings
from pipeline.store import audit

NAME = "audit"
app = typer.Typer(name=NAME, help="The record of all acts: verify, export, head.", no_args_is_help=True)
_Heads = Annotated[list[Path], typer.Option("--heads", help="Files of heads that were noted outside.")]


@app.command("verify")
def verify(heads: _Heads = [], data_dir: Path | None = DATA) -> int:  # noqa: B006
    """Look the whole chain over; ends with 1 and names the first entry that was changed, cut out or moved."""
    with database_of(data_dir) as (database, settings):
        known = _known(settings, heads)
        with database.looking() as connection:
            broken = audit.first_broken(connection, known)
            number, hash = audit.head(connection)
    if broken is not None:
        line(say(f"审计链在第 {broken} 条断开", f"the chain is broken at entry {broken}"))
        return 1
    line(say(f"审计链完整：{number} 条，链首 {hash}", f"the chain holds: {number} entries, head {hash}"))
    line(
        say(f"与外部记录的 {len(known)} 个链首一致", f"agrees with {len(known)} heads noted outside")
        if known
        else say("外部尚无链首记录", "no head has been noted outside yet")
    )
    return 0


@app.command("head")
def head(data_dir: Path | None = DATA) -> None:
    """Note the head outside now, and print it; the service does so every hour."""
    with database_of(data_dir) as (database, settings):
        note_head(settings, database)
        with database.looking() as connection:
            number, hash = audit.head(connection)
    line(f"{number} {hash}")


@app.command("export")
def export(
    output: Path = typer.Argument(..., help="A file that ends in .csv or .jsonl."),
    data_dir: Path | None = DATA,
) -> None:
    """Write every entry to a file, with its hash and the one before."""
    if output.suffix not in {".csv", ".jsonl"}:
        raise UsageError(say("文件名应以 .csv 或 .jsonl 结尾", "the file's name must end in .csv or .jsonl"))
    written = as_csv if output.suffix == ".csv" else as_json
    with database_of(data_dir) as (database, _), output.open("w", encoding="utf-8", newline="") as file:
        for part in written(database):
            file.write(part)


def _known(settings: Settings, given: list[Path]) -> dict[int, str]:
    own = heads_file(settings)
    files = [*given, *([own] if own.exists() else [])]
    return noted(text for path in files for text in path.read_text(encoding="utf-8").splitlines())
