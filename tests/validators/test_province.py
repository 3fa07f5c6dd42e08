import datetime as dt
from dataclasses import replace

import pytest

from casefile.errors import UsageError
from tests.validators.builder import case, form, judged, outcomes, says
from validators.province import FOLDER, load

THIRD = """
id = "third"
name = "第三省"
division = "44"
guide = "《第三省办事指南》"

[materials]
marriage_certificate = ["marriage_statement", "marriage_info"]
mother_id_card = ["id_card_front", "id_card_back"]
father_id_card = ["id_card_front", "id_card_back"]
mother_household_register = ["register_cover", "register_own"]
father_household_register = ["register_cover", "register_own"]

[terms]
applicants = ["mother", "father"]
window = { days = 60 }
households = { parents = 1, inside = false, family = true }
not_issued = ["出生医学证明"]
institutions = ["桂林市妇幼保健院"]

[rules]
"eligible.window" = { clause = "第三条" }
"register.marital" = { severity = "warn" }
"records.population" = { required = true }
"eligible.citizens" = { omit = true }
"id_card.authority" = { omit = true }
"""


def test_a_third_province_is_one_file(tmp_path):
    path = tmp_path / "third.toml"
    path.write_text(THIRD.replace('"records.population" = { required = true }\n', ""), encoding="utf-8")
    third = load(path)
    late = form(
        case(), submitted_at=case().submission.submitted_at + dt.timedelta(days=36), applicant="father"
    )
    assert judged(late).proposal == "decline"
    assert judged(late, province=third).status == "accepted"
    later = form(late, submitted_at=late.submission.submitted_at + dt.timedelta(days=1))
    (finding,) = [f for f in judged(later, province=third).findings if f.rule == "eligible.window"]
    assert (finding.outcome, finding.source) == ("ineligible", "《第三省办事指南》第三条")
    for role in ("mother", "father"):
        late = says(late, f"{role}.cover", household_type="集体户")
    assert outcomes(late, "eligible.household", province=third) == ["ineligible"]
    divorced = says(case(), "mother.own", marital_status="离婚")
    assert outcomes(divorced, "register.marital", province=third) == ["ineligible/warn"]


def test_a_required_record_flags(tmp_path):
    path = tmp_path / "third.toml"
    path.write_text(THIRD, encoding="utf-8")
    assert judged(case(), province=load(path)).proposal == "confirm"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"eligible.window"', '"eligible.windows"', "eligible.windows"),
        ("days = 60", "weeks = 9", "weeks"),
        ("days = 60", "days = 60, months = 1", "window"),
        ('"register_own"', '"register_mine"', "register_own"),
        ('division = "44"', 'divison = "44"', "divis"),
        ('id = "third"', "id = ", "third.toml"),
        ('mother_id_card = ["', 'mothers_card = ["', "mothers_card"),
        ('applicants = ["mother', 'applicants = ["granny', "terms.applicants"),
        ('applicants = ["mother", "father"]', "applicants = []", "不能为空"),
        ("parents = 1", "parents = 3", "parents 应为 1、2 之一"),
        ("days = 60", "days = -1, months = 2", "window"),
        ('division = "44"', 'division = "99"', "division"),
        ('mother_id_card = ["id_card_front', 'mother_id_card = ["delivery_record', "不会有 delivery_record"),
        ('{ clause = "第三条" }', '"第三条"', "应为表"),
    ],
)
def test_a_slip_of_the_pen_is_one_clear_line(tmp_path, old, new, told):
    path = tmp_path / "third.toml"
    path.write_text(THIRD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        load(path)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_unknown_province_is_told():
    with pytest.raises(UsageError, match="atlantis"):
        load("atlantis")


def test_citations_name_the_guide():
    sources = {f.rule: f.source for f in judged(case()).findings}
    assert sources["eligible.settle"] == "《广西新生儿出生“一件事”办理操作指引》一（四）"
    assert sources["names.mother"].startswith("参照")
    assert replace(load("guangxi")) == load(FOLDER / "guangxi.toml")
