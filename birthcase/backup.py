"""`birthcase backup`, `restore`, `scrub`, `migrate` and `rekey`: the stores kept whole."""

from __future__ import annotations

from pathlib import Path

import typer

_DATA = typer.Option(None, "--data-dir", help="Data folder [BIRTHCASE_DATA_DIR].")
_FOLDER = typer.Argument(..., metavar="FOLDER", help="The backup's folder.")


def backup(folder: Path = _FOLDER, data_dir: Path | None = _DATA) -> None:
    """Copy database, objects and keys while the service goes on; made again, only what is new is fetched."""
    from birthcase.local import local_settings
    from birthcase.say import line, say
    from pipeline.backup import backup
    from pipeline.runtime import open_runtime

    with open_runtime(local_settings(data_dir)) as runtime:
        made = backup(runtime, folder)
    line(
        say(
            f"已备份到 {folder}：{made.objects} 个对象，审计 {made.audit_number} 条",
            f"backed up to {folder}: {made.objects} objects, {made.audit_number} audit entries",
        )
    )


def restore(
    folder: Path = _FOLDER,
    keys: Path | None = typer.Option(None, "--keys", help="The file data-keys of where the backup is from."),
    data_dir: Path | None = _DATA,
) -> None:
    """Put a backup back into an empty data folder, and check every object and the audit's chain."""
    from birthcase.restoring import restore
    from birthcase.say import line, say
    from pipeline.settings import load_settings

    made = restore(folder, load_settings(**({"data_dir": data_dir} if data_dir else {})), keys)
    line(
        say(
            f"已恢复并核对：{made.objects} 个对象，审计 {made.audit_number} 条",
            f"restored and checked: {made.objects} objects, {made.audit_number} audit entries",
        )
    )


def scrub(data_dir: Path | None = _DATA) -> None:
    """Compare the SHA-256 of every object, check the audit's chain; exit status 1 if one is amiss."""
    from birthcase.local import local_settings
    from birthcase.say import fail, line, say
    from pipeline.runtime import open_runtime
    from pipeline.scrub import scrub

    with open_runtime(local_settings(data_dir)) as runtime:
        found = scrub(runtime)
    for content in found.damaged:
        fail(say(f"对象 {content} 缺失或已被改动", f"object {content} is gone or altered"))
    if found.first_broken is not None:
        fail(say(f"审计链在第 {found.first_broken} 条断开", f"audit breaks at {found.first_broken}"))
    line(say(f"核对了 {found.objects} 个对象", f"{found.objects} objects looked at"))
    raise typer.Exit(0 if found.well else 1)


def migrate(data_dir: Path | None = _DATA) -> None:
    """Bring the database to this program's shape; cases under way go on afterwards. `serve` does it, too."""
    from birthcase.local import local_settings
    from birthcase.say import line
    from pipeline.runtime import open_database

    database = open_database(local_settings(data_dir))
    try:
        before = database.revision()
        database.migrate()
        line(f"{before or '–'} → {database.revision()}")
    finally:
        database.close()


def rekey(data_dir: Path | None = _DATA) -> None:
    """Seal everything with a new data key, while the service is stopped; run again if it was cut short."""
    from birthcase.rekeying import rekey
    from birthcase.say import fail, line, say
    from pipeline.settings import load_settings

    done = rekey(load_settings(**({"data_dir": data_dir} if data_dir else {})))
    for content in done.damaged:
        fail(say(f"对象 {content} 缺失或已被改动", f"object {content} is gone or altered"))
    line(
        say(
            f"已重新加密：{done.rows} 行，{done.objects} 个对象",
            f"sealed anew: {done.rows} rows, {done.objects} objects",
        )
    )
    raise typer.Exit(1 if done.damaged else 0)
