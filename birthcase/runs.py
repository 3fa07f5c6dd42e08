"""`birthcase runs`: reruns listed, followed, paused, continued and reported."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "runs"
app = typer.Typer(name=NAME, help="List reruns, or follow, pause, resume, retry and report one.")
_DATA = typer.Option(None, "--data-dir", help="Data folder [BIRTHCASE_DATA_DIR].")
_ID = typer.Argument(..., metavar="ID", help="The run's id, as `birthcase runs` lists it.")
_JOBS = typer.Option(None, "--jobs", min=1, help="Processes; default: one a core.")
_REPORT = typer.Option(None, "--report", help="Folder of the report.")


@app.callback(invoke_without_command=True)
def list_runs(context: typer.Context, data_dir: Path | None = _DATA) -> None:
    """List the newest runs with their progress and the time that they still need."""
    if context.invoked_subcommand is None:
        from birthcase.local import local_settings
        from birthcase.rerunning import show_runs

        show_runs(local_settings(data_dir))


@app.command("follow")
def follow(id: str = _ID, data_dir: Path | None = _DATA) -> None:
    """Watch a run that another process works on until it ends or is paused."""
    from birthcase.local import local_settings
    from birthcase.rerunning import watch

    watch(local_settings(data_dir), id)


@app.command("pause")
def pause(id: str = _ID, data_dir: Path | None = _DATA) -> None:
    """Begin no more batches; those under way are ended."""
    from birthcase.local import local_settings
    from birthcase.rerunning import set_state

    set_state(local_settings(data_dir), id, "paused")


@app.command("resume")
def resume(
    id: str = _ID,
    jobs: int | None = _JOBS,
    runner: str | None = typer.Option(None, "--runner", help="dask://HOST:PORT, a Dask cluster."),
    report: Path | None = _REPORT,
    data_dir: Path | None = _DATA,
) -> None:
    """Go on where a run was paused or its worker died; several machines may work on one run."""
    from birthcase.local import local_settings
    from birthcase.rerunning import cluster_of, drive, set_state

    settings = local_settings(data_dir)
    run = set_state(settings, id, "running")
    raise typer.Exit(drive(settings, run, jobs, report, cluster_of(runner)))


@app.command("retry")
def retry(
    id: str = _ID, jobs: int | None = _JOBS, report: Path | None = _REPORT, data_dir: Path | None = _DATA
) -> None:
    """Do the failed cases of a run again, each apart."""
    from birthcase.local import local_settings
    from birthcase.rerunning import drive, retried

    settings = local_settings(data_dir)
    raise typer.Exit(drive(settings, retried(settings, id), jobs, report))


@app.command("report")
def report(id: str = _ID, folder: Path | None = _REPORT, data_dir: Path | None = _DATA) -> None:
    """Write what a run changed so far: a page with charts, and every case as Parquet."""
    from birthcase.local import local_settings
    from birthcase.rerunning import reported

    reported(local_settings(data_dir), id, folder)


@app.command("beside")
def beside(id: str = _ID, data_dir: Path | None = _DATA) -> None:
    """Cases that people decided, each with what the machine would say now."""
    from birthcase.local import local_settings
    from birthcase.rerunning import show_beside

    show_beside(local_settings(data_dir), id)
