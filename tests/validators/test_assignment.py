from dataclasses import replace

from casefile.case import HouseholdHead, Slot
from tests.validators.builder import (
    MOTHER,
    PROVINCES,
    UNREAD,
    case,
    expect,
    field,
    judged,
    number,
    outcomes,
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
    # The doubt is a finding by itself; nobody is asked for a page that may well be there.
    assert persons(doubtful)[1]["covers"] == {"mother.cover"}
    expect(doubtful, "register.head", "unreadable")
    assert judged(doubtful).status == "flagged"


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


def namesakes():
    """The family in the house of an elder who bears the mother's name."""
    elder = HouseholdHead(MOTHER.name, number("45030519620101002"), "孙女")
    found = under_elder(case(), elder)
    for role in ("mother", "father"):
        found = says(found, f"{role}.cover", head_name=elder.name)
        found = says(found, f"{role}.head", name=elder.name, id_number=elder.id_number, sex="女")
    return found


def test_namesakes_are_told_apart_by_their_numbers():
    mother, father = persons(namesakes())
    assert (mother["owns"], mother["heads"]) == ({"mother.own"}, {"mother.head"})
    assert father["owns"] == {"father.own"}
    assert judged(namesakes()).status == "accepted"


def test_a_namesakes_page_does_not_stand_for_an_unread_one():
    unread = says(namesakes(), "mother.own", id_number=UNREAD)
    assert persons(unread)[0]["owns"] == {"mother.own"}
    expect(unread, "ids.mother", "unreadable")
    nothing = says(unread, "mother.own", name=UNREAD)
    assert persons(nothing)[0]["owns"] == {"mother.own"}
    expect(nothing, "ids.mother", "unreadable")


def test_where_the_heads_number_is_not_read_a_shared_name_is_no_pass():
    found = says(says(namesakes(), "mother.head", id_number=UNREAD), "father.head", id_number=UNREAD)
    assert judged(found).status == "flagged"


def test_another_number_under_the_right_name_is_still_compared():
    altered = number("45030519930704004")
    expect(says(case(), "mother.own", id_number=altered), "ids.mother", "mismatch")
    expect(says(under_elder(case()), "mother.own", id_number=altered), "ids.mother", "mismatch")
    head = says(case(), "father.own", id_number=number("45030519910203003"))
    head = says(head, "mother.head", id_number=number("45030519910203003"))
    assert set(outcomes(head, "ids.father")) == {"mismatch"}


def test_another_number_on_one_of_two_own_pages_is_not_passed_over():
    """The head's page lies in both registers: a right one does not hide an altered one."""
    altered = number("45030519910203003")
    expect(says(case(), "father.own", id_number=altered), "ids.father", "mismatch")
    expect(says(case(), "mother.head", id_number=altered), "ids.father", "mismatch")
    # With a day of birth that fits the other number it is still a second head of that name.
    other = number("45030519910213001")
    found = says(case(), "father.own", id_number=other, birth_date="1991-02-13")
    expect(found, "ids.father", "mismatch")
    expect(found, "ids.agree", "mismatch")
