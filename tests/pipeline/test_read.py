"""The kept sample of each kind is read as it was drawn, with the way back to its pixels."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from casefile import interval
from casefile.case import Kind
from extractors.found import Found
from extractors.marriage_certificate import STATEMENT
from pipeline.marks.look import Marks
from pipeline.ocr.reader import Reader
from pipeline.read import _told_by_seals, read_file
from pipeline.weigh import weigh

pytestmark = pytest.mark.reader
SAMPLES = sorted(Path("samples/documents").glob("*/*/page.*"))
CRITICAL = (
    "name", "sex", "birth_date", "id_number", "issuing_authority", "valid_from", "valid_to", "head_name",
    "husband_name", "wife_name", "husband_id_number", "wife_id_number", "registered_on", "certificate_number",
)  # fmt: skip


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


def told(page):
    return json.loads(page.with_name("truth.json").read_text())["pages"][0]["documents"][0]


@pytest.mark.parametrize("page", SAMPLES, ids=lambda page: page.parent.parent.name)
def test_the_kind_is_told_from_the_page(page, reader):
    reading = read_file(page.read_bytes(), page.name, reader)
    assert [document.kind.value for document in reading.documents] == [told(page)["kind"]]


@pytest.mark.parametrize("page", SAMPLES, ids=lambda page: page.parent.parent.name)
def test_critical_fields_are_read_as_drawn_or_not_given_as_sure(page, reader):
    fields = read_file(page.read_bytes(), page.name, reader).documents[0].fields
    for name, drawn in told(page)["fields"].items():
        if name in CRITICAL:
            read = fields[name]
            assert read.value == drawn["value"] or not read.sure, name


def test_boxes_lie_where_the_values_are_printed(reader):
    page = Path("samples/documents/id_card_front/photo/page.jpg")
    fields = read_file(page.read_bytes(), page.name, reader).documents[0].fields
    for name in ("name", "id_number"):
        left, top, right, bottom = fields[name].box.bounds
        drawn = told(page)["fields"][name]["box"]
        x, y = (sum(corner[axis] for corner in drawn) / 4 for axis in (0, 1))
        assert left <= x <= right, name
        assert top <= y <= bottom, name


def test_an_outline_that_cuts_through_print_is_not_believed(reader, monkeypatch):
    page = Path("samples/documents/marriage_info/photo/page.jpg")
    whole = read_file(page.read_bytes(), page.name, reader).documents
    left, top, right, bottom = whole[0].region.bounds
    middle = left + 0.3 * (right - left)
    cut = np.array([[middle, top], [right, top], [right, bottom], [middle, bottom]], np.float32)
    monkeypatch.setattr("pipeline.shown.outlines", lambda image: [cut])
    (document,) = read_file(page.read_bytes(), page.name, reader).documents
    for name in ("husband_name", "husband_id_number", "wife_name", "wife_id_number", "certificate_number"):
        assert document.fields[name].value == whole[0].fields[name].value, name


def test_a_certificate_that_a_shadow_cuts_is_read_as_one(reader, monkeypatch):
    page = Path("samples/documents/marriage_info/photo/page.jpg")
    whole = read_file(page.read_bytes(), page.name, reader).documents
    left, top, right, _ = whole[0].region.bounds
    middle = whole[0].fields["certificate_number"].box.bounds[3] + 10
    cut = np.array([[left, top], [right, top], [right, middle], [left, middle]], np.float32)
    monkeypatch.setattr("pipeline.shown.outlines", lambda image: [cut])
    (document,) = read_file(page.read_bytes(), page.name, reader).documents
    for one in ("husband_name", "husband_id_number", "wife_name", "wife_id_number", "certificate_number"):
        assert document.fields[one].value == whole[0].fields[one].value, one


def test_a_page_that_is_none_of_the_kinds_is_unknown(reader):
    page = Path("samples/documents/unknown/photo/page.jpg")
    assert read_file(page.read_bytes(), page.name, reader).documents[0].kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("printed", "sure", "want"),
    [
        (None, 0.0, "三亚市崖州区民政局"),
        ("崖州民政局", 0.4, "三亚市崖州区民政局"),
        ("万宁市民政局", 0.95, None),
    ],
)
def test_a_seal_tells_the_registry_only_where_it_is_not_surely_printed(printed, sure, want):
    seal = {"text": "三亚市崖州区民政局婚姻登记专用章", "text_confidence": 0.93}
    told = _told_by_seals(STATEMENT, {"registry": Found(printed, printed or "", sure)}, Marks(seals=(seal,)))
    assert (told["registry"].value if told else None) == want


def test_a_day_of_the_stay_that_is_not_sure_is_weighed_in_its_row(reader, monkeypatch):
    page = Path("samples/documents/delivery_record/photo/page.jpg")
    assert "0/admitted_on" not in read_file(page.read_bytes(), page.name, reader).crops
    monkeypatch.setattr("pipeline.read.SURE", 1.1)
    crops = read_file(page.read_bytes(), page.name, reader).crops
    written = {
        name: dt.date.fromisoformat(told(page)["fields"][name]["value"])
        for name in ("admitted_on", "mother_discharged_on", "newborn_discharged_on")
    }
    for name, day in written.items():
        order, later = (interval.until, -1) if name == "admitted_on" else (interval.since, 1)
        births = [day + dt.timedelta(days=later * step) for step in (-3, 0, 1, 2, 10)]
        weights = weigh(crops[f"0/{name}"], [order(born) for born in births], reader)
        matched = [weights[order(born)].nats >= weights[order(born)].match_from for born in births]
        assert matched == [True, True, False, False, False], name
