import datetime as dt
import logging
from dataclasses import replace

import pytest

from casefile.case import Refusal, Slot
from pipeline.deadline import deadline, holidays_unknown, is_working_day
from pipeline.result import result_object
from tests.validators.builder import CHINA, UNREAD, case, form, judged, page, says, without

SOFT = {"sharpness": {"value": 1.0, "verdict": "bad", "advice": "请对焦后重新拍摄"}}


def test_accepted_has_neither_proposal_nor_notice():
    verdict = judged(case())
    assert (verdict.status, verdict.proposal, verdict.notice) == ("accepted", None, None)


@pytest.mark.parametrize(
    ("wrong", "proposal"),
    [
        (form(case(), applicant="father"), "decline"),
        (says(without(case(), "mother.back"), "mother.front", name="王丽"), "confirm"),
        (without(case(), "mother.back"), "return"),
        (page(says(case(), "mother.front", name=UNREAD), "mother.front", quality=SOFT), "return"),
        (says(case(), "mother.front", name=UNREAD), "confirm"),
        (form(says(without(case(), "info"), "mother.front", name="王丽"), applicant="father"), "decline"),
    ],
)
def test_proposals(wrong, proposal):
    verdict = judged(wrong)
    assert (verdict.status, verdict.proposal) == ("flagged", proposal)


def test_the_notice_tells_everything_once():
    wrong = page(without(case(), "father.back", "statement"), "mother.front", quality=SOFT)
    notice = judged(wrong).notice
    asked = {(item.slot, item.what) for item in notice.items}
    assert asked == {
        ("father_id_card", "身份证国徽面"),
        ("marriage_certificate", "结婚证首页（盖章页）"),
        ("mother_id_card", "身份证人像面"),
    }
    assert notice.kept == ("delivery_record", "mother_household_register", "father_household_register")
    back = next(item for item in notice.items if item.slot == "father_id_card")
    assert back.rules == ("materials.complete", "id_card.expiry")
    assert "一次性告知书" in notice.text
    assert all(item.reason in notice.text for item in notice.items)


def test_every_reason_for_one_page_is_told_at_once():
    wrong = page(page(case(), "statement", seals=()), "mother.own", quality=SOFT, seals=())
    blurred = judged(page(wrong, "statement", quality={**SOFT, "glare": {"verdict": "bad"}})).notice
    assert [item.what for item in blurred.items] == ["结婚证首页（盖章页）", "户口簿本人页"]
    assert all("请对焦" in item.reason for item in blurred.items)
    unsealed = judged(without(page(case(), "mother.own", seals=()), "mother.back")).notice
    assert [(item.what, item.document) for item in unsealed.items] == [
        ("户口簿本人页", "mother.own"),
        ("身份证国徽面", None),
    ]
    assert "母亲户口簿——户口簿首页（地址页）、户口簿户主页、户口簿本人页；" in unsealed.text


def test_a_page_is_called_what_it_serves_as_in_its_slot():
    own = judged(page(case(), "father.own", quality=SOFT)).notice
    head = judged(page(case(), "mother.head", quality=SOFT)).notice
    assert [(i.slot, i.what) for i in own.items] == [("father_household_register", "户口簿本人页")]
    assert [(i.slot, i.what) for i in head.items] == [("mother_household_register", "户口簿户主页")]


def test_the_notice_stands_beside_another_proposal():
    verdict = judged(form(without(case(), "mother.back"), applicant="father"))
    assert verdict.proposal == "decline"
    assert [item.what for item in verdict.notice.items] == ["身份证国徽面"]


def test_a_doubt_alone_asks_the_applicant_for_nothing():
    assert judged(says(case(), "mother.front", name=UNREAD)).notice is None


def test_a_refused_file_is_asked_for_again():
    refused = replace(case(), refused=(Refusal(Slot.MOTHER_ID_CARD, "x.pdf", "ENCRYPTED", "PDF 设有密码。"),))
    (item,) = judged(refused).notice.items
    assert (item.slot, item.file, item.reason) == ("mother_id_card", "x.pdf", "PDF 设有密码。")


def test_what_the_machine_failed_on_is_not_asked_for_again():
    failed = Refusal(Slot.MOTHER_ID_CARD, "x.jpg", "READER_FAILED", "机器没有读完。")
    verdict = judged(replace(without(case(), "mother.front"), refused=(failed,)))
    assert (verdict.status, verdict.proposal, verdict.notice) == ("flagged", "confirm", None)
    photographed = replace(without(case(), "mother.front"), refused=(replace(failed, code="UNREADABLE"),))
    assert judged(photographed).proposal == "return"


@pytest.mark.parametrize(
    ("submitted", "last"),
    [
        ("2026-11-05T09:30:00+08:00", "2026-11-06"),
        ("2026-11-06T23:30:00+08:00", "2026-11-09"),
        ("2026-11-08T17:00:00+00:00", "2026-11-10"),
        ("2026-09-30T09:30:00+08:00", "2026-10-08"),
    ],
)
def test_deadline(submitted, last):
    assert deadline(dt.datetime.fromisoformat(submitted)).isoformat() == f"{last}T23:59:59+08:00"


def test_beyond_the_known_holidays_weekdays_count_with_a_warning(caplog):
    with caplog.at_level(logging.WARNING):
        assert deadline(dt.datetime(2099, 1, 2, 9, tzinfo=CHINA)).date() == dt.date(2099, 1, 5)
    assert "2099" in caplog.text
    assert "2099年" in holidays_unknown(dt.datetime(2099, 1, 5, tzinfo=CHINA))
    later = form(case(), submitted_at=dt.datetime(2098, 12, 31, 9, tzinfo=CHINA))
    assert "周一至周五" in result_object(later, judged(later), {})["deadline_note"]
    assert result_object(case(), judged(case()), {})["deadline_note"] is None
    assert not is_working_day(dt.date(2099, 1, 3))
