"""The command line: one file a group of commands, and the one edge at which errors become words."""

from __future__ import annotations

import os
from collections.abc import Sequence

import typer

from birthcase import (
    audit,
    backup,
    check,
    corrections,
    demo,
    doctor,
    explain,
    export,
    forget,
    keys,
    notice,
    provinces,
    read,
    rerun,
    rules,
    runs,
    serve,
    show,
    submit,
    users,
    validate,
)
from birthcase.say import Language, fail, say, use_language
from casefile.errors import BirthcaseError

app = typer.Typer(
    name="birthcase",
    help="Reads and cross-checks the papers of China's newborn service (出生一件事).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def language(
    lang: Language | None = typer.Option(
        None, "--lang", help="Language of messages: zh or en [BIRTHCASE_LANG]."
    ),
) -> None:
    """Reads and cross-checks the papers of China's newborn service (出生一件事)."""
    use_language(lang or _language_of_environment())


_COMMANDS = (check, read, show, explain, notice, validate, submit, serve, rerun, forget, export, demo, doctor)
_GROUPS = (provinces, rules, keys, users, runs, audit, corrections)

for module in _COMMANDS:
    app.command(module.NAME)(module.command)
for work in (backup.backup, backup.restore, backup.scrub, backup.migrate, backup.rekey):
    app.command()(work)
for group in _GROUPS:
    app.add_typer(group.app, name=group.NAME)


def run(arguments: Sequence[str]) -> int:
    """The exit status of one command; this is the command line's edge."""
    use_language(_language_of_environment())
    try:
        return int(app(args=list(arguments), standalone_mode=False) or 0)
    except typer.TyperException as error:
        return _misused(error)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BirthcaseError as error:
        fail(str(error))
        return error.exit_status
    except OSError as error:
        fail(f"{error.filename or ''} {error.strerror or type(error).__name__}".strip())
        return 3
    except Exception as error:
        if os.environ.get("BIRTHCASE_DEBUG"):
            raise
        fail(f"内部错误 {type(error).__name__}，请设 BIRTHCASE_DEBUG=1 重试，并把输出交给维护人员")
        return 3


def _misused(error: typer.TyperException) -> int:
    """One line on what the command line wanted; help asked for by giving nothing is printed as it is."""
    told = error.format_message()
    if told:
        fail(
            " ".join(told.split())
            + say("（birthcase --help 列出用法）", " (birthcase --help shows the usage)")
        )
    return 2


def _language_of_environment() -> Language:
    return Language.EN if os.environ.get("BIRTHCASE_LANG", "").lower().startswith("en") else Language.ZH
