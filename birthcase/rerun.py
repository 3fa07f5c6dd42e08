"""`birthcase rerun`: stored cases decided again after rules, terms or models changed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

NAME = "rerun"


class Start(StrEnum):
    """Where a rerun begins."""

    JUDGE = "judge"
    READ = "read"
    NORMALISE = "normalise"


def command(
    where: str = typer.Option(
        "", "--where", help="Which cases: 'status=flagged and rule=names.mother and submitted>=2026-09-01'."
    ),
    start: Start = typer.Option(Start.JUDGE, "--from", help="judge, read (keeps valid readings), normalise."),
    province: Path | None = typer.Option(None, "--province", help="Other terms, a province's TOML file."),
    model: Path | None = typer.Option(None, "--model", help="Folder of recognition models."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Only report; no case changes."),
    jobs: int | None = typer.Option(None, "--jobs", min=1, help="Processes; default: one a core."),
    runner: str | None = typer.Option(
        None, "--runner", help="dask://HOST:PORT, a Dask cluster; dask:// starts one here."
    ),
    report: Path | None = typer.Option(None, "--report", help="Folder of the report."),
    data_dir: Path | None = typer.Option(None, "--data-dir", help="Data folder [BIRTHCASE_DATA_DIR]."),
) -> None:
    """Decide stored cases again and report what changed; people's decisions stay as they are.

    Exit status 3 where a case failed, else 0. Ctrl-C pauses: `birthcase runs resume ID` goes on.
    """
    from birthcase.local import local_settings
    from birthcase.rerunning import cluster_of, drive, started
    from pipeline.store.reruns import Asked

    cluster = cluster_of(runner)
    settings = local_settings(data_dir)
    terms = province.read_text(encoding="utf-8") if province else None
    models = str(model.resolve()) if model else None
    run = started(settings, Asked(where, start.value, terms, models, dry_run))
    raise typer.Exit(drive(settings, run, jobs, report, cluster))
