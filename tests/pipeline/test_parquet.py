import datetime as dt

import pyarrow.parquet as pq
import pytest

from pipeline.parquet import ParquetFiles

COLUMNS = ("id", "received_at", "value", "confidence")
ROWS = [
    ("450303199203072467", "2026-11-20T01:30:00+00:00", "=1+1", 0.5),
    ("007", None, 3250, 1),
    ("x", "2026-11-20T09:30:00+08:00", None, None),
]


def test_types_are_kept_and_numbers_of_18_digits_are_text(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.parquet._TOGETHER", 2)
    with ParquetFiles(tmp_path / "out") as book:
        for name in ("one", "two"):
            book.begin(name, COLUMNS)
            for row in ROWS:
                book.add(row)
    for name in ("one", "two"):
        path = tmp_path / "out" / f"{name}.parquet"
        rows = pq.read_table(path).to_pylist()
        assert [row["id"] for row in rows] == ["450303199203072467", "007", "x"]
        assert [row["value"] for row in rows] == ["=1+1", "3250", None]
        assert [row["confidence"] for row in rows] == [0.5, 1.0, None]
        moment = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)
        assert [row["received_at"] for row in rows] == [moment, None, moment]
        assert oct(path.stat().st_mode)[-3:] == "600"


def test_nothing_is_left_where_it_went_wrong(tmp_path):
    with pytest.raises(ZeroDivisionError), ParquetFiles(tmp_path / "out") as book:
        book.begin("one", COLUMNS)
        book.add(ROWS[0])
        raise ZeroDivisionError
    assert list((tmp_path / "out").iterdir()) == []
