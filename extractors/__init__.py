"""What each kind of document looks like in print; one file a kind, each with its SPECS."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from extractors.spec import Spec


@cache
def specs() -> tuple[Spec, ...]:
    """Every kind of document that some file of this folder describes."""
    modules = (
        importlib.import_module(f"extractors.{module.name}") for module in pkgutil.iter_modules(__path__)
    )
    return tuple(spec for module in modules for spec in getattr(module, "SPECS", ()))
