"""Seals everything anew, with the configured store or an embedded one, while nothing else is at work."""

from __future__ import annotations

from contextlib import ExitStack

from birthcase.serving import own, with_objects
from pipeline.rekey import Rekeyed, add_key, drop_old_keys, rekey_all
from pipeline.runtime import open_runtime
from pipeline.sealing import keys_of
from pipeline.settings import Settings


def rekey(settings: Settings) -> Rekeyed:
    """What was sealed anew; the old key goes once nothing needs it. Raises UsageError where serve runs."""
    with ExitStack() as stack:
        own(stack, settings.data_dir)
        keys_of(settings)
        add_key(settings)
        runtime = stack.enter_context(open_runtime(with_objects(stack, settings)))
        done = rekey_all(runtime, keys_of(settings))
    if not done.damaged:
        drop_old_keys(settings)
    return done
