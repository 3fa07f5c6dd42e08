"""`birthcase forget`: a case removed everywhere, with proof."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "forget"


def command(
    id: str = typer.Argument(..., metavar="ID", help="The case's id."),
    reason: str = typer.Option(..., "--reason", help="Why, in a word; it stays in the audit."),
    data_dir: Path | None = typer.Option(None, "--data-dir", help="Data folder [BIRTHCASE_DATA_DIR]."),
) -> None:
    """Remove a case's files, readings, results, events and decisions; the audit keeps its id, nobody's data.

    Exit status 1 where something of it is left.
    """
    import json
    from dataclasses import asdict

    from birthcase.local import local_settings
    from birthcase.say import line
    from pipeline.forgetting import forget
    from pipeline.runtime import open_runtime

    with open_runtime(local_settings(data_dir)) as runtime:
        proof = forget(runtime, id, "forget command", reason)
    line(json.dumps(asdict(proof), ensure_ascii=False))
    raise typer.Exit(1 if proof.left else 0)
