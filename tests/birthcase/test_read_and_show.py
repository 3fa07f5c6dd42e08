import json

import pytest

from birthcase.app import run
from tests.birthcase.test_check import judged
from tests.pipeline.cases import MOTHER, PAGES, folder, page


@pytest.fixture(autouse=True)
def _scripted(monkeypatch):
    monkeypatch.setattr("pipeline.conclude._judged", judged)
    monkeypatch.setenv("BIRTHCASE_ENGINE", "tests.engines:load")


def test_read_writes_one_file_each(tmp_path, capsys):
    first, second = tmp_path / "1", tmp_path / "2"
    for place in (first, second):
        place.mkdir()
        (place / "a.jpg").write_bytes(PAGES["m.jpg"])
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF")
    out = tmp_path / "out"
    arguments = [str(first / "a.jpg"), str(second / "a.jpg"), str(bad), str(tmp_path / "gone.png")]
    assert run(["read", *arguments, "--output", str(out), "-j", "1"]) == 0
    names = ["a.jpg-2.json", "a.jpg.json", "bad.pdf.json", "gone.png.json"]
    assert sorted(path.name for path in out.iterdir()) == names
    found = {name: json.loads((out / name).read_text(encoding="utf-8")) for name in names}
    assert found["a.jpg-2.json"]["documents"][0]["slot"] is None
    assert found["a.jpg.json"]["documents"][0]["fields"]["id_number"]["value"] == MOTHER
    assert [one["code"] for one in found["gone.png.json"]["refused"]] == ["MISSING_FILE"]
    told = capsys.readouterr().out
    assert "黄*萱" in told and MOTHER not in told


def test_read_says_where_the_reader_failed(tmp_path):
    (tmp_path / "a.jpg").write_bytes(page(do="raise"))
    assert run(["read", str(tmp_path / "a.jpg"), "--output", str(tmp_path / "out"), "-j", "1"]) == 3


def test_show_result_masked_unless_revealed(tmp_path, capsys):
    one, two = folder(tmp_path / "a"), folder(tmp_path / "b")
    run(["check", str(one), str(two), "--output", str(tmp_path / "out"), "-j", "1"])
    capsys.readouterr()
    assert run(["show", str(tmp_path / "out" / "GX-0001-2.json")]) == 0
    told = capsys.readouterr().out
    assert "case.duplicate" in told and "黄梓萱" not in told and MOTHER not in told
    assert run(["show", str(tmp_path / "out" / "GX-0001-2.json"), "--reveal"]) == 0
    assert "黄梓萱" in capsys.readouterr().out


def test_show_case(tmp_path, capsys):
    case = folder(tmp_path / "a")
    assert run(["show", str(case)]) == 0
    told = capsys.readouterr().out
    assert "mother.name: 黄*萱" in told and "newborn.sex: 女" in told and MOTHER not in told
