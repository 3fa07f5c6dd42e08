"""`birthcase corrections`: what people read instead of the machine, for training and for calibration."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from birthcase.local import local_settings
from birthcase.say import console, line, say
from birthcase.stored import DATA, database_of
from pipeline.store import corrections

NAME = "corrections"
app = typer.Typer(name=NAME, help="What people read: export, refit.", no_args_is_help=True)


@app.command("export")
def export(
    folder: Path = typer.Argument(..., help="A new or empty folder; it will hold personal data."),
    data_dir: Path | None = DATA,
) -> None:
    """Write crops and pages with their texts, for PaddleOCR's training and for PPOCRLabel."""
    from pipeline.runtime import open_runtime
    from pipeline.teaching import export as write

    with open_runtime(local_settings(data_dir)) as runtime:
        taught = write(runtime, folder, "corrections command")
    line(
        say(
            f"{taught.crops} 个切图，{taught.pages} 页，{taught.left_out} 项不能用于训练",
            f"{taught.crops} crops of {taught.pages} pages, {taught.left_out} fields left out",
        )
    )
    line(say("文件夹含个人信息，用后请删除", "the folder holds personal data, delete it after use"))


@app.command("refit")
def refit(
    output: Path = typer.Argument(..., help="Where the new calibration is written."),
    data_dir: Path | None = DATA,
) -> None:
    """Fit the calibration to what people read; it holds once BIRTHCASE_CALIBRATION names the file."""
    from rich.table import Table

    from extractors.calibration import use
    from pipeline.refit import LEAST
    from pipeline.refit import refit as fit

    with database_of(data_dir) as (database, settings):
        if settings.calibration:
            use(settings.calibration)
        with database.looking() as connection:
            fitted, moved = fit(corrections.everything(connection))
    if not moved:
        line(
            say(
                f"每组至少要有 {LEAST} 项人工读取，暂不改变",
                f"no group has {LEAST} fields yet, nothing changes",
            )
        )
        return
    table = Table(box=None)
    for heading in (say("组", "group"), say("项数", "fields"), say("正确", "right")):
        table.add_column(heading)
    for heading in (say("原把握", "before"), say("新把握", "after")):
        table.add_column(heading)
    for one in moved:
        shares = (f"{share:.3f}" for share in (one.right, one.before, one.after))
        table.add_row(one.group, str(one.fields), *shares)
    console().print(table)
    output.write_text(json.dumps(fitted, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    line(
        say(f"已写入 {output}，请设 BIRTHCASE_CALIBRATION", f"written to {output}: set BIRTHCASE_CALIBRATION")
    )
