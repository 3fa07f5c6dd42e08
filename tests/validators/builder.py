"""A whole case in order, from values alone, and the few strokes that put something wrong with it."""

import datetime as dt
from dataclasses import replace

from casefile.case import (
    Case,
    Document,
    Field,
    HouseholdHead,
    Kind,
    Material,
    Newborn,
    Parent,
    Slot,
    Submission,
)
from casefile.geometry import Polygon
from casefile.identifiers import resident_id
from pipeline.judge import judge
from validators.facts import Facts
from validators.province import load

CHINA = dt.timezone(dt.timedelta(hours=8))
SURE, UNSURE = 0.97, 0.5
PROVINCES = {name: load(name) for name in ("guangxi", "hainan")}
PLACES = {
    "guangxi": (
        "广西桂林市七星区",
        "桂林市公安局七星分局",
        "广西壮族自治区桂林市七星区育才路1号",
        "桂林市妇幼保健院",
    ),
    "hainan": (
        "海南省海口市龙华区",
        "海口市公安局龙华分局",
        "海南省海口市龙华区滨海大道2号",
        "海口市妇幼保健院",
    ),
}


def number(body):
    return body + resident_id.check_character(body)


MOTHER = Parent("黄梓萱", number("45030519930704002"), ethnicity="壮")
FATHER = Parent("陈建国", number("45030519910203001"), ethnicity="汉")
BORN = dt.date(2026, 10, 12)


def case(province="guangxi", **changes):
    """A family in order: the father is the head of their own household, the mother his wife."""
    place, police, address, hospital = PLACES[province]
    newborn = Newborn(
        name="陈小满",
        sex="女",
        birth_date=BORN,
        institution=hospital,
        settle_with="father",
        ethnicity="壮",
        birth_time="08:15",
        birth_place=place,
        gestational_weeks=39,
        length_cm=50.0,
        weight_g=3250,
    )
    documents = tuple(_documents(place, police, address, hospital))
    submission = Submission(
        materials=(),
        case_id="case-1",
        province=province,
        submitted_at=dt.datetime(2026, 11, 5, 9, 30, tzinfo=CHINA),
        applicant="mother",
        mother=MOTHER,
        father=FATHER,
        newborn=newborn,
    )
    return uploaded(Case(replace(submission, **changes), ()), *documents)


def _documents(place, police, address, hospital):
    book = {
        "household_type": "家庭户",
        "head_name": FATHER.name,
        "register_number": "100200300",
        "address": address,
    }
    mother, father = _member(MOTHER, "女", "妻"), _member(FATHER, "男", "户主")
    station = f"{place[2:].removeprefix('省')}公安局户口专用章"
    stamped = (
        {"colour": "red", "box": _square(650, 500), "shape": "round", "text": station, "confidence": 0.95},
    )
    for role, person, own in (("mother", MOTHER, mother), ("father", FATHER, father)):
        card, register = Slot(f"{role}_id_card"), Slot(f"{role}_household_register")
        face = ({"confidence": 0.99},)
        yield document(f"{role}.front", card, Kind.ID_CARD_FRONT, _card(person, own, address), faces=face)
        back = {"issuing_authority": police, "valid_from": "2020-05-01", "valid_to": "2040-05-01"}
        yield document(f"{role}.back", card, Kind.ID_CARD_BACK, back)
        yield document(f"{role}.cover", register, Kind.REGISTER_COVER, book, seals=stamped)
        yield document(f"{role}.own", register, Kind.REGISTER_MEMBER, own, seals=stamped)
        if role == "mother":
            yield document("mother.head", register, Kind.REGISTER_MEMBER, father, seals=stamped)
    marriage = Slot.MARRIAGE_CERTIFICATE
    seal = ({**stamped[0], "text": "民政局婚姻登记专用章"},)
    yield document("statement", marriage, Kind.MARRIAGE_STATEMENT, {"registry": f"{place}民政局"}, seals=seal)
    yield document("info", marriage, Kind.MARRIAGE_INFO, _marriage(), faces=({"confidence": 0.9},) * 2)
    yield document("delivery", Slot.DELIVERY_RECORD, Kind.DELIVERY_RECORD, _delivery(place, hospital))


def _card(person, own, address):
    same = {name: own[name] for name in ("name", "sex", "ethnicity", "birth_date", "id_number")}
    return {**same, "address": address}


def _member(person, sex, relation):
    return {
        "name": person.name,
        "relation_to_head": relation,
        "former_name": None,
        "sex": sex,
        "ethnicity": person.ethnicity,
        "birth_date": resident_id.birth_date(person.id_number).isoformat(),
        "id_number": person.id_number,
        "marital_status": "已婚",
    }


