"""The notice and the slip: what is on them, that they print, and that they fetch nothing."""

import datetime as dt
import io
import re

import cv2
import numpy as np
import pypdfium2
import pytest

from casefile.errors import UploadRefused, UsageError
from pipeline import font
from pipeline.papers.notice import notice_html
from pipeline.papers.sheet import Unfetched, _faces, _only_data, pdf
from pipeline.papers.slip import slip_html
from pipeline.result import result_object
from tests.validators.builder import case, form, judged, page, without

DAY = dt.date(2026, 11, 6)
SOFT = {"sharpness": {"value": 1.0, "verdict": "bad", "advice": "画面模糊，请对焦后重新拍摄"}}


def wanting():
    found = page(without(case(), "father.back", "statement"), "mother.front", quality=SOFT)
    return found, result_object(found, judged(found), {})


def fetch(name):
    if name != "mother.front.jpg":
        raise UploadRefused("MISSING_FILE", name)
    return cv2.imencode(".jpg", np.mgrid[:700, :1000][1].astype(np.uint8))[1].tobytes()


def text_of(data):
    with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
        text = "".join(one.get_textpage().get_text_bounded() for one in document)
        return len(document), "".join(text.split())


def test_the_notice_says_all_and_only_once():
    found, result = wanting()
    shown = notice_html(result, DAY, found.submission, found.submission.submitted_at, fetch)
    for words in (
        "黄梓萱，您好",
        "身份证国徽面",
        "结婚证首页（盖章页）",
        "画面模糊",
        "2026年11月5日",
        "2026年11月6日",
    ):
        assert words in shown
    assert shown.count('<li class="item">') == len(result["notice"]["items"]) == 3
    assert shown.count("data:image/jpeg;base64,") == 1
    assert "父亲身份证——身份证人像面、身份证国徽面。" in shown
    kept = re.search(r'<ul class="kept">(.*?)</ul>', shown, re.DOTALL).group(1)
    assert kept.count("<li>") == 3 and "父亲户口簿" in kept
    assert found.submission.mother.id_number not in shown


def test_a_notice_without_form_and_files_still_speaks():
    _, result = wanting()
    shown = notice_html(result, DAY)
    assert "尊敬的申请人，您好" in shown and "data:image" not in shown


def test_nothing_to_supply_no_notice_and_no_slip_before_acceptance():
    clean, (_, flagged) = case(), wanting()
    with pytest.raises(UsageError, match="没有需要补正"):
        notice_html(result_object(clean, judged(clean), {}), DAY)
    with pytest.raises(UsageError, match="尚未受理"):
        slip_html(flagged, DAY)
    assert "受理回执" in slip_html(flagged, DAY, accepted=True)


def test_the_slip_lists_what_was_received():
    clean = case()
    shown = slip_html(
        result_object(clean, judged(clean), {}), DAY, clean.submission, clean.submission.submitted_at
    )
    assert "母亲户口簿（3 页）" in shown and "陈小满" in shown and "予以受理" in shown


def test_markup_in_a_name_stays_text():
    found = form(without(case(), "father.back"), "newborn", name="<script>alert(1)</script>")
    shown = notice_html(result_object(found, judged(found), {}), DAY, found.submission)
    assert "<script>" not in shown and "&lt;script&gt;" in shown


def test_the_pdf_has_its_chinese_inside():
    found, result = wanting()
    pages, text = text_of(pdf(notice_html(result, DAY, found.submission, None, fetch)))
    assert pages <= 2
    assert "一次性告知书" in text and "身份证国徽面" in text and "第1页" in text


def test_rare_characters_come_from_another_font():
    cuts = font.fonts_for("黄梓萱㙍")
    assert cuts and all(len(cut) < 100_000 for cut in cuts)


def test_headings_are_bold_where_the_machine_has_a_bold_font(tmp_path):
    assert font.bold_for("一次性告知书", [str(tmp_path)]) == ()
    light = _faces((b"light",), ())
    both = _faces((b"light",), (b"bold",))
    assert "bold" not in light and "font-weight: bold" in both and both.count("Paper0; font-weight") == 2


def test_no_font_says_what_to_install(tmp_path):
    with pytest.raises(UsageError, match="fonts-noto-cjk"):
        font.fonts_for("一", [str(tmp_path)])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1/x", "ftp://x/y", "x.png"])
def test_a_paper_fetches_nothing(url):
    with pytest.raises(Unfetched):
        _only_data(url)
