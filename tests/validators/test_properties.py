"""What holds for every rule at once, whatever is dropped, doubted or shuffled."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from casefile.findings import Outcome
from tests.validators.builder import (
    PROVINCES,
    UNREAD,
    UNSURE,
    case,
    judged,
    page,
    says,
    under_elder,
    uploaded,
)

FREE = {
    *("register_number", "issued_on", "former_name", "registry", "holder", "ethnicity"),
    *("husband_nationality", "wife_nationality", "head_cm", "chest_cm", "apgar_1", "apgar_5", "apgar_10"),
    "delivery_time",
    "newborn_discharged_on",
}
"""Fields that are read for other purposes, or only warn; the newborn's ethnicity may be either parent's.

That the newborn was born in the mother's stay is proved by her days.
"""
FREE_IN = {
    "guangxi": {
        *(("mother.back", "issuing_authority"), ("father.back", "issuing_authority")),
        *(("mother.cover", "household_type"), ("mother.cover", "address")),  # one family register is enough
    },
    "hainan": {("mother.cover", "household_type"), ("father.cover", "household_type")},
}


def required(case):
    """Every reading without which a case must not be accepted, as (document, field)."""
    for document in case.documents:
        for name in document.fields:
            # Both parents' head's pages are one person's: either proves that it is the head's.
            spare = (document.id.endswith("head") and name != "name") or (
                document.id.endswith("front") and name == "address"
            )
            if (
                name not in FREE
                and not spare
                and (document.id, name) not in FREE_IN[case.submission.province]
            ):
                yield document.id, name


def plain(province):
    """A case in which no page lies twice and no seal tells what the address tells."""
    found = under_elder(case(province))
    for role in ("mother", "father"):
        found = page(found, f"{role}.cover", seals=({**_cover(found, role).seals[0], "text": None},))
    return found


def _cover(case, role):
    return next(d for d in case.documents if d.id == f"{role}.cover")


def _doubted(case, places, how):
    for id, name in places:
        document = next(d for d in case.documents if d.id == id)
        case = says(case, id, **{name: how(document.fields[name])})
    return case


WAYS = {
    "unread": lambda found: UNREAD,
    "unsure": lambda found: replace(found, confidence=UNSURE),
    "gone": lambda found: replace(UNREAD, raw="?"),
}


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("way", WAYS)
def test_no_required_reading_may_be_in_doubt(province, way):
    clean = plain(province)
    assert judged(clean).status == "accepted"
    wrongly = [
        place for place in required(clean) if judged(_doubted(clean, [place], WAYS[way])).status == "accepted"
    ]
    assert wrongly == []


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_doubts_together_flag_and_never_mismatch(data):
    clean = plain(data.draw(st.sampled_from(sorted(PROVINCES))))
    places = data.draw(
        st.lists(st.sampled_from(sorted(required(clean))), min_size=1, max_size=12, unique=True)
    )
    all_places = sorted((document.id, name) for document in clean.documents for name in document.fields)
    more = data.draw(st.lists(st.sampled_from(all_places), max_size=40))
    verdict = judged(_doubted(clean, {*places, *more}, WAYS[data.draw(st.sampled_from(sorted(WAYS)))]))
    assert verdict.status == "flagged"
    blocking = {f.outcome for f in verdict.findings if f.severity == "block"}
    assert not blocking & {Outcome.MISMATCH, Outcome.INELIGIBLE}


@given(st.integers(0, 2**32), st.sampled_from(sorted(PROVINCES)))
@settings(max_examples=20, deadline=None)
def test_a_verdict_depends_on_nothing_but_the_case(seed, province):
    """Neither on what was judged before nor on how the values came about: a copy through JSON is the same."""
    rng = random.Random(seed)
    places = rng.sample(sorted(required(case(province))), rng.randint(0, 6))
    doubted = _doubted(case(province), places, WAYS[rng.choice(sorted(WAYS))])
    adapter = TypeAdapter(type(doubted))
    first = judged(doubted)
    judged(case(province))
    assert judged(adapter.validate_json(adapter.dump_json(doubted))) == first


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_dropping_pages_never_accepts(data):
    province = data.draw(st.sampled_from(sorted(PROVINCES)))
    clean = plain(province)
    needed = [
        d.id
        for d in clean.documents
        if province == "guangxi" or (not d.id.endswith("head") and d.id != "delivery")
    ]
    # Parents of one household may share cover and head's page.
    dropped = set(data.draw(st.lists(st.sampled_from(needed), min_size=1, unique=True)))
    kept = uploaded(clean, *(d for d in clean.documents if d.id not in dropped))
    shared = dropped <= {"father.cover", "father.head"} or dropped <= {"mother.cover", "mother.head"}
    crossed = dropped in ({"father.cover", "mother.head"}, {"mother.cover", "father.head"})
    assert judged(kept).status == ("accepted" if shared or crossed else "flagged")


@given(st.integers(0, 2**32), st.sampled_from(sorted(PROVINCES)))
@settings(max_examples=30, deadline=None)
def test_neither_order_nor_repetition_changes_anything(seed, province):
    rng = random.Random(seed)
    places = rng.sample(sorted(required(case(province))), rng.randint(0, 6))
    doubted = _doubted(case(province), places, WAYS[rng.choice(sorted(WAYS))])
    materials = [replace(m, files=_mixed(m.files, rng)) for m in doubted.submission.materials]
    shuffled = replace(
        doubted,
        documents=_mixed(doubted.documents, rng),
        submission=replace(doubted.submission, materials=_mixed(materials, rng)),
    )
    assert judged(doubted) == judged(doubted) == judged(shuffled)


def _mixed(things, rng):
    return tuple(rng.sample(things, len(things)))


@pytest.mark.parametrize("province", PROVINCES)
def test_every_rule_of_the_province_appears(province):
    asked = {finding.rule for finding in judged(case(province)).findings}
    omitted = {id for id, own in PROVINCES[province].rules.items() if own.omit}
    assert asked and not asked & omitted
