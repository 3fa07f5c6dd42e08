"""What comes after a check: a second round, the papers, explanations, other terms."""

import json
import re
import shutil
from dataclasses import replace

import cv2
import numpy as np
import pytest

from birthcase.app import run
from casefile.errors import UsageError
from pipeline.judge import judge
from pipeline.record import decoded, encoded
from tests.pipeline.cases import MOTHER, folder, form, page
from tests.validators.test_province import THIRD
from validators.province import FOLDER, load

BACK = page(
    (
        "id_card_back",
        {"issuing_authority": "桂林市公安局", "valid_from": "2018-01-01", "valid_to": "2038-01-01"},
    )
)
AGAIN = form(
    submitted_at="2026-12-24T09:00:00+08:00",
    replaces=["mother_id_card"],
    materials=[{"slot": "mother_id_card", "files": ["m.jpg", "back.jpg"]}],
)


@pytest.fixture(autouse=True)
def _scripted(monkeypatch):
    monkeypatch.setenv("BIRTHCASE_ENGINE", "tests.engines:load")


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """The output of a first round that was flagged."""
    where = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BIRTHCASE_ENGINE", "tests.engines:load")
        assert run(["check", str(folder(where / "a")), "-o", str(where / "out"), "-j", "1"]) == 1
    return where / "out"


def second(tmp_path):
    return folder(
        tmp_path / "b", AGAIN, {"m.jpg": page(("id_card_front", {"name": "黄梓萱"})), "back.jpg": BACK}
    )


def test_a_second_round_reads_only_what_is_new(checked, tmp_path, capsys):
    again = [
        "check",
        str(second(tmp_path)),
        "-o",
        str(tmp_path / "out"),
        "-j",
        "1",
        "--previous",
        str(checked),
    ]
    assert run(again) == 1
    told = capsys.readouterr().out
    assert "✓ 已补齐  母亲身份证国徽面" in told
    assert "✗ 仍需补正  父亲身份证国徽面" in told
    result = json.loads((tmp_path / "out" / "GX-0001.json").read_text(encoding="utf-8"))
    assert {one["file"] for one in result["documents"]} == {"m.jpg", "back.jpg", "f.jpg"}
    (window,) = [one for one in result["findings"] if one["rule"] == "eligible.window"]
    assert window["outcome"] == "pass"
    record = decoded((tmp_path / "out" / "kept" / "GX-0001.json").read_bytes())
    assert [(one.number, one.replaces) for one in record.rounds] == [(1, ()), (2, ("mother_id_card",))]
    assert decoded(encoded(record)) == record


