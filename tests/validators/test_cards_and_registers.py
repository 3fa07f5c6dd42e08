import pytest

from casefile.case import Weight
from tests.validators.builder import (
    ELDER,
    FATHER,
    MOTHER,
    UNREAD,
    UNSURE,
    case,
    expect,
    field,
    form,
    judged,
    outcomes,
    page,
    says,
    under_elder,
    without,
)
from validators.agreement import surely_other

BLURRED = {"sharpness": {"value": 1.0, "verdict": "bad"}}


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"valid_to": "2026-11-05"}, "pass"),
        ({"valid_to": "长期"}, "pass"),
        ({"valid_to": "2026-11-04"}, "missing"),
        ({"valid_from": "2026-11-06"}, "missing"),
        ({"valid_to": UNREAD}, "unreadable"),
        ({"valid_to": field("2020-01-01", UNSURE)}, "unreadable"),
        ({"valid_from": UNREAD}, "unreadable"),
        ({"valid_to": "2026-02-31"}, "unreadable"),
        ({"valid_to": field("2026-11-04", corrected="2036-11-04")}, "pass"),
    ],
)
def test_expiry(values, outcome):
    expect(says(case(), "mother.back", **values), "id_card.expiry", outcome)


def test_no_card_no_expiry():
    expect(without(case(), "mother.back"), "id_card.expiry", "missing")


def test_photo_on_the_card():
    expect(case(), "id_card.photo", "pass")
    expect(page(case(), "mother.front", faces=()), "id_card.photo", "missing")
    assert outcomes(page(case(), "mother.front", faces=(), quality=BLURRED), "id_card.photo") == [
        "unreadable"
    ]
    assert outcomes(page(case(), "mother.front", faces=({"confidence": 0.2},)), "id_card.photo") == [
        "unreadable"
    ]
    expect(without(case(), "mother.front"), "id_card.photo", "missing")


@pytest.mark.parametrize(
    ("authority", "outcome"),
    [
        ("澄迈县公安局", "pass"),
        ("海南省公安厅", "pass"),
        ("南宁市公安局青秀分局", "ineligible"),
        ("某某公安局", "unreadable"),
        (field("南宁市公安局", UNSURE), "unreadable"),
        (UNREAD, "unreadable"),
    ],
)
def test_authority(authority, outcome):
    assert outcomes(
        says(case("hainan"), "mother.back", issuing_authority=authority), "id_card.authority"
    ) == [outcome]
    assert outcomes(case(), "id_card.authority") == []


def test_head_of_the_household():
    expect(case(), "register.head", "pass")
    expect(under_elder(case()), "register.head", "pass")
    expect(says(case(), "father.cover", head_name="王大海"), "register.head", "mismatch")
    expect(says(case(), "father.cover", head_name=UNREAD), "register.head", "unreadable")
    assert outcomes(says(case(), "mother.cover", head_name=MOTHER.name), "register.head")[0] == "mismatch"
    assert "mismatch" in outcomes(says(under_elder(case()), "father.head", name="王大海"), "register.head")
    assert "unreadable" in outcomes(says(case(), "mother.own", relation_to_head=UNREAD), "register.head")


@pytest.mark.parametrize("province", ["guangxi", "hainan"])
def test_a_spouse_of_another_head_contradicts_the_cover(province):
    """Hainan asks for no head's page, with which the cover could be compared."""
    found = without(case(province), "mother.head")
    stranger = says(found, "mother.cover", head_name="王大海")
    assert "mismatch" in outcomes(stranger, "register.head")
    assert judged(stranger).status == "flagged"
    expect(says(stranger, "mother.own", relation_to_head="儿媳"), "register.head", "pass")
    expect(found, "register.head", "pass")


def test_a_head_who_may_bear_the_wifes_name_is_no_pass():
    found = says(case(), "mother.own", relation_to_head="儿媳")
    found = says(found, "mother.cover", head_name="黄梓宣")
    found = says(found, "mother.head", name="黄梓宣")
    assert "unreadable" in outcomes(found, "register.head")
    settled = says(
        found, "mother.cover", head_name=field("黄梓宣", weights={MOTHER.name: Weight(-20, -2, -6)})
    )
    assert "mismatch" not in outcomes(settled, "register.head")


def test_a_doubtful_head_who_surely_is_not_the_parent_contradicts_no_relation():
    def on_cover(nats):
        weights = {ELDER.name: Weight(0, -2, -6), FATHER.name: Weight(nats, -2, -6)}
        cover = field(ELDER.name, UNSURE, weights=weights)
        return outcomes(says(under_elder(case()), "father.cover", head_name=cover), "register.head")

    assert "unreadable" not in on_cover(-60)
    assert "unreadable" in on_cover(-4)


def test_a_cover_that_names_the_stranger_of_the_heads_page_contradicts_no_relation():
    """However unsure both readings of the name are: the number on the head's page is another's."""

    other = f"{FATHER.name[:-1]}妤"

    def told(nats, head_number=ELDER.id_number):
        weights = {other: Weight(0, -1.2, -8), FATHER.name: Weight(nats, -1.2, -8)}
        name = field(other, UNSURE, weights=weights)
        found = says(under_elder(case()), "father.cover", head_name=name)
        found = says(found, "father.head", name=name, id_number=head_number)
        return outcomes(form(found, "newborn", household_head=None), "register.head")

    assert set(told(-20)) == {"pass"}
    assert "unreadable" in told(-4)
    assert "unreadable" in told(-20, UNREAD)


