"""Cases that are in order and still not for this service, or papers that are no longer valid."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from samples import forms, places
from samples.cases import Case
from samples.people import Household, day_between, years_after
from samples.tamper.identity import parent_in
from samples.tamper.kinds import UnsuitedError, kind

PARENTS = ("mother", "father")
NEIGHBOURS = {"43": "湖南", "44": "广东", "52": "贵州", "53": "云南"}


def _home(case: Case, parent: str) -> Household:
    page = case.family.mother_page if parent == "mother" else case.family.father_page
    return page.household


def _elsewhere(home: Household, rng: random.Random) -> Household:
    """The household in another province: address, police station and seals."""
    place = rng.choice(places.divisions(rng.choice(list(NEIGHBOURS))))
    address = (
        f"{place.province}{place.local}{rng.choice(('人民路', '中山路', '解放路'))}{rng.randint(1, 200)}号"
    )
    return replace(home, address=address, station=places.station(rng, place), province=place.province)


def _submitted(case: Case) -> dt.datetime:
    return dt.datetime.fromisoformat(case.form["submitted_at"])


@kind("id_card.expiry", proposal="return")
def card_expired(case: Case, parent: str, rng: random.Random) -> Case:
    """An ID card had expired on the day of submission."""
    one = parent_in(case, parent)
    last = _submitted(case).date() - dt.timedelta(days=rng.choice((1, 3, 30, 200, 900)))
    page = case.page(f"{parent}.card.back")
    return case.with_facts(page, replace(one, valid_from=years_after(last, -10), valid_to=last))


@kind("id_card.authority", proposal="decline", provinces=("hainan",))
def card_of_another_province(case: Case, parent: str, rng: random.Random) -> Case:
    """An ID card was issued in another province."""
    place = rng.choice(places.divisions(rng.choice(list(NEIGHBOURS))))
    page = case.page(f"{parent}.card.back")
    return case.with_facts(page, replace(parent_in(case, parent), issuing_authority=places.police(place)))


@kind("marriage.wedlock", proposal="decline")
def married_after_birth(case: Case, parent: str, rng: random.Random) -> Case:
    """The couple married after the birth."""
    born, last = case.family.newborn.birth_date, _submitted(case).date()
    wedding = case.family.marriage
    day = day_between(rng, born + dt.timedelta(days=1), last - dt.timedelta(days=1))
    number = f"J{wedding.wife.id_number[:6]}-{day.year}-{rng.randint(1, 9999):06d}"
    new = replace(wedding, registered_on=day, certificate_number=number, law="中华人民共和国民法典")
    return case.with_pages(lambda page: replace(page, facts=new) if page.facts == wedding else page)


@kind("marriage.date")
def certificate_year(case: Case, parent: str, rng: random.Random) -> Case:
    """The year in the certificate's number is not that of the registration."""
    wedding = case.family.marriage
    number = wedding.certificate_number
    if not number.startswith("J"):
        raise UnsuitedError("the certificate's number has no year to compare")
    year = wedding.registered_on.year + rng.choice((-2, -1, 1))
    return case.with_facts(
        case.page("marriage.info"), replace(wedding, certificate_number=f"{number[:8]}{year}{number[12:]}")
    )


@kind("register.marital", proposal="decline")
def divorced(case: Case, parent: str, rng: random.Random) -> Case:
    """A parent's register page says 离婚 or 丧偶."""
    page = case.page(f"{parent}.register.own")
    own = case.family.mother_page if parent == "mother" else case.family.father_page
    return case.with_facts(
        page, replace(own, person=replace(own.person, marital_status=rng.choice(("离婚", "丧偶"))))
    )


@kind("eligible.applicant", proposal="decline", provinces=("guangxi",))
def father_applies(case: Case, parent: str, rng: random.Random) -> Case:
    """The father applies, where only the mother may."""
    return case.with_form("applicant", "father")


@kind("eligible.citizens", proposal="decline", provinces=("guangxi",))
def overseas(case: Case, parent: str, rng: random.Random) -> Case:
    """A parent is declared an overseas Chinese (侨胞)."""
    return case.with_form(f"{parent}.overseas_chinese", True)


@kind("eligible.citizens", proposal="decline", provinces=("guangxi",))
def cancelled(case: Case, parent: str, rng: random.Random) -> Case:
    """A parent's register page is stamped 注销."""
    old = case.page(f"{parent}.register.own")
    return case.with_pages(
        lambda page: replace(page, stamp="注销") if (page.kind, page.facts) == (old.kind, old.facts) else page
    )


@kind("eligible.window", proposal="decline")
def too_late(case: Case, parent: str, rng: random.Random) -> Case:
    """The case is handed in after the province's term."""
    last = forms.last_day(case.family.province, case.family.newborn.birth_date)
    day = last + dt.timedelta(days=rng.choice((1, 1, 2, 10, 60)))
    moment = _submitted(case).replace(year=day.year, month=day.month, day=day.day)
    return case.with_form("submitted_at", moment.isoformat())


@kind("eligible.birthplace", proposal="decline")
def born_elsewhere(case: Case, parent: str, rng: random.Random) -> Case:
    """The child was born in another province."""
    place = rng.choice([one for one in places.divisions(rng.choice(list(NEIGHBOURS))) if one.city])
    hospital = f"{place.city}人民医院"
    told = (NEIGHBOURS[place.code[:2]], place.city.removesuffix("市"), place.county)
    old = case.family.delivery
    new = replace(
        old, birth_place=told, institution=hospital, contact_address=(*told[:2], *old.contact_address[2:])
    )
    case = case.with_pages(lambda page: replace(page, facts=new) if page.facts == old else page)
    case = case.with_form("newborn.birth_place", place.province + place.city + place.county)
    return case.with_form("newborn.institution", hospital)


@kind("eligible.household", proposal="decline", provinces=("guangxi",))
def collective_households(case: Case, parent: str, rng: random.Random) -> Case:
    """Both parents are registered in collective households (集体户)."""
    for side in PARENTS:
        home = _home(case, side)
        case = case.with_exchange(home, replace(home, household_type="集体户"))
    return case


@kind("eligible.settle", proposal="decline", provinces=("guangxi",))
def settles_in_collective(case: Case, parent: str, rng: random.Random) -> Case:
    """The newborn is to settle in a collective household, though the other parent has a family's."""
    home = _home(case, case.form["newborn"]["settle_with"])
    if _home(case, "mother") == _home(case, "father"):
        raise UnsuitedError("both parents are in one household")
    return case.with_exchange(home, replace(home, household_type="集体户"))


@kind("eligible.household", proposal="decline")
def registered_elsewhere(case: Case, parent: str, rng: random.Random) -> Case:
    """Both parents are registered in another province."""
    for side in PARENTS:
        home = _home(case, side)
        if home.province == places.FULL[case.family.province]:
            case = case.with_exchange(home, _elsewhere(home, rng))
    return case


@kind("eligible.household", proposal="decline", provinces=("hainan",))
def one_registered_elsewhere(case: Case, parent: str, rng: random.Random) -> Case:
    """One parent is registered in another province, where both must be in this one."""
    home = _home(case, parent)
    return case.with_exchange(home, _elsewhere(home, rng))
