"""Records outside: in files, and at a real service here that answers, is slow, refuses or is down."""

import csv
import json
import sqlite3
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from casefile.errors import UsageError
from pipeline.institutions import institutions, listed
from pipeline.registry import Outside, Query, Records, open_outside
from pipeline.registry_file import TABLES, FileRegistry
from pipeline.registry_http import HttpRegistry
from pipeline.settings import load_settings
from tests.validators.builder import BORN, FATHER, MOTHER, case, outcomes
from validators.facts import Facts, Identity

QUERY = Query(
    {"mother": MOTHER.id_number, "father": FATHER.id_number},
    {"mother": MOTHER.name, "father": FATHER.name},
    BORN,
    "陈小满",
)
ROWS = {
    "population": [(MOTHER.id_number.lower(), MOTHER.name), (FATHER.id_number, FATHER.name)],
    "certificates": [
        (MOTHER.id_number, BORN.isoformat(), "陈小满", MOTHER.name, FATHER.name, FATHER.id_number)
    ],
    "issued": [
        (MOTHER.id_number, BORN.isoformat(), "出生医学证明", "否"),
        (MOTHER.id_number, BORN.isoformat(), "社会保障卡", "是"),
        (MOTHER.id_number, "2020-01-01", "出生户口登记", "是"),
        (MOTHER.id_number, BORN.isoformat(), "出生户口登记", "不详"),
    ],
}
PARENTS = {role: Identity(one.name, one.id_number) for role, one in (("mother", MOTHER), ("father", FATHER))}
ANSWER = {
    "certificate": {role: {"name": one.name, "id_number": one.id_number} for role, one in PARENTS.items()},
    "population": None,
    "issued": {"出生医学证明": False},
}


