"""Row S1: what an export holds is text where it is text, masked unless asked, and never a formula."""

import csv
import json
import re
import stat
import time
import zipfile
from pathlib import Path

import duckdb
import pytest
import python_calamine

from birthcase.app import run
from pipeline.export import SHEETS
from pipeline.intake import receive_case
from pipeline.runtime import Runtime
from pipeline.settings import Settings
from pipeline.spreadsheets import CsvFiles, Workbook
from pipeline.store import Database, audit, cases, keys, review
from pipeline.store.tables import AUDIT, CASES
from tests.pipeline.cases import FATHER, MOTHER, PAGES, form, page
from tests.pipeline.test_intake import MemoryObjects, work

DOCS = Path(__file__).parents[2] / "docs" / "operations.md"
HOSTILE = (
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
)
NUMBERS = ("450303199203072467", "00123", "12e9", "123456789012")


@pytest.fixture
def data(tmp_path, readers):
    """A service's folder with a real case and a rehearsal, judged."""
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    database = Database(settings.database)
    database.migrate()
    runtime = Runtime(settings, database, MemoryObjects())
    shown = page(("id_card_front", {"name": "=1+1", "id_number": MOTHER, "sex": "@x"}))
    for intake in ("local", "local" + keys.SANDBOX):
        receive_case(runtime, intake, json.dumps(form()).encode(), {**PAGES, "m.jpg": shown})
    work(runtime, readers)
    database.close()
    return settings.data_dir


def export(data, folder, *arguments):
    assert run(["export", "-o", str(folder), "--data-dir", str(data), *arguments]) == 0


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_s1_csv_cells_are_defused(tmp_path):
    with CsvFiles(tmp_path) as book:
        book.begin("t", ["a", "b"])
        for text in (*HOSTILE, *NUMBERS):
            book.add([text, -0.5])
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [row[0] for row in rows] == [f"'{text}" for text in (*HOSTILE, *NUMBERS)]
    assert {row[1] for row in rows} == {"-0.5"}


def test_s1_workbook_cells_are_strings(tmp_path):
    texts = (*HOSTILE, *NUMBERS, "https://example.com/", "{=1}")
    with Workbook(tmp_path / "t.xlsx") as book:
        book.begin("t", ["a", "b"])
        for text in texts:
            book.add([text, -0.5])
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "hyperlink" not in sheet
        assert not any("externalLink" in name for name in archive.namelist())
    rows = python_calamine.load_workbook(str(tmp_path / "t.xlsx")).get_sheet_by_name("t").to_python()[1:]
    assert [row[0].replace("_x000D_", "\r") for row in rows] == list(texts)
    assert {row[1] for row in rows} == {-0.5}


def test_s1_full_sheet_is_followed_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.spreadsheets._MOST_ROWS", 3)
    with Workbook(tmp_path / "t.xlsx") as book:
        book.begin("t", ["a"])
        for number in range(5):
            book.add([number])
    book = python_calamine.load_workbook(str(tmp_path / "t.xlsx"))
    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names] == [3, 3, 2]


def test_s1_export_is_masked_and_defused(data, tmp_path):
    export(data, tmp_path / "out")
    whole = "".join(path.read_text("utf-8-sig") for path in (tmp_path / "out").iterdir())
    for secret in (MOTHER, FATHER, "黄梓萱", "韦国强", "韦一诺", "m.jpg"):
        assert secret not in whole
    (case,) = read(tmp_path / "out" / "cases.csv")
    assert (case["case_id"], case["system"], case["mother_name"]) == ("GX-0001", "local", "黄*萱")
    fields = {one["field"]: one for one in read(tmp_path / "out" / "fields.csv")}
    assert fields["sex"]["value"] == "'@x" and float(fields["sex"]["confidence"]) > 0
    assert read(tmp_path / "out" / "findings.csv")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_s1_revealed_export_keeps_18_digits_and_is_in_the_audit(data, tmp_path, format):
    export(data, tmp_path / "out", "--reveal", "抽查", "--format", format)
    if format == "csv":
        (case,) = read(tmp_path / "out" / "cases.csv")
        assert case["mother_id_number"] == f"'{MOTHER}"
    else:
        book = python_calamine.load_workbook(str(tmp_path / "out" / "birthcase.xlsx"))
        assert book.sheet_names == ["cases", "fields", "findings", "decisions", "timings"]
        assert MOTHER in book.get_sheet_by_name("cases").to_python()[1]
    database = Database(Settings(data_dir=data).database)
    with database.looking() as connection:
        (row,) = connection.execute(AUDIT.select().where(AUDIT.c.act == "export"))
        assert json.loads(row.detail) == {"format": format, "revealed": True, "reason": "抽查"}
        assert audit.first_broken(connection) is None
    database.close()


def test_duckdb_reads_the_example_of_the_docs(data, tmp_path, monkeypatch):
    """A reviewer has corrected and declined; every query that docs/operations.md shows runs and is typed."""
    database = Database(Settings(data_dir=data).database)
    with database.writing() as connection:
        (case,) = [one for one in cases.page(connection, 9) if one.intake == "local"]
        review.add(connection, case.id, "wei", "decline", {"reason": f"{MOTHER} 黄梓萱 外地"})
        cases.set_state(connection, case.id, "declined")
        connection.execute(CASES.update().where(CASES.c.id == case.id).values(due_at=time.time() + 3600))
    database.close()
    export(data, tmp_path / "OUT", "--format", "parquet")
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```sql\n(.+?)```", DOCS.read_text("utf-8"), re.DOTALL)
    queries = [query for example in examples for query in example.split(";") if query.strip()]
    assert len(queries) >= 3 and all(duckdb.sql(query).fetchall() for query in queries)
    decided = duckdb.sql("SELECT * FROM 'OUT/decisions.parquet' ORDER BY number").fetchall()
    assert [row[4:7] for row in decided] == [("machine", None, "judge"), ("person", "wei", "decline")]
    assert "外地" in decided[1][-1] and MOTHER not in decided[1][-1] and "黄梓萱" not in decided[1][-1]
    (row,) = duckdb.sql(
        "SELECT machine_seconds, people_seconds, attempts, late FROM 'OUT/timings.parquet'"
    ).fetchall()
    assert row[0] >= 0 and row[1] >= 0 and row[2:] == (1, 0)


def test_every_column_is_in_the_data_dictionary():
    told = DOCS.read_text("utf-8")
    section = told[told.index("## Tables for other programs") :]
    missing = [
        f"{sheet.name}.{column}"
        for sheet in SHEETS
        for column in sheet.columns
        if f"`{column}`" not in section
    ]
    assert missing == []


def test_export_that_fails_leaves_the_old_one(tmp_path):
    with CsvFiles(tmp_path) as book:
        book.begin("t", ["old"])
    for broken in (CsvFiles(tmp_path), Workbook(tmp_path / "t.xlsx")):
        with pytest.raises(RuntimeError), broken as book:
            book.begin("t", ["new"])
            raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]
    assert (tmp_path / "t.csv").read_text("utf-8-sig").strip() == "old"
