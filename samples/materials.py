"""Which pages a family hands in, by slot, and in which files."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from samples.pages import Page, Part
from samples.people import Family, Membership, head_page
from samples.pictures import File, Picture

SLOTS = (
    "marriage_certificate", "delivery_record", "mother_household_register", "father_household_register",
    "mother_id_card", "father_id_card",
)  # fmt: skip
CASE_MIX = {"flat": 0.28, "phone": 0.7, "poor": 0.02}
PARENTS = ("mother", "father")


@dataclass(frozen=True)
class Habits:
    """How a family takes and names its pictures; `plain` leaves out everything unusual."""

    seed: str
    profile: str = "mixed"
    long_side: int | None = None
    plain: bool = False


def pages(family: Family, seed: str) -> dict[str, tuple[Page, ...]]:
    """The pages that the province asks for, by slot; Hainan families now and then give more."""
    rng = random.Random(f"{seed}/pages")
    more = family.province == "guangxi" or rng.random() < 0.4
    book = f"{seed}/marriage"
    found = {
        "marriage_certificate": (
            Page("marriage.statement", "marriage_statement", family.marriage, f"{book}/statement"),
            Page("marriage.info", "marriage_info", family.marriage, f"{book}/info"),
        ),
        "delivery_record": (
            Page("delivery", "delivery_record", family.delivery, f"{seed}/delivery", part=_form(family, rng)),
        ),
    }
    for parent in PARENTS:
        found[f"{parent}_household_register"] = _register(family, parent, seed, with_head=more)
        one = family.mother if parent == "mother" else family.father
        found[f"{parent}_id_card"] = (
            Page(f"{parent}.card.front", "id_card_front", one, f"{seed}/{parent}.card"),
            Page(f"{parent}.card.back", "id_card_back", one, f"{seed}/{parent}.card"),
        )
    if family.province == "hainan" and rng.random() < 0.6:
        del found["delivery_record"]
    return {slot: found[slot] for slot in SLOTS if slot in found}


def _form(family: Family, rng: random.Random) -> Part:
    """The delivery page's form: Guangxi's own, or the national handbook's."""
    return "handbook" if rng.random() < (0.1 if family.province == "guangxi" else 0.8) else ""


def _register(family: Family, parent: str, seed: str, with_head: bool) -> tuple[Page, ...]:
    """Cover, head's page and own page of a parent's book; one page serves as both for the head."""
    own = family.mother_page if parent == "mother" else family.father_page
    home = own.household
    book = f"{seed}/book/{home.serial}"
    found = [Page(f"{parent}.register.cover", "register_cover", home, f"{book}/cover")]
    if own.relation_to_head != "户主" and with_head:
        facts = _head(family, own, book)
        seeded = f"{book}/{facts.person.id_number}"
        found.append(Page(f"{parent}.register.head", "register_member", facts, seeded))
    found.append(Page(f"{parent}.register.own", "register_member", own, f"{book}/{own.person.id_number}"))
    return tuple(found)


def _head(family: Family, own: Membership, book: str) -> Membership:
    """The head's card: the other parent's where that is the head, else the elder's."""
    for page in (family.mother_page, family.father_page):
        if page.household == own.household and page.relation_to_head == "户主":
            return page
    on = max(own.household.issued_on, family.newborn.birth_date - dt.timedelta(days=400))
    return head_page(random.Random(f"{book}/head"), own.household, on)


def files(family: Family, asked: dict[str, tuple[Page, ...]], habits: Habits) -> tuple[File, ...]:
    """The pages as files, slot by slot, in the order in which they were uploaded."""
    rng = random.Random(f"{habits.seed}/files")
    found: list[File] = []
    shared = _shared(asked, rng)
    for slot, wanted in asked.items():
        kept = tuple(page for page in wanted if page not in shared.get(slot, ()))
        mine = _grouped(slot, kept, habits, rng)
        if not habits.plain and rng.random() < 0.3:
            rng.shuffle(mine)
        found += mine
    return _named(found, family, habits, rng)


def _shared(asked: dict[str, tuple[Page, ...]], rng: random.Random) -> dict[str, tuple[Page, ...]]:
    """Pages that the father's slot leaves out, because the mother's slot has the same."""
    mother = asked["mother_household_register"]
    if rng.random() < 0.75:
        return {}
    father = asked["father_household_register"]
    same = tuple(
        page for page in father if not page.key.endswith("own")
        and any((page.kind, page.facts) == (other.kind, other.facts) for other in mother)
    )  # fmt: skip
    return {"father_household_register": same}


