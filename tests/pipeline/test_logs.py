import json
import logging

from pipeline.logs import JsonLines


def line(**more):
    record = logging.LogRecord(
        "flows", logging.INFO, "x.py", 1, "case %s", ("abc",), more.pop("exc_info", None)
    )
    record.__dict__ |= more
    return json.loads(JsonLines().format(record))


def test_line_names_its_case():
    found = line(case="abc", state="flagged", password="x")
    assert found["said"] == "case abc" and found["case"] == "abc" and found["level"] == "info"
    assert "password" not in found


def test_exceptions_text_is_left_out():
    try:
        raise ValueError("黄梓萱 450303199203072467")
    except ValueError as error:
        found = line(exc_info=(ValueError, error, error.__traceback__))
    assert found["error"] == "ValueError" and "test_logs.py" in found["where"][0]
    assert "黄梓萱" not in json.dumps(found, ensure_ascii=False)
