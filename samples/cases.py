"""Whole cases: a family's form, its papers as uploaded files, and what must come out of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from samples import forms, lookalikes, materials
from samples.camera import Upload
from samples.exchange import exchanged
from samples.materials import SLOTS, Habits
from samples.pages import Facts, Page
from samples.people import Family, Household, Person
from samples.people import family as invented
from samples.pictures import File, Picture, upload


class NoSuchPageError(LookupError):
    """A case does not have the page that was asked for."""


@dataclass(frozen=True)
class Expected:
    """What the judgement must be.

    None of `rules` may pass, and of `any_of` at least one may not. `also_right` are further
    proposals that are no mistake; `doubt` allows a clean case with a poor picture to be flagged.
    """

    status: str = "accepted"
    proposal: str | None = None
    rules: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    also_right: tuple[str, ...] = ()
    doubt: bool = False


@dataclass(frozen=True)
class Case:
    """One newborn's case before it is written: nothing is drawn until a file is asked for.

    `form` is case.json without its materials; `tamper` names what was done to a clean case.
    """

    family: Family
    form: Mapping[str, Any]
    files: tuple[File, ...]
    expected: Expected
    seed: str
    tamper: str | None = None

    @property
    def pages(self) -> tuple[Page, ...]:
        """All the pages on all files."""
        return tuple(page for file in self.files for page in file.pages)

    @property
    def case_id(self) -> str:
        """The intake system's reference, also the name of the case's folder."""
        return str(self.form["case_id"])

    def page(self, key: str) -> Page:
        """The page with this key, or the first of its halves; raises NoSuchPageError where there is none."""
        for page in self.pages:
            if page.key == key or page.key.startswith(f"{key}."):
                return page
        raise NoSuchPageError(key)

    def with_form(self, path: str, value: Any) -> Case:
        """The case with one declared value changed; the path is dotted, None removes the value."""
        changed = deepcopy(dict(self.form))
        *above, last = path.split(".")
        place = changed
        for step in above:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
        return replace(self, form=changed)

    def with_pages(self, change: Callable[[Page], Page | None]) -> Case:
        """The case with its pages changed one by one; a page that becomes None is not handed in."""
        kept = []
        for file in self.files:
            pictures = tuple(changed for one in file.pictures if (changed := _changed(one, change)))
            if pictures:
                kept.append(file if pictures == file.pictures else replace(file, pictures=pictures))
        return replace(self, files=tuple(kept))

    def with_facts(self, old: Page, facts: Facts) -> Case:
        """The case with one paper saying something else, wherever that same paper was photographed."""
        return self.with_pages(lambda page: replace(page, facts=facts) if _same_paper(page, old) else page)

    def with_exchange(self, old: Person | Household, new: Person | Household) -> Case:
        """The case with another person or household on all papers; the form stays as it is."""
        case = self.with_pages(lambda page: replace(page, facts=exchanged(page.facts, old, new)))
        return replace(case, family=exchanged(self.family, old, new))

    def with_pictures(self, key: str, change: Callable[[Picture], Picture]) -> Case:
        """The case with all pictures changed on which the paper with this key is."""
        wanted = self.page(key)

        def changed(file: File) -> File:
            shown = [any(_same_paper(page, wanted) for page in one.pages) for one in file.pictures]
            pictures = zip(file.pictures, shown, strict=True)
            return replace(file, pictures=tuple(change(one) if there else one for one, there in pictures))

        return self.with_files(changed)

    def without(self, old: Page) -> Case:
        """The case without one paper, in whichever slot it lay."""
        return self.with_pages(lambda page: None if _same_paper(page, old) else page)

    def with_files(self, change: Callable[[File], File]) -> Case:
        """The case with its files changed one by one."""
        return replace(self, files=tuple(change(file) for file in self.files))

    def case_json(self) -> dict[str, Any]:
        """The submission as the contract has it."""
        found = []
        for slot in SLOTS:
            mine = [file.path for file in self.files if file.slot == slot]
            if mine:
                found.append({"slot": slot, "files": mine})
        return {**self.form, "materials": found}

    def truth(self, uploads: Mapping[str, Upload]) -> dict[str, Any]:
        """What must come out, and what stands on every page."""
        return {
            "case_id": self.case_id,
            "seed": self.seed,
            "tamper": self.tamper,
            "expected": asdict(self.expected),
            "files": {file.path: _told(file, uploads[file.path]) for file in self.files},
        }

    def write(self, folder: Path) -> Path:
        """Draw every file and write the case into its own folder below this one."""
        place = folder / self.case_id
        place.mkdir(parents=True, exist_ok=True)
        uploads = {file.path: upload(file) for file in self.files}
        for path, made in uploads.items():
            (place / path).write_bytes(made.data)
        _write_json(place / "case.json", self.case_json())
        _write_json(place / "truth.json", self.truth(uploads))
        return place


def clean(seed: str, province: str, habits: Habits | None = None) -> Case:
    """A case that satisfies every rule of its province; the same seed gives the same case."""
    rng = random.Random(f"{seed}/{province}")
    family = lookalikes.with_lookalikes(invented(rng, province), rng)
    habits = habits or Habits(seed)
    files = materials.files(family, materials.pages(family, seed), habits)
    poor = any(picture.profile == "poor" for file in files for picture in file.pictures)
    form = forms.form(family, f"{province}-{seed.replace('/', '-')}", rng)
    return Case(family, form, files, Expected(doubt=poor), seed)


def _changed(picture: Picture, change: Callable[[Page], Page | None]) -> Picture | None:
    pages = tuple(changed for page in picture.pages if (changed := change(page)))
    return replace(picture, pages=pages) if pages else None


def _same_paper(page: Page, other: Page) -> bool:
    return (page.kind, page.facts) == (other.kind, other.facts)


def _told(file: File, made: Upload) -> dict[str, Any]:
    """A file's part of the truth."""
    first = file.pictures[0]
    told = {"slot": file.slot, "profile": first.profile, "turn": first.turn, "together": first.together}
    return {**told, "keys": [page.key for page in file.pages], **made.as_json()}


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