def as_folder(path, tables=ROWS):
    path.mkdir()
    for table, rows in tables.items():
        with (path / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([TABLES[table], *rows])
    return path


def as_database(path, tables=ROWS):
    with sqlite3.connect(path) as connection:
        for table, rows in tables.items():
            connection.execute(f"CREATE TABLE {table} ({', '.join(TABLES[table])})")
            marks = ", ".join("?" * len(TABLES[table]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    connection.close()
    return path


@pytest.mark.parametrize("make", [as_folder, as_database])
def test_files_answer(tmp_path, make):
    found = FileRegistry(make(tmp_path / "records")).records(QUERY)
    assert found.population == PARENTS
    assert found.certificate == PARENTS
    assert found.issued == {"出生医学证明": False, "社会保障卡": True}


@pytest.mark.parametrize("make", [as_folder, as_database])
def test_what_a_file_does_not_hold_is_no_answer(tmp_path, make):
    only = FileRegistry(make(tmp_path / "records", {"population": []})).records(QUERY)
    assert only == Records(population={})


def test_twins_with_one_certificate_each(tmp_path):
    other = (MOTHER.id_number, BORN.isoformat(), "陈大满", MOTHER.name, "王大海", FATHER.id_number)
    both = {"certificates": [*ROWS["certificates"], other]}
    assert FileRegistry(as_folder(tmp_path / "a", both)).records(QUERY).certificate == PARENTS
    unnamed = [(*row[:2], f"某{n}", *row[3:]) for n, row in enumerate(both["certificates"])]
    assert FileRegistry(as_folder(tmp_path / "b", {"certificates": unnamed})).records(QUERY).certificate == {}


def test_a_broken_file_is_no_answer_and_a_missing_one_is_told(tmp_path, caplog):
    (tmp_path / "x.db").write_bytes(b"not a database at all, by far" * 99)
    assert FileRegistry(tmp_path / "x.db").records(QUERY) == Records()
    (tmp_path / "population.csv").write_text("id,name\n1,2\n", encoding="utf-8")
    assert FileRegistry(tmp_path).records(QUERY) == Records()
    assert MOTHER.id_number not in caplog.text
    with pytest.raises(UsageError, match="gone"):
        FileRegistry(tmp_path / "gone")


@pytest.fixture
def service():
    """A service whose answers are told by a list: a status with a body, or seconds to be slow."""
    script, asked = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((json.loads(body), self.headers.get("Authorization"), self.path))
            status, answer = script.pop(0) if script else (200, ANSWER)
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status if status > 9 else 200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            for byte in [bytes([one]) for one in data] if status <= 9 else [data]:
                try:
                    self.wfile.write(byte)
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(status / 20 if status <= 9 else 0)

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.script, server.asked = script, asked
    server.url = f"http://127.0.0.1:{server.server_port}/birth"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr("pipeline.registry_http._PAUSE", 0)


def test_the_service_answers(service):
    found = HttpRegistry(service.url, "secret", 5).records(QUERY)
    assert found == Records(certificate=PARENTS, issued={"出生医学证明": False})
    ((body, key, path),) = service.asked
    assert body["newborn"] == {"name": "陈小满", "birth_date": BORN.isoformat()}
    assert (key, path) == ("Bearer secret", "/birth")


def test_a_hiccup_is_asked_again(service):
    service.script += [(503, b""), (500, b"")]
    assert HttpRegistry(service.url, None, 5).records(QUERY).certificate == PARENTS
    assert len(service.asked) == 3


@pytest.mark.parametrize(
    ("answer", "times"),
    [((401, b""), 1), ((404, b""), 1), ((302, b""), 1), ((503, b""), 3), ((200, b"<html>"), 1),
     ((200, {"issued": {"x": "maybe"}}), 1), ((200, b"0" * 200_000), 3)],
)  # fmt: skip
def test_what_is_no_answer_is_not_checked(service, answer, times, caplog):
    service.script += [answer] * 3
    found = HttpRegistry(service.url, None, 5).records(QUERY)
    assert found == Records() and len(service.asked) == times
    assert caplog.records and MOTHER.id_number not in caplog.text and MOTHER.name not in caplog.text


def test_a_service_that_drips_is_left_within_its_time(service):
    service.script += [(9, ANSWER)] * 2
    began = time.monotonic()
    assert HttpRegistry(service.url, None, 0.4, tries=2).records(QUERY) == Records()
    assert time.monotonic() - began < 4


def test_a_service_that_is_down_is_not_checked(service):
    service.shutdown()
    service.server_close()
    assert HttpRegistry(service.url, None, 1, tries=2).records(QUERY) == Records()


def test_records_become_facts_by_the_settings(service, tmp_path):
    settings = load_settings(
        registry_file=as_folder(tmp_path / "r", {"population": ROWS["population"]}), registry_url=service.url
    )
    facts = open_outside(settings).facts(case("hainan").submission, Facts())
    assert outcomes(case("hainan"), "records.population", facts) == ["pass"]
    assert outcomes(case("hainan"), "records.certificate", facts) == ["pass"]
    assert outcomes(case("hainan"), "records.not_issued", facts) == ["not_checked"]
    nothing = Outside().facts(case("hainan").submission, Facts())
    assert outcomes(case("hainan"), "records.population", nothing) == ["not_checked"]


class Says:
    def __init__(self, **records):
        self.said = Records(**records)

    def records(self, query):
        return self.said


def asked(*registries):
    return Outside(tuple(registries)).facts(case("hainan").submission, Facts())


def test_a_later_registry_completes_an_earlier_one():
    mother, father = ({role: PARENTS[role]} for role in ("mother", "father"))
    both = asked(Says(population=mother, certificate={}), Says(population=father, certificate=PARENTS))
    assert (both.population, both.certificate, both.issued) == (PARENTS, PARENTS, None)
    assert asked(Says(certificate=mother), Says(certificate=PARENTS)).certificate == mother
    blank = asked(Says(population={"mother": Identity(" ", "")}))
    assert blank.population == {}
    assert outcomes(case("hainan"), "records.population", blank) == ["not_checked"]


@pytest.mark.parametrize("said", [(False, True), (True, False)])
def test_a_paper_that_one_registry_calls_issued_was_issued(said):
    facts = asked(*(Says(issued={"出生医学证明": one, "社会保障卡": False}) for one in said))
    assert outcomes(case("hainan"), "records.not_issued", facts) == ["ineligible"]


@pytest.mark.parametrize(
    "text",
    [
        "桂林市妇幼保健院\n",
        "﻿# 名单\n序号,机构名称\n1,桂林市妇幼保健院\n\n",
        'name,code\n"桂林市妇幼保健院",1\n',
    ],
)
def test_lists_of_institutions(tmp_path, text):
    (tmp_path / "guangxi.csv").write_text(text, encoding="utf-8")
    facts = Outside((), tmp_path).facts(case().submission, Facts())
    assert facts.institutions == {"桂林市妇幼保健院"}
    assert outcomes(case(), "eligible.birthplace", facts) == ["pass"]
    assert institutions(tmp_path, "hainan") == institutions(None, "guangxi") == frozenset()


def test_a_list_that_is_none_is_told(tmp_path):
    (tmp_path / "guangxi.txt").write_bytes("桂林".encode("gb18030"))
    with pytest.raises(UsageError, match="UTF-8"):
        listed(tmp_path / "guangxi.txt")
    for folder in (tmp_path, tmp_path / "gone"):
        with pytest.raises(UsageError, match="机构名单"):
            open_outside(load_settings(institutions_dir=folder))
        facts = Outside((), folder).facts(case().submission, Facts())
        assert outcomes(case(), "eligible.birthplace", facts) == ["pass/warn"]