def test_a_blurred_cover_may_name_the_parent_however_near_the_boundary_lies():
    weights = {"周霞": Weight(-3.1, 0.5, -1.0), "周露": Weight(0, -1.2, -8)}
    assert not surely_other(field("周露", UNSURE, weights=weights), "周霞")


def test_a_head_whose_surname_lies_in_a_rule_is_told_by_the_cover():
    def on_page(nats, ruled, cover=ELDER.name):
        weights = {ELDER.name: Weight(nats, 0, -8, ruled)}
        misread = field(f"令{ELDER.name[1:]}", UNSURE, weights=weights)
        found = says(says(under_elder(case()), "father.head", name=misread), "father.cover", head_name=cover)
        return set(outcomes(found, "register.head"))

    assert on_page(-3, True) == {"pass"}
    assert on_page(-3, False) == on_page(-6, True) == {"unreadable"}
    assert "unreadable" in on_page(-3, True, f"王{ELDER.name[1:]}")


def test_the_declared_head_is_the_registers():
    other = type(ELDER)("王大海", ELDER.id_number, "孙女")
    assert outcomes(under_elder(case(), other), "register.head")[0] == "mismatch"
    expect(under_elder(case(), None), "register.head", "pass")
    fitting = form(case(), "newborn", household_head=type(ELDER)("王大海", None, "女"))
    assert "mismatch" in outcomes(fitting, "register.head")


def _seal(**changes):
    cover = next(d for d in case().documents if d.id == "mother.cover")
    return ({**cover.seals[0], **changes},)


def test_register_seal():
    expect(case(), "register.seal", "pass")
    expect(page(case(), "mother.own", seals=()), "register.seal", "missing")
    expect(page(case(), "mother.own", seals=(), quality=BLURRED), "register.seal", "unreadable")
    expect(page(case(), "mother.own", seals=_seal(colour="blue")), "register.seal", "missing")
    assert outcomes(page(case(), "mother.own", seals=_seal(confidence=0.2)), "register.seal") == [
        "unreadable"
    ]
    printed = _seal(box=[[100, 400], [280, 400], [280, 580], [100, 580]])
    expect(page(case(), "mother.cover", seals=printed), "register.seal", "missing")
    expect(page(case(), "mother.cover", seals=_seal(shape="square")), "register.seal", "missing")
    provinces = _seal(text="广西壮族自治区公安厅户口专用章")
    expect(page(case(), "mother.cover", seals=provinces), "register.seal", "missing")
    beside = (*_seal(place=[0.2, 0.6]), *_seal(place=[0.55, 1.4]))
    expect(page(case(), "mother.cover", seals=beside), "register.seal", "pass")
    expect(page(case(), "mother.cover", seals=_seal(text=None)), "register.seal", "pass/info")
    assert outcomes(page(case(), "mother.cover", seals=_seal(text="某公司财务部")), "register.seal") == [
        "mismatch"
    ]
    expect(page(case(), "mother.cover", seals=_seal(text="七星分")), "register.seal", "pass")
    for other in ("桂林福达贸易有限公司合同专用章", "南宁市人民医院医疗证明专用章", "江东村民委员会"):
        expect(page(case(), "mother.own", seals=_seal(text=other)), "register.seal", "mismatch")
    for other in ("广州市公安局户口专用章", "柳州市公安局鱼峰分局户口专用章", "柳州市公安局荣军派出所"):
        expect(page(case(), "mother.cover", seals=_seal(text=other)), "register.seal", "mismatch")
        expect(page(case(), "mother.own", seals=_seal(text=other)), "register.seal", "mismatch")
    for own in ("桂林市公安局七星分局户口专用章", "桂林市公安局", "柳州市公安局七星分局"):
        expect(page(case(), "mother.cover", seals=_seal(text=own)), "register.seal", "pass")
    expect(without(case(), "mother.own"), "register.seal", "missing")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("已婚", "pass"),
        ("有配偶", "pass"),
        (None, "pass"),
        ("离婚", "ineligible"),
        ("丧偶", "ineligible"),
        ("未婚", "mismatch/warn"),
        (field("离婚", UNSURE), "unreadable"),
        (UNREAD, "unreadable"),
    ],
)
def test_marital_status(status, outcome):
    said = says(case(), "mother.own", marital_status=status)
    expect(said, "register.marital", outcome)
    assert (judged(said).status == "accepted") == (outcome in {"pass", "mismatch/warn"})


@pytest.mark.parametrize("side", ["mother.front", "father.back"])
def test_a_card_stamped_as_void_is_none(side):
    stamp = {"colour": "red", "shape": "rectangle", "text": "作废", "text_confidence": 0.9, "box": [[0, 0]]}
    assert "missing" in outcomes(page(case(), side, seals=(stamp,)), "id_card.expiry")
    copied = page(case(), side, seals=({**stamp, "text": "仅供办理业务使用，复印无效"},))
    expect(copied, "id_card.expiry", "pass")
    for text, sure in (("作废", 0.007), (None, 0.0)):
        doubted = page(case(), side, seals=({**stamp, "text": text, "text_confidence": sure},))
        assert set(outcomes(doubted, "id_card.expiry")) <= {"pass", "unreadable"}
        assert judged(doubted).status == "flagged"
