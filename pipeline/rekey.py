"""New data keys: everything is sealed anew, while nothing else is at work on it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from pipeline.objects import ObjectAltered, opened
from pipeline.runtime import Runtime
from pipeline.scrub import named
from pipeline.sealing import KEY_BYTES, Keys, keys_file
from pipeline.settings import Settings
from pipeline.store import audit, resealing


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """How many rows and objects were sealed anew, and objects that could not be: they are damaged."""

    rows: int
    objects: int
    damaged: tuple[str, ...]


def add_key(settings: Settings) -> None:
    """Put a new key before the present one, unless that was done and not ended."""
    if settings.data_keys is not None:
        return  # whoever sets them has set a new first one
    path = keys_file(settings)
    present = path.read_text().split()
    if len(present) == 1:
        _write(settings, [secrets.token_hex(KEY_BYTES), *present])


def rekey_all(runtime: Runtime, keys: Keys) -> Rekeyed:
    """Seal everything with the newest key; what is sealed with it is left alone. May be done again."""
    with runtime.database.writing() as connection:
        rows = resealing.reseal(connection)
        audit.record(connection, "rekey", "rekey", None, rows=rows)
    runtime.database.settle()
    count, damaged = 0, []
    for content in named(runtime):
        try:
            kept = runtime.objects.get_sealed(content)
            if keys.newest(kept):
                continue
            runtime.objects.put_sealed(content, keys.seal(opened(kept, content, keys), content))
            count += 1
        except ObjectAltered:
            damaged.append(content)
    return Rekeyed(rows, count, tuple(damaged))


def drop_old_keys(settings: Settings) -> None:
    """Keep the newest key only, once nothing is sealed with another; old backups need the old ones."""
    if settings.data_keys is None:
        _write(settings, keys_file(settings).read_text().split()[:1])


def _write(settings: Settings, keys: list[str]) -> None:
    path = keys_file(settings)
    begun = path.with_name(".data-keys.part")
    begun.touch(0o600)
    begun.write_text("\n".join(keys) + "\n")
    begun.replace(path)
