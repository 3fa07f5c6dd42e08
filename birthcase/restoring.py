"""Puts a backup back: the database, then the objects into the configured store or an embedded one."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from birthcase.serving import with_objects
from pipeline.backup import Manifest, restore_database, restore_objects
from pipeline.runtime import open_runtime
from pipeline.sealing import keys_file
from pipeline.secret import kept_text
from pipeline.settings import Settings


def restore(folder: Path, settings: Settings, keys: Path | None) -> Manifest:
    """The manifest of what is restored and checked; raises UsageError where the backup is not whole.

    `keys` is the file `data-keys` of the installation that the backup is of.
    """
    if keys is not None:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept_text(keys_file(settings), keys.read_text().strip())
    manifest = restore_database(folder, settings)
    with ExitStack() as stack:
        runtime = stack.enter_context(open_runtime(with_objects(stack, settings)))
        restore_objects(runtime, folder, manifest)
    return manifest
