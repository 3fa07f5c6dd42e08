"""What people read becomes training data and a better calibration."""

import json

import cv2
import numpy as np
import pytest

from extractors import calibration
from pipeline import teaching
from pipeline.crops import straightened
from pipeline.refit import LEAST, refit
from pipeline.runtime import Runtime
from pipeline.settings import Settings
from pipeline.store import audit, cases, corrections
from pipeline.store.cases import Upload
from pipeline.store.corrections import Correction
from tests.pipeline.test_intake import MemoryObjects
from tests.pipeline.test_store import case

BOX = [[30, 20], [130, 40], [126, 60], [26, 40]]


def field(value, raw, confidence=0.6, box=BOX):
    return {"value": value, "raw": raw, "confidence": confidence, "box": box}


DOCUMENT = {
    "id": "d1", "file": "m.png", "page": 0, "kind": "id_card_front",
    "fields": {"name": field("黄梓宣", "黄梓宣"), "id_number": field(None, None), "sex": field("女", "女", 0.99),
               "birth_date": field("1992-03-07", "1992年3月7日"), "address": field("广西", "广西", box=None)},
}  # fmt: skip
READ = {
    "name": "黄梓萱",
    "id_number": "450303199203072467",
    "sex": "女",
    "birth_date": "1992-03-08",
    "address": "海南",
}


def correction(field="name", machine="黄", human="黄", confidence=0.9, raw=None, kind="id_card_front"):
    return Correction("c", "d1", "m", 0, kind, field, raw, machine, confidence, None, human, "p", 0.0)


@pytest.fixture
def runtime(either, tmp_path):
    objects = MemoryObjects()
    picture = np.full((100, 160, 3), 255, np.uint8)
    cv2.fillPoly(picture, [np.asarray(BOX)], (10, 20, 200))
    content = objects.put(cv2.imencode(".png", picture)[1].tobytes())
    with either.writing() as connection:
        id = cases.receive(connection, case(uploads=(Upload("m.png", content, 9),)), "intake").id
        for name, value in READ.items():
            corrections.add(connection, id, DOCUMENT, name, value, "韦审核")
    return Runtime(Settings(data_dir=tmp_path), either, objects)


def test_crops_and_labels_are_written_as_paddleocr_and_ppocrlabel_want_them(runtime, tmp_path):
    folder = tmp_path / "taught"
    assert teaching.export(runtime, folder, "test") == teaching.Taught(3, 1, 2)
    lines = [
        line for part in ("train", "val") for line in (folder / f"rec_gt_{part}.txt").read_text().splitlines()
    ]
    texts = dict(line.split("\t") for line in lines)
    assert sorted(texts.values()) == ["450303199203072467", "女", "黄梓萱"]
    for path in texts:
        crop = cv2.imread(str(folder / path))
        assert crop.shape[:2] == (20, 102) and np.abs(crop[5:15, 5:95].astype(int) - (10, 20, 200)).max() < 30
    (line,) = (folder / "pages" / "Label.txt").read_text().splitlines()
    page, label = line.split("\t")
    assert cv2.imread(str(folder / page)).shape == (100, 160, 3)
    assert {one["transcription"] for one in json.loads(label)} == set(texts.values())
    assert json.loads(label)[0]["points"] == BOX and json.loads(label)[0]["difficult"] is False
    assert (folder / "pages").stat().st_mode & 0o077 == 0
    with runtime.database.looking() as connection:
        (last,) = audit.page(connection, 1)
    assert (last.act, last.detail["crops"]) == ("export corrections", 3)


def test_file_that_is_gone_teaches_nothing(runtime, tmp_path):
    runtime.objects.kept.clear()
    assert teaching.export(runtime, tmp_path / "taught", "test") == teaching.Taught(0, 0, 5)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (correction(machine="黄", human="王", raw="黄"), "王"),
        (
            correction(field="birth_date", machine="1992-03-07", human="1992-03-07", raw="1992年3月7日"),
            "1992年3月7日",
        ),
        (correction(field="birth_date", machine="1992-03-07", human="1992-03-08", raw="1992年3月7日"), None),
        (correction(field="weight_g", machine=3200, human=3250, raw="3200", kind="delivery_record"), None),
        (correction(human=None), None),
    ],
)
def test_text_is_what_is_printed(given, text):
    assert teaching.printed(given) == text


def test_slanted_place_becomes_an_upright_crop():
    page = np.zeros((200, 200, 3), np.uint8)
    page[:, 100:] = 255
    crop = straightened(page, [[150, 20], [150, 120], [50, 120], [50, 20]])
    assert crop.shape == (100, 100, 3) and crop[20, 50].max() > 200 > crop[80, 50].max()


def test_calibration_moves_towards_what_people_found():
    wrong = [correction(human="王", confidence=0.95)] * 60 + [correction(confidence=0.95)] * 60
    few = [correction(field="sex", machine="女", human="男")] * (LEAST - 1)
    unread = [correction(field="address", machine=None)] * 100
    fitted, moved = refit([*wrong, *few, *unread])
    (one,) = moved
    assert (one.group, one.fields, one.right) == ("names", 120, 0.5)
    assert one.before == pytest.approx(0.95) and 0.5 < one.after < 0.56 and one.step < -2
    before = calibration.current()
    assert fitted["intercepts"]["names"] == pytest.approx(before["intercepts"]["names"] + one.step, abs=2e-3)
    assert fitted["intercepts"]["sets"] == before["intercepts"]["sets"]
    assert fitted["slope"] == before["slope"]


def test_another_calibration_is_taken_from_its_file(tmp_path):
    other = calibration.current()
    other["intercepts"] = dict.fromkeys(other["intercepts"], -3.0)
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(other))
    was = calibration.worth("names", 0.99)
    try:
        assert len(calibration.use(path)) == 8 and calibration.worth("names", 0.99) < was
    finally:
        calibration.use(calibration.FITTED)
    assert calibration.worth("names", 0.99) == was
