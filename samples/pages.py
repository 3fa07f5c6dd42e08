"""Which paper of a family a page is, and how it is drawn: the same seed always gives the same paper."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal
from unittest import mock

from samples import faces, seals
from samples.births import Delivery
from samples.paper import Paper
from samples.papers import delivery, id_card, marriage, register
from samples.people import Household, Marriage, Membership, Person
from samples.sheet import Sheet

Facts = Person | Household | Membership | Marriage | Delivery

Part = Literal["", "upper", "lower", "handbook"]


@dataclass(frozen=True)
class Page:
    """One paper of a case before any camera.

    `key` says whose it is (`mother.card.front`, `father.register.own` …), `kind` is the page kind of
    the contract, `seed` fixes how it was printed. `sealed` False leaves the office's seal out,
    `faces` asks for that many faces where it is not None.
    """

    key: str
    kind: str
    facts: Facts
    seed: str
    part: Part = ""
    sealed: bool = True
    couple: bool = True
    stamp: str = ""


def drawn(page: Page) -> Paper:
    """The page as a flat paper; the same page is always the same picture."""
    rng = random.Random(page.seed)
    if page.kind == "marriage_statement" and not page.sealed:
        with _lifted_seals():
            return _unsealed(_drawn(page, rng))
    if page.kind == "marriage_info" and not page.couple:
        with mock.patch.object(faces, "couple", faces.portrait):
            return _drawn(page, rng)
    return _drawn(page, rng)


def _unsealed(paper: Paper) -> Paper:
    """The paper's truth once its seal is gone, and with it a registry that only the seal named."""
    gone = {name for name, box in paper.boxes.items() if box in paper.marks.get("seal", [])}
    values = {name: None if name in gone else value for name, value in paper.values.items()}
    boxes = {name: box for name, box in paper.boxes.items() if name not in gone}
    return replace(paper, values=values, boxes=boxes, marks={})


@contextmanager
def _lifted_seals() -> Iterator[None]:
    """Draw as ever, but lift every seal again: all else on the paper stays as it was."""
    press = seals.press

    def lifted(sheet: Sheet, *place: Any) -> None:
        clean = sheet.image.copy()
        press(sheet, *place)
        sheet.image.paste(clean)

    with mock.patch.object(seals, "press", lifted):
        yield


def _drawn(page: Page, rng: random.Random) -> Paper:
    facts = page.facts
    match page.kind, facts:
        case "id_card_front", Person():
            return id_card.draw_front(facts, rng)
        case "id_card_back", Person():
            return id_card.draw_back(facts, rng)
        case "register_cover", Household():
            return register.draw_cover(facts, rng, sealed=page.sealed)
        case "register_member", Membership():
            return register.draw_member(facts, rng, page.stamp or None, page.sealed)
        case "register_change", Membership():
            return register.draw_change(facts, rng)
        case "unknown", Membership():
            return register.draw_form(facts, rng)
        case "marriage_statement", Marriage():
            return marriage.draw_statement(facts, rng)
        case "marriage_info", Marriage():
            return marriage.draw_info(facts, rng, _half(page))
        case "divorce_certificate", Marriage():
            return marriage.draw_info(facts, rng, "divorce")
        case "delivery_record", Delivery():
            return delivery.draw(facts, rng, "handbook" if page.part == "handbook" else "guangxi")
    raise TypeError(f"{page.kind} is not drawn from {type(facts).__name__}")


def _half(page: Page) -> Literal["info", "upper", "lower"]:
    return page.part if page.part in ("upper", "lower") else "info"