def test_a_second_round_without_its_first_is_unusable(tmp_path, capsys):
    case = str(second(tmp_path))
    assert run(["check", case, "-o", str(tmp_path / "out"), "-j", "1"]) == 2
    assert run(["check", case, "-o", str(tmp_path / "out"), "-j", "1", "--previous", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "--previous" in told and "没有这一个案" in told


def test_what_is_kept_is_for_its_owner_only(checked):
    kept = checked / "kept" / "GX-0001.json"
    assert kept.stat().st_mode & 0o077 == 0 and kept.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("name", "begins"), [("n.pdf", b"%PDF-"), ("n.html", b"<!doctype html>")])
def test_the_notice_is_written(checked, tmp_path, name, begins):
    path = tmp_path / name
    assert run(["notice", str(checked / "GX-0001.json"), "-o", str(path), "--day", "2026-11-21"]) == 0
    assert path.read_bytes().startswith(begins)
    assert path.stat().st_mode & 0o077 == 0


def test_the_notice_of_a_case_folder_is_read_now(tmp_path):
    assert run(["notice", str(folder(tmp_path / "a")), "--html", "-o", str(tmp_path / "n")]) == 0
    assert "韦一诺" in (tmp_path / "n").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["notice", "{out}/GX-0001.json", "--slip", "-o", "x.pdf"],
        ["notice", "{out}/gone.json", "-o", "x.pdf"],
        ["notice", "{out}/GX-0001.json", "-o", "x.pdf", "--day", "tomorrow"],
        ["explain", "{out}/GX-0001.json", "names.mothr"],
        ["explain", "{out}/GX-0001.json", "names.mother", "--crops", "c"],
        ["rules", "diff", "--province", "gone.toml", "{out}"],
        ["rules", "diff", "--province", "{guangxi}", "."],
        ["provinces", "check", "gone.toml"],
    ],
)
def test_what_cannot_be_done_is_one_clear_line(checked, tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(tmp_path)
    given = [part.format(out=checked, guangxi=FOLDER / "guangxi.toml") for part in arguments]
    assert run(given) == 2
    told = capsys.readouterr().err.strip()
    assert told and "Traceback" not in told and len(told.splitlines()) == 1


def test_an_explanation_is_masked_unless_revealed(checked, capsys):
    assert run(["explain", str(checked / "GX-0001.json"), "ids.mother"]) == 0
    masked = capsys.readouterr().out
    assert "母亲公民身份号码在各材料上一致" in masked and "条款" in masked and "如何解决" in masked
    assert MOTHER not in masked and "黄梓萱" not in masked
    assert run(["--lang", "en", "explain", str(checked / "GX-0001.json"), "id_card.photo", "--reveal"]) == 0
    shown = capsys.readouterr().out
    assert "what settles it" in shown and "mother_id_card-1" in shown


def test_the_places_are_shown_side_by_side(checked, tmp_path):
    pictures = tmp_path / "files"
    pictures.mkdir()
    image = cv2.imencode(".jpg", np.mgrid[:60, :100][1].astype(np.uint8))[1].tobytes()
    result = json.loads((checked / "GX-0001.json").read_text(encoding="utf-8"))
    for document in result["documents"]:
        (pictures / document["file"]).write_bytes(image)
    (tmp_path / "r.json").write_text(json.dumps(result), encoding="utf-8")
    asked = ["explain", str(tmp_path / "r.json"), "id_card.photo", "--files", str(pictures)]
    assert run([*asked, "--crops", str(tmp_path / "crops")]) == 0
    written = sorted((tmp_path / "crops").glob("*.png"))
    assert written and cv2.imread(str(written[0])).shape[0] == 220


def test_other_terms_change_outcomes_without_reading(checked, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BIRTHCASE_ENGINE", "tests.engines:load_broken")
    text = (FOLDER / "guangxi.toml").read_text(encoding="utf-8")
    narrow = tmp_path / "narrow.toml"
    narrow.write_text(text.replace("months = 1", "days = 10"), encoding="utf-8")
    assert run(["rules", "diff", "--province", str(narrow), str(checked)]) == 1
    told = capsys.readouterr().out
    assert re.search(r"GX-0001  请确认 → 转普通程序  eligible\.window", told)
    assert (
        run(["rules", "diff", "--province", str(FOLDER / "guangxi.toml"), str(checked / "GX-0001.json")]) == 0
    )
    assert "没有变化" in capsys.readouterr().out
    assert run(["rules", "diff", "--province", str(FOLDER / "hainan.toml"), str(checked / "kept")]) == 0
    assert "其他省份" in capsys.readouterr().out


def test_older_rules_are_judged_again(checked, tmp_path, monkeypatch):
    from pipeline import retry

    record = decoded((checked / "kept" / "GX-0001.json").read_bytes())
    stored = retry._before(record)
    monkeypatch.setattr(retry, "rules_version", lambda: "newer")
    assert retry._before(record) == stored


def test_judging_asks_for_no_boxes(checked):
    kept = decoded((checked / "kept" / "GX-0001.json").read_bytes())
    boxed = [
        replace(d, fields={name: replace(f, box=d.region) for name, f in d.fields.items()})
        for d in kept.documents
    ]
    data = encoded(replace(kept, documents=tuple(boxed)))
    whole, bare = decoded(data), decoded(data, boxes=False)
    assert any(f.box for d in whole.documents for f in d.fields.values())
    assert not any(f.box for d in bare.documents for f in d.fields.values())
    own = load("guangxi")
    assert judge(whole.case, own, whole.facts) == judge(bare.case, own, bare.facts)
    assert (bare.facts, bare.rounds, bare.submission) == (whole.facts, whole.rounds, whole.submission)
    for broken in (b"", b"[]", b"{}", b'{"documents": [1]}'):
        for boxes in (True, False):
            with pytest.raises(UsageError, match="不是个案记录"):
                decoded(broken, "x", boxes)


def test_provinces_are_listed_and_checked(tmp_path, capsys):
    assert run(["provinces", "list"]) == 0
    assert "guangxi" in capsys.readouterr().out
    assert run(["provinces", "check", str(FOLDER / "hainan.toml")]) == 0
    text = (FOLDER / "hainan.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(
        text.replace("days = 30", "weeks = 4")
        .replace("id_card.photo", "id_card.foto")
        .replace('name = "海南省"', ""),
        encoding="utf-8",
    )
    capsys.readouterr()
    assert run(["provinces", "check", str(wrong)]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 3 and all("wrong.toml" in line for line in lines)
    assert any("是否为 id_card.photo" in line for line in lines)
    (tmp_path / "hainan.txt").write_text("甲医院\n乙医院\n", encoding="utf-8")
    assert run(["provinces", "check", str(tmp_path / "hainan.txt")]) == 0
    assert "2 家机构" in capsys.readouterr().out


@pytest.fixture
def third(tmp_path, monkeypatch):
    """A third province: family register anywhere, 60 days; one file more, and no code."""
    folder = tmp_path / "provinces"
    shutil.copytree(FOLDER, folder)
    (folder / "third.toml").write_text(THIRD, encoding="utf-8")
    monkeypatch.setattr("validators.province.FOLDER", folder)
    return folder / "third.toml"


def test_a_third_province_takes_cases(third, tmp_path, capsys):
    assert run(["provinces", "list"]) == 0 and "第三省" in capsys.readouterr().out
    given = form(province="third", submitted_at="2026-12-24T09:30:00+08:00", applicant="father")
    assert run(["check", str(folder(tmp_path / "a", given)), "-o", str(tmp_path / "out"), "-j", "1"]) == 1
    result = json.loads((tmp_path / "out" / "GX-0001.json").read_text(encoding="utf-8"))
    said = {one["rule"]: one for one in result["findings"]}
    assert said["eligible.window"]["outcome"] == said["eligible.applicant"]["outcome"] == "pass"
    assert said["eligible.window"]["source"] == "《第三省办事指南》第三条"
    assert "eligible.citizens" not in said
    assert run(["notice", str(tmp_path / "out" / "GX-0001.json"), "-o", str(tmp_path / "n.html")]) == 0
    assert "第三省新生儿" in (tmp_path / "n.html").read_text(encoding="utf-8")


def test_a_province_that_is_not_there_takes_none(tmp_path, capsys):
    given = folder(tmp_path / "a", form(province="third"))
    assert run(["check", str(given), "-o", str(tmp_path / "out"), "-j", "1"]) == 2
    assert "guangxi / hainan" in capsys.readouterr().err


def test_the_file_of_a_new_province_judges_all_cases(checked, tmp_path, capsys):
    file = tmp_path / "new.toml"
    file.write_text(THIRD, encoding="utf-8")
    assert run(["rules", "diff", "--province", str(file), str(checked)]) == 0
    told = capsys.readouterr().out
    assert "共 1 件" in told and "其他省份" not in told


def test_rules_are_listed(capsys):
    assert run(["rules", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 45
