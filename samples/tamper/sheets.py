"""Pages that are missing, wrong, unsealed or in the wrong place."""

from __future__ import annotations

import random
from dataclasses import replace

from samples.cases import Case, NoSuchPageError
from samples.pages import Page
from samples.pictures import File
from samples.tamper.kinds import UnsuitedError, kind


def _gone(case: Case, key: str) -> Case:
    return case.without(case.page(key))


@kind("materials.complete", proposal="return")
def missing_statement(case: Case, parent: str, rng: random.Random) -> Case:
    """The marriage certificate's statement page is not handed in."""
    return _gone(case, "marriage.statement")


@kind("materials.complete", proposal="return")
def missing_info(case: Case, parent: str, rng: random.Random) -> Case:
    """The marriage certificate's information page is not handed in."""
    return case.with_pages(lambda page: None if page.kind == "marriage_info" else page)


@kind("materials.complete", proposal="return", provinces=("guangxi",))
def missing_delivery(case: Case, parent: str, rng: random.Random) -> Case:
    """The delivery record is not handed in."""
    return _gone(case, "delivery")


@kind("materials.complete", proposal="return")
def missing_card_front(case: Case, parent: str, rng: random.Random) -> Case:
    """The portrait side of an ID card is not handed in."""
    return _gone(case, f"{parent}.card.front")


@kind("materials.complete", proposal="return")
def missing_card_back(case: Case, parent: str, rng: random.Random) -> Case:
    """The emblem side of an ID card is not handed in."""
    return _gone(case, f"{parent}.card.back")


@kind("materials.complete", proposal="return")
def missing_cover(case: Case, parent: str, rng: random.Random) -> Case:
    """The cover of the mother's register is not handed in, not even by the father."""
    return _gone(case, "mother.register.cover")


@kind("materials.complete", proposal="return", provinces=("guangxi",))
def missing_head(case: Case, parent: str, rng: random.Random) -> Case:
    """The head's page is not handed in, where the head is no parent."""
    family = case.family
    for side, own in (("mother", family.mother_page), ("father", family.father_page)):
        if own.household.head not in (family.mother, family.father):
            try:
                return case.without(case.page(f"{side}.register.head"))
            except NoSuchPageError:
                continue
    raise UnsuitedError("the heads of both households are parents")


@kind("materials.complete", proposal="return")
def missing_own(case: Case, parent: str, rng: random.Random) -> Case:
    """A parent's own register page is not handed in."""
    return _gone(case, f"{parent}.register.own")


@kind("materials.complete", proposal="return")
def missing_slot(case: Case, parent: str, rng: random.Random) -> Case:
    """Nothing at all is handed in for a parent's ID card."""
    return replace(case, files=tuple(file for file in case.files if file.slot != f"{parent}_id_card"))


@kind("materials.complete", any_of=("materials.slot",), proposal="return", provinces=("guangxi",))
def wrong_page(case: Case, parent: str, rng: random.Random) -> Case:
    """The delivery record's place holds a register's page of changes."""
    page = replace(case.page("delivery"), kind="register_change", facts=case.family.mother_page, part="")
    return case.with_pages(lambda old: page if old.kind == "delivery_record" else old)


@kind("materials.complete", any_of=("materials.slot",), proposal="return")
def police_form(case: Case, parent: str, rng: random.Random) -> Case:
    """The register's own page is the police form 常住人口登记表 instead."""
    old = case.page(f"{parent}.register.own")
    return case.with_pages(lambda page: replace(page, kind="unknown") if _same(page, old) else page)


@kind("marriage.kind", proposal="decline")
def divorce_certificate(case: Case, parent: str, rng: random.Random) -> Case:
    """The certificate is a divorce certificate."""

    def change(page: Page) -> Page | None:
        if page.part == "lower":
            return None
        return replace(page, kind="divorce_certificate", part="") if page.kind == "marriage_info" else page

    return case.with_pages(change)


@kind("register.seal", proposal="return")
def register_unsealed(case: Case, parent: str, rng: random.Random) -> Case:
    """A register's cover or own page bears no seal."""
    old = case.page(f"{parent}.register.{rng.choice(('cover', 'own'))}")
    return case.with_pages(lambda page: replace(page, sealed=False) if _same(page, old) else page)


@kind("marriage.seal", proposal="return")
def marriage_unsealed(case: Case, parent: str, rng: random.Random) -> Case:
    """The marriage certificate bears no seal of its registry."""
    return case.with_pages(
        lambda page: replace(page, sealed=False) if page.kind == "marriage_statement" else page
    )


@kind("marriage.photo", proposal="return")
def one_face(case: Case, parent: str, rng: random.Random) -> Case:
    """The couple's photo shows one person."""
    return case.with_pages(lambda page: replace(page, couple=False) if page.kind == "marriage_info" else page)


@kind("materials.format", proposal="return")
def card_as_bmp(case: Case, parent: str, rng: random.Random) -> Case:
    """An ID card is handed in as a bmp, which its slot does not take."""

    def change(file: File) -> File:
        if file.slot != f"{parent}_id_card" or file.path.endswith(".pdf"):
            return file
        pictures = tuple(replace(one, long_side=min(one.long_side or 1600, 1600)) for one in file.pictures)
        return replace(file, path=file.path.rpartition(".")[0] + ".bmp", pictures=pictures)

    changed = case.with_files(change)
    if changed.files == case.files:
        raise UnsuitedError("the ID card is a PDF")
    return changed


def _same(page: Page, other: Page) -> bool:
    return (page.kind, page.facts) == (other.kind, other.facts)
