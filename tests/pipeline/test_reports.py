import datetime as dt

import pyarrow.parquet as pq
import pytest

from pipeline.reports import files
from pipeline.reports.summary import SAMPLE, report_of
from pipeline.reports.text import markdown
from tests.pipeline.cases import FATHER, MOTHER
from tests.pipeline.test_rerun import begin, flagged, lenient, perform, runtime  # noqa: F401


@pytest.fixture
def rerun(runtime, readers):  # noqa: F811
    flagged(runtime, readers, *(f"C{n:02}" for n in range(24)))
    run = begin(runtime, where="status=flagged", terms=lenient())
    assert perform(runtime, run) == {"changed": 24}
    return run


def test_report_says_from_what_to_what_by_rule_and_province(runtime, rerun, tmp_path):  # noqa: F811
    with runtime.database.looking() as connection:
        report, again = (report_of(connection, rerun.id) for _ in range(2))
    ((before, after),) = report.moves
    assert before.startswith("flagged/") and after == "accepted" and report.moves[before, after] == 24
    assert report.provinces == {("guangxi", (before, after)): 24}
    assert report.rules["materials.complete"] == 24 and report.kept == {"verdict": 24}
    assert report.sample == again.sample and len({row.id for row in report.sample}) == SAMPLE
    text = markdown(report)
    assert f"| {before} | accepted | 24 |" in text and report.sample[0].id in text


def test_files_hold_every_case_and_nobodys_data(runtime, rerun, tmp_path):  # noqa: F811
    page, table = files.write(runtime.database, rerun.id, tmp_path / "report")
    rows = pq.read_table(table).to_pylist()
    assert len(rows) == 24 and {row["after"] for row in rows} == {"accepted"}
    html = page.read_text(encoding="utf-8")
    assert html.count('<tr><td class="id">') == 24 + SAMPLE and "<script" not in html
    for personal in (MOTHER, FATHER, "黄梓萱", "韦国强", "韦一诺"):
        assert personal not in html and personal not in str(rows)
    assert oct(page.stat().st_mode)[-3:] == oct(table.stat().st_mode)[-3:] == "600"
    assert dt.datetime.now(dt.UTC).strftime("%Y") in html
