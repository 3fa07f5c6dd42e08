import datetime as dt
import json

import pytest

from pipeline.submission import SubmissionUnusable, parse_submission
from tests.pipeline.cases import form


def parse(given):
    return parse_submission(json.dumps(given).encode() if not isinstance(given, bytes) else given)


def changed(path, value):
    given = form()
    *parents, last = path.split(".")
    inner = given
    for part in parents:
        inner = inner[int(part) if part.isdigit() else part]
    inner[last] = value
    return given


def test_values_arrive_typed():
    found = parse(changed("newborn.weight_g", 3200.0))
    assert found.newborn.birth_date == dt.date(2026, 11, 5)
    assert found.submitted_at.utcoffset() == dt.timedelta(hours=8)
    assert found.materials[0].slot == "mother_id_card"
    assert (found.mother.nationality, found.newborn.plurality) == ("中国", "单胎")
    assert found.newborn.weight_g == 3200 and isinstance(found.newborn.weight_g, int)


def test_unknown_inner_items_are_left_out_as_the_schema_allows():
    assert parse(changed("mother.note", "x")).mother.name == "黄梓萱"


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("case_id", "a\n", "case_id"),
        ("case_id", "../x", "字母"),
        ("case_id", 7, "文字"),
        ("province", "beijing", "guangxi / hainan"),
        ("submitted_at", "2026-02-30T09:30:00+08:00", "submitted_at"),
        ("submitted_at", "2026-11-20T09:30:00", "submitted_at"),
        ("submitted_at", "2026-11-20", "submitted_at"),
        ("newborn.birth_date", "2026-02-30", "newborn.birth_date"),
        ("newborn.birth_date", "20261105", "newborn.birth_date"),
        ("newborn.birth_time", "9:30", "HH:MM"),
        ("newborn.birth_time", "09:30\n", "HH:MM"),
        ("newborn.weight_g", 3200.5, "整数"),
        ("newborn.length_cm", True, "数字"),
        ("mother.name", None, "mother.name"),
        ("mother.name", "a\x00b", "无效字符"),
        ("mother.name", "\ud800", "无效字符"),
        ("materials.0.files", [], "不能为空"),
        ("materials.0.files", ["../a.jpg"], "相对路径"),
        ("materials.0.files", ["/a.jpg"], "相对路径"),
        ("materials.0.files", ["a\\b.jpg"], "相对路径"),
        ("materials.0.slot", "passport", "materials.0.slot"),
        ("extra", 1, "不认识的项 extra"),
    ],
)
def test_each_problem_is_told(path, value, told):
    with pytest.raises(SubmissionUnusable) as unusable:
        parse(changed(path, value))
    assert len(unusable.value.problems) == 1
    assert told in unusable.value.problems[0]


def test_all_problems_at_once_and_never_the_values():
    given = form(province="x", applicant="y")
    del given["mother"]["id_number"], given["father"]
    given["newborn"]["birth_date"] = "13800138000"
    with pytest.raises(SubmissionUnusable) as unusable:
        parse(given)
    lines = unusable.value.problems
    assert len(lines) == 5
    assert "缺少 mother.id_number" in lines and "缺少 father" in lines
    assert not any("13800138000" in line for line in lines)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "JSON"),
        (b"[]", "对象"),
        (b"{", "第 1 行"),
        ("{}".encode("utf-16"), "UTF-8"),
        ('{"case_id": "张"}'.encode("gb18030"), "UTF-8"),
        (b"[" * 100_000, "JSON"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": 1, "a": 2}', "两次"),
        (b" " * 1_000_001, "kB"),
        (b'{"a": ' + b"9" * 5000 + b"}", "JSON"),
    ],
)
def test_what_is_no_case_json_at_all(data, told):
    with pytest.raises(SubmissionUnusable, match=told):
        parse(data)


def test_infinite_number():
    text = json.dumps(changed("newborn.weight_g", "W")).replace('"W"', "1e999").encode()
    with pytest.raises(SubmissionUnusable, match="weight_g"):
        parse(text)


def test_byte_order_mark_is_forgiven():
    assert parse(b"\xef\xbb\xbf" + json.dumps(form()).encode()).case_id == "GX-0001"
