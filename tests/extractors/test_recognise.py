"""Documents are told by titles and labels, and divided where they lie together."""

from casefile.case import Kind
from extractors import specs
from extractors.recognise import divide
from tests.extractors.test_form import FRONT, MEMBER, text

BACK = [
    ("中华人民共和国", 1600, 90), ("居民身份证", 1600, 190), ("签发机关", 1500, 480), ("南宁市公安局", 1700, 480),
    ("有效期限", 1500, 560), ("2020.01.01-2040.01.01", 1700, 560),
]  # fmt: skip
COVER = [
    ("户别", 80, 130), ("家庭户口", 190, 130), ("户主姓名", 590, 130), ("户号", 80, 220), ("住址", 590, 220),
    ("省级公安机关户口专用章", 100, 700), ("户口登记机关户口专用章", 600, 700), ("签发", 900, 900),
]  # fmt: skip


def kinds(spans):
    return sorted(part.spec.kind for part in divide(spans, specs()) if part.spec)


def lines(*papers, down=0):
    return [text(chars, x, y + down * index) for index, paper in enumerate(papers) for chars, x, y in paper]


def test_two_sides_of_a_card_beside_each_other_are_two_documents():
    assert kinds(lines(FRONT, BACK)) == [Kind.ID_CARD_BACK, Kind.ID_CARD_FRONT]


def test_what_was_read_off_a_photo_does_not_join_two_documents():
    photo = text("2", 900, 60, height=300, sure=0.1)
    assert kinds([*lines(FRONT, BACK), photo]) == [Kind.ID_CARD_BACK, Kind.ID_CARD_FRONT]


def test_a_cover_with_a_wide_gap_stays_one_document_beside_another_page():
    member = [("常住人口登记卡", 300, 20), *MEMBER]
    assert kinds(lines(COVER, member, down=1000)) == [Kind.REGISTER_COVER, Kind.REGISTER_MEMBER]


def test_a_title_that_is_read_as_printed_tells_the_kind_of_a_blurred_page():
    blurred = [text("常住人口登记卡", 300, 20), text("本办人易章", 70, 210), text("核到", 605, 210)]
    assert kinds(blurred) == [Kind.REGISTER_MEMBER]
    assert kinds([text("有性人口经记卡", 300, 20), *blurred[1:]]) == []
    assert kinds([text("常住人日登记卡", 300, 20), *blurred[1:]]) == [Kind.REGISTER_MEMBER]
    assert kinds([text("产时记表", 300, 20), *blurred[1:]]) == []


def test_a_title_as_printed_outdoes_another_kinds_title_of_nearly_the_same_letters():
    form = [("常住人口登记表", 300, 20), *MEMBER]
    assert kinds(lines(form)) == [Kind.UNKNOWN]
    assert kinds(lines([("常住人口登记卡", 300, 20), *MEMBER])) == [Kind.REGISTER_MEMBER]


def test_a_cover_is_known_by_labels_whose_characters_stand_apart():
    apart = [
        ("户", 80, 130),
        ("别", 130, 130),
        ("户主姓名", 590, 130),
        ("户", 80, 220),
        ("号", 130, 220),
        ("住址", 590, 220),
    ]
    assert kinds(lines(apart)) == [Kind.REGISTER_COVER]
