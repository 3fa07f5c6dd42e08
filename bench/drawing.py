"""One page a seed: drawn, photographed, and known whether it was filled in by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from samples.papers import form
from samples.singles import single

PROVINCES = ("guangxi", "hainan")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file with one document on it; `profile` is `copy` where it shows no original."""

    data: bytes
    profile: str
    truth: Mapping[str, Any]
    hand: bool


def drawn(kind: str, seed: int, profile: str) -> Drawn:
    """The page of a kind with this seed; the same seed gives the same page."""
    name = f"bench/{seed}/{kind}/{profile}"
    with _watched_pens() as hands:
        upload, told = single(kind, name, random.Random(name).choice(PROVINCES), profile)
    document = told["pages"][0]["documents"][0]
    return Drawn(upload.data, "copy" if told["copy"] else profile, document, any(hands))


@contextmanager
def _watched_pens() -> Iterator[list[bool]]:
    """For every form drawn meanwhile, whether a hand filled it in."""
    hands: list[bool] = []
    chosen = form.filler

    def watched(*given: Any, **named: Any) -> form.Filler:
        look = chosen(*given, **named)
        hands.append(look.value.numerals is not None)
        return look

    with mock.patch.object(form, "filler", watched):
        yield hands