def _marriage():
    said = {"holder": MOTHER.name, "registered_on": "2019-05-20", "certificate_number": "J450305-2019-001234"}
    for spouse, person in (("husband", FATHER), ("wife", MOTHER)):
        said |= {
            f"{spouse}_name": person.name,
            f"{spouse}_nationality": "中国",
            f"{spouse}_birth_date": resident_id.birth_date(person.id_number).isoformat(),
            f"{spouse}_id_number": person.id_number,
        }
    return said


def _delivery(place, hospital):
    return {
        "admitted_on": "2026-10-11",
        "delivery_date": BORN.isoformat(),
        "delivery_time": "08:15",
        "gestational_weeks": 39,
        "sex": "女",
        "weight_g": 3250,
        "length_cm": 50.0,
        "head_cm": 34.0,
        "chest_cm": 33.0,
        "apgar_1": 9,
        "apgar_5": 10,
        "apgar_10": 10,
        "birth_place": place.replace("广西", "广西省"),
        "institution": hospital,
        "mother_discharged_on": "2026-10-15",
        "newborn_discharged_on": "2026-10-15",
    }


def document(id, slot, kind, values, quality=None, seals=(), faces=()):
    region = Polygon.of_box(0, 0, 1000, 700)
    fields = {name: field(value) for name, value in values.items()}
    return Document(id, slot, kind, f"{id}.jpg", 0, (1000, 700), region, fields, quality or {}, seals, faces)


def field(value, confidence=SURE, **more):
    return Field(value, "" if value is None else str(value), confidence, **more)


UNREAD = field(None, 0.0)


def _square(x, y):
    return [[x - 90, y - 90], [x + 90, y - 90], [x + 90, y + 90], [x - 90, y + 90]]


def page(case, id, **changes):
    """The case with something else about one document."""
    return uploaded(case, *(replace(d, **changes) if d.id == id else d for d in case.documents))


def uploaded(case, *documents):
    """The case with these documents, each from a file that the form lists in its slot."""
    files = {slot: tuple(d.file for d in documents if d.slot is slot) for slot in Slot}
    materials = tuple(Material(slot, files[slot]) for slot in Slot if files[slot])
    return replace(case, documents=documents, submission=replace(case.submission, materials=materials))


def says(case, id, **values):
    """The case with other readings on one page: a value surely read, or a Field."""
    fields = dict(next(d.fields for d in case.documents if d.id == id))
    fields |= {name: v if isinstance(v, Field) else field(v) for name, v in values.items()}
    return page(case, id, fields=fields)


def lacks(case, id, *names):
    """The case with a page that does not print these fields."""
    fields = next(d.fields for d in case.documents if d.id == id)
    return page(case, id, fields={name: found for name, found in fields.items() if name not in names})


def without(case, *ids):
    return uploaded(case, *(d for d in case.documents if d.id not in ids))


def form(case, path="", **changes):
    """The case with another application form; `path` is mother, father, newborn or empty."""
    submission = case.submission
    part = replace(getattr(submission, path), **changes) if path else None
    return replace(case, submission=replace(submission, **({path: part} if path else changes)))


ELDER = HouseholdHead("陈大山", number("45030519620101001"), "孙女")


def under_elder(case, declared=ELDER):
    """The case in which both parents live in the household of the father's father."""
    values = {"name": ELDER.name, "relation_to_head": "户主", "id_number": ELDER.id_number}
    values |= {"birth_date": "1962-01-01", "sex": "男"}
    own = next(d for d in case.documents if d.id == "father.own")
    case = uploaded(case, *case.documents, replace(own, id="father.head", file="father.head.jpg"))
    for role, relation in (("father", "子"), ("mother", "儿媳")):
        case = says(case, f"{role}.own", relation_to_head=relation)
        case = says(case, f"{role}.cover", head_name=ELDER.name)
        case = says(case, f"{role}.head", **values)
    return form(case, "newborn", household_head=declared)


def outcomes(case, rule, facts=None, province=None):
    """The rule's findings as `outcome` or `outcome/severity` where that is not block, in order."""
    verdict = judged(case, facts, province)
    found = [f for f in verdict.findings if f.rule == rule]
    return [f.outcome.value + ("" if f.severity == "block" else f"/{f.severity}") for f in found]


def judged(case, facts=None, province=None):
    return judge(case, province or PROVINCES[case.submission.province], facts or Facts())


def expect(case, rule, *wanted, facts=None):
    """The rule comes out as told, see `outcomes`."""
    found = outcomes(case, rule, facts)
    assert found == list(wanted), f"{rule}: {found}"
