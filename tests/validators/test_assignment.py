from dataclasses import replace

from casefile.case import Slot
from tests.validators.builder import (
    PROVINCES,
    UNREAD,
    case,
    expect,
    field,
    page,
    says,
    under_elder,
    uploaded,
    without,
)
from validators.dossier import Dossier
from validators.facts import Facts


def persons(found):
    dossier = Dossier.of(found, PROVINCES[found.submission.province], Facts())
    names = ("fronts", "backs", "covers", "heads", "owns")
    return [{name: {d.id for d in getattr(person, name)} for name in names} for person in dossier.parents]


def test_a_family_in_order():
    mother, father = persons(case())
    assert mother == {
        "fronts": {"mother.front"},
        "backs": {"mother.back"},
        "covers": {"mother.cover"},
        "heads": {"mother.head"},
        "owns": {"mother.own"},
    }
    # The father is the head, so his page in the mother's register is his own page, too.
    assert father["owns"] == father["heads"] == {"father.own", "mother.head"}


def test_everything_in_one_slot():
    found = case()
    for document in found.documents:
        if document.slot is Slot.FATHER_HOUSEHOLD_REGISTER:
            found = page(found, document.id, slot=Slot.MOTHER_HOUSEHOLD_REGISTER)
    mother, father = persons(found)
    assert mother["owns"] == {"mother.own"}
    assert father["owns"] == {"father.own", "mother.head"}
    assert father["covers"] == {"mother.cover", "father.cover"}


def test_one_cover_for_both_only_where_they_live_together():
    assert persons(without(under_elder(case()), "father.cover"))[1]["covers"] == {"mother.cover"}
    apart = says(without(under_elder(case()), "father.cover"), "mother.own", relation_to_head="女")
    assert persons(apart)[1]["covers"] == set()
    doubtful = says(
        without(under_elder(case()), "father.cover"), "mother.own", relation_to_head=field("儿媳", 0.4)
    )
    assert persons(doubtful)[1]["covers"] == set()


def test_an_unread_page_belongs_to_its_slot():
    unread = says(case(), "mother.own", name=UNREAD, id_number=UNREAD, sex=UNREAD)
    assert persons(unread)[0]["owns"] == {"mother.own"}
    expect(unread, "names.mother", "unreadable")
    expect(unread, "materials.complete", "pass")


def test_emblem_sides_go_with_the_portraits_beside_them():
    found = case()
    for id in ("father.front", "father.back"):
        found = page(found, id, slot=Slot.MOTHER_ID_CARD)
    for id in ("mother.front", "mother.back"):
        found = page(found, id, file="a.jpg")
    mother, father = persons(found)
    assert mother["backs"] == {"mother.back"}
    assert father["backs"] == {"father.back"}


def test_a_stray_copy_takes_no_emblem_side_along():
    found = case()
    front = next(d for d in found.documents if d.id == "mother.front")
    stray = replace(front, id="stray", slot=Slot.FATHER_ID_CARD)
    found = uploaded(found, *(d for d in found.documents if d.id != "father.front"), stray)
    mother, father = persons(found)
    assert (mother["backs"], father["backs"]) == ({"mother.back"}, {"father.back"})
    assert father["fronts"] == set()
    expect(found, "materials.duplicate", "mismatch")
