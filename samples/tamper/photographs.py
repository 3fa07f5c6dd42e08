"""Pictures on which the decisive thing cannot be read."""

from __future__ import annotations

import random
from dataclasses import replace

from samples.cases import Case
from samples.pictures import Picture
from samples.tamper.kinds import kind


@kind("names.{parent}", also_right=("return",))
def blurred_name(case: Case, parent: str, rng: random.Random) -> Case:
    """A name is blurred beyond reading on one page."""
    key, names = rng.choice((
        (f"{parent}.card.front", {"name"}),
        (f"{parent}.register.own", {"name"}),
        ("marriage.info", {"wife_name" if parent == "mother" else "husband_name"}),
    ))  # fmt: skip
    if key == "marriage.info":
        key = next((page.key for page in case.pages if page.key == "marriage.info.lower"), key)

    def change(picture: Picture) -> Picture:
        return replace(picture, smeared=frozenset(names))

    return case.with_pictures(key, change)


@kind(
    any_of=("materials.quality", "names.{parent}", "materials.complete"),
    proposal="return",
    also_right=("confirm",),
)
def blurred_page(case: Case, parent: str, rng: random.Random) -> Case:
    """One picture is so blurred that nothing on it can be read."""
    key = rng.choice((f"{parent}.card.front", f"{parent}.register.own", "marriage.info"))
    return case.with_pictures(key, lambda picture: replace(picture, profile="blurred", copy=""))
