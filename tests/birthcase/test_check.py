import json
import re
import signal
import subprocess
import sys
import time
from functools import partial

import jsonschema
import psutil
import pytest

from birthcase.app import run
from casefile.findings import Evidence, Finding, Outcome, Proposal, Severity, Status, Verdict
from tests.pipeline.cases import MOTHER, PAGES, folder, form, page


def judged(case, facts):
    """Flags a refused page or an earlier case of the same mother; accepts anything else."""
    block = Severity.BLOCK
    bad = [
        Finding("materials.format", Outcome.MISSING, block, one.message, "", file=one.file, code=one.code)
        for one in case.refused
    ]
    if any(one.mother_id_number == case.submission.mother.id_number for one in facts.births):
        evidence = (Evidence(MOTHER, None, "mother.id_number"),)
        text = f"母亲黄梓萱（{MOTHER}）另有个案"
        bad.append(Finding("case.duplicate", Outcome.MISMATCH, block, text, "", evidence))
    if bad:
        return Verdict(Status.FLAGGED, tuple(bad), Proposal.RETURN)
    return Verdict(Status.ACCEPTED, ())


@pytest.fixture(autouse=True)
def _scripted(monkeypatch):
    monkeypatch.setattr("pipeline.conclude._judged", judged)
    monkeypatch.setenv("BIRTHCASE_ENGINE", "tests.engines:load")


@pytest.fixture
def result_schema(request):
    path = request.config.rootpath / "pipeline" / "result.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


def other(case_id, **changes):
    given = form(case_id=case_id, **changes)
    given["mother"]["id_number"] = f"4503031992030{sum(map(ord, case_id)) % 90 + 10:02}467"
    return given


def check(*paths, output):
    return run(["check", *map(str, paths), "--output", str(output), "--jobs", "1"])


def written(output):
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in output.glob("*.json")}


def test_accepted(tmp_path, result_schema):
    assert check(folder(tmp_path / "a"), output=tmp_path / "out") == 0
    result = written(tmp_path / "out")["GX-0001.json"]
    jsonschema.validate(result, result_schema)
    assert result["status"] == "accepted"
    assert result["documents"][0]["fields"]["name"]["value"] == "黄梓萱"
    assert set(result["versions"]) == {"reader", "extractors", "rules"}


def test_bad_picture_is_a_finding_that_names_the_file(tmp_path, capsys, result_schema):
    assert check(folder(tmp_path / "a", pages={"m.jpg": b"\xff\xd8\xff"}), output=tmp_path / "out") == 1
    result = written(tmp_path / "out")["GX-0001.json"]
    jsonschema.validate(result, result_schema)
    assert {(one["file"], one["code"]) for one in result["refused"]} == {
        ("m.jpg", "CORRUPT_IMAGE"),
        ("f.jpg", "MISSING_FILE"),
    }
    assert "m.jpg" in capsys.readouterr().out


def test_unusable_case_does_not_stop_the_others(tmp_path, capsys):
    cases = tmp_path / "cases"
    folder(cases / "1", {"case_id": "x"})
    folder(cases / "2")
    assert check(cases, output=tmp_path / "out") == 2
    assert list(written(tmp_path / "out")) == ["GX-0001.json"]
    told = capsys.readouterr()
    assert "缺少 province" in told.err and "共 2 件" in told.out


def test_failed_case_wins(tmp_path, result_schema):
    cases = tmp_path / "cases"
    folder(cases / "1", pages={"m.jpg": page(do="raise"), "f.jpg": page(do="raise")})
    folder(cases / "2", {"case_id": "x"})
    folder(cases / "3", other("GX-0003"), {})
    assert check(cases, output=tmp_path / "out") == 3
    result = written(tmp_path / "out")["GX-0001.json"]
    jsonschema.validate(result, result_schema)
    assert result["status"] == "failed" and result["error"]


def test_reader_that_cannot_load(tmp_path, monkeypatch, capsys, result_schema):
    monkeypatch.setenv("BIRTHCASE_ENGINE", "tests.engines:load_broken")
    assert check(folder(tmp_path / "a"), output=tmp_path / "out") == 3
    jsonschema.validate(written(tmp_path / "out")["GX-0001.json"], result_schema)
    assert "doctor" in capsys.readouterr().out


def test_same_case_id_gets_a_number(tmp_path):
    for name in "abc":
        folder(tmp_path / name)
    assert check(*(tmp_path / name for name in "abc"), output=tmp_path / "out") == 1
    results = written(tmp_path / "out")
    assert sorted(results) == ["GX-0001-2.json", "GX-0001-3.json", "GX-0001.json"]
    assert [results[name]["status"] for name in sorted(results)] == ["flagged", "flagged", "accepted"]


def test_terminal_is_masked_and_the_file_is_not(tmp_path, capsys):
    check(folder(tmp_path / "a"), folder(tmp_path / "b"), output=tmp_path / "out")
    told = capsys.readouterr()
    assert "黄*萱" in told.out and "450303********2467" in told.out
    assert not re.search(r"黄梓萱|韦国强|\d{17}", told.out + told.err)
    assert MOTHER in (tmp_path / "out" / "GX-0001-2.json").read_text(encoding="utf-8")


def test_results_are_readable_by_their_owner_only(tmp_path):
    check(folder(tmp_path / "a"), output=tmp_path / "out")
    assert (tmp_path / "out" / "GX-0001.json").stat().st_mode & 0o077 == 0


def test_nothing_is_written_outside_the_output(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    case = folder(tmp_path / "a")
    check(case, output=tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "out"]
    assert sorted(path.name for path in case.iterdir()) == sorted(["case.json", *PAGES])


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "nowhere", "--output", "out"],
        ["check", ".", "--output", "out"],
        ["check", ".", "--output", "file/out"],
        ["check", ".", "--output", "out", "--jobs", "0"],
        ["fly"],
        ["show", "file"],
        ["show", "gone"],
    ],
)
def test_wrong_usage_is_one_clear_line(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("{}")
    assert run(arguments) == 2
    told = capsys.readouterr().err.strip()
    assert told and "Traceback" not in told and len(told.splitlines()) == 1


def test_wrong_setting_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BIRTHCASE_READERS", "many")
    assert check(folder(tmp_path / "a"), output=tmp_path / "out") == 2
    assert "readers" in capsys.readouterr().err


def test_english(tmp_path, capsys):
    assert run(["--lang", "en", "check", str(folder(tmp_path / "a")), "-o", str(tmp_path / "out")]) == 0
    assert "accepted" in capsys.readouterr().out


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_interrupted_run_leaves_no_process(tmp_path, number, status):
    case = folder(tmp_path / "a", pages={"m.jpg": page(do="hang"), "f.jpg": page(do="hang", x=1)})
    command = [
        sys.executable,
        "-m",
        "birthcase",
        "check",
        str(case),
        "--output",
        str(tmp_path / "out"),
        "-j",
        "2",
    ]
    # A shell's background job ignores SIGINT, and so would whatever it starts.
    listening = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=listening)
    me = psutil.Process(running.pid)
    deadline = time.monotonic() + 20
    while len(me.children()) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.8)
    children = me.children(recursive=True)
    assert len(children) >= 2
    running.send_signal(number)
    assert running.wait(10) == status
    assert running.stderr.read() == ""
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