def _grouped(slot: str, wanted: Sequence[Page], habits: Habits, rng: random.Random) -> list[File]:
    """One slot's pages as files; their paths are only endings until they are named."""
    way = "alone" if habits.plain else _way(slot, wanted, rng)
    if way == "halves":
        statement, info = wanted
        upper = replace(info, key=f"{info.key}.upper", part="upper")
        lower = replace(info, key=f"{info.key}.lower", part="lower")
        return [_file(slot, (page,), habits, rng) for page in (statement, upper, lower)]
    if way == "pdf":
        pictures = [_picture((page,), habits, rng) for page in wanted]
        if rng.random() < 0.2:
            rng.shuffle(pictures)
        return [File("pdf", slot, tuple(pictures))]
    if way in {"a4", "beside", "down"}:
        first = _file(slot, tuple(wanted[:2]), habits, rng, way)
        return [first, *(_file(slot, (page,), habits, rng) for page in wanted[2:])]
    return [_file(slot, (page,), habits, rng) for page in wanted]


def _way(slot: str, wanted: Sequence[Page], rng: random.Random) -> str:
    """How a slot's pages are put into files."""
    if len(wanted) < 2:
        return "alone" if rng.random() < 0.95 else "pdf"
    ways = {
        "card": {"alone": 68, "a4": 14, "beside": 4, "down": 5, "pdf": 9},
        "ster": {"alone": 68, "a4": 8, "beside": 5, "down": 7, "pdf": 12},
        "cate": {"alone": 62, "beside": 12, "halves": 14, "pdf": 12},
    }[slot[-4:]]
    return rng.choices(list(ways), list(ways.values()))[0]


def _file(
    slot: str, wanted: tuple[Page, ...], habits: Habits, rng: random.Random, way: str = "alone"
) -> File:
    """One picture as a file."""
    suffix = "jpg"
    if not habits.plain and rng.random() < 0.08:
        # A whole A4 sheet, scanned, is more than the 20 MB that the service takes of a BMP.
        small = slot.endswith("register") and way == "alone"
        suffix = rng.choice(("png", "jpeg", "bmp") if small else ("png", "jpeg"))
    picture = _picture(wanted, habits, rng, way)
    if suffix in {"png", "bmp"}:
        picture = replace(picture, long_side=min(picture.long_side or 1600, 1600))
    return File(suffix, slot, (picture,))


def _picture(wanted: tuple[Page, ...], habits: Habits, rng: random.Random, way: str = "alone") -> Picture:
    profile = habits.profile
    if profile == "mixed":
        profile = rng.choices(list(CASE_MIX), list(CASE_MIX.values()))[0]
    turned = rng.choices((0, 90, 180, 270), (84, 6, 3, 7))[0]
    stored = rng.choices((1, 3, 6, 8), (80, 3, 13, 4))[0]
    seed = f"{habits.seed}/picture/{'+'.join(page.key for page in wanted)}"
    return Picture(
        wanted, profile, seed, way, 0 if habits.plain else turned, stored, long_side=habits.long_side
    )


def _named(found: Sequence[File], family: Family, habits: Habits, rng: random.Random) -> tuple[File, ...]:
    """The files under names as phones, chat programs or careful people give them."""
    style = "plain" if habits.plain else rng.choices(("plain", "phone", "chat"), (70, 20, 10))[0]
    born = family.newborn.birth_date
    start = dt.datetime(born.year, born.month, born.day, 19) + dt.timedelta(
        days=6, minutes=rng.randint(0, 90)
    )
    counts: dict[str, int] = {}
    named = []
    for number, file in enumerate(found):
        counts[file.slot] = counts.get(file.slot, 0) + 1
        moment = start + dt.timedelta(seconds=37 * number + rng.randint(0, 30))
        name = {
            "plain": f"{file.slot}-{counts[file.slot]}",
            "phone": f"IMG_{moment:%Y%m%d_%H%M%S}",
            "chat": f"微信图片_{moment:%Y%m%d%H%M%S}",
        }[style]
        named.append(replace(file, path=f"{name}.{file.path}"))
    return tuple(named)
