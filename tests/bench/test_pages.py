"""The tables say what was counted; nothing here reads a page."""

import json

import pytest

from bench.__main__ import _parser, _seeds
from bench.accuracy_page import write as write_accuracy
from bench.decisions import Decided
from bench.decisions_page import write as write_decisions
from bench.fields import Seen, compared, critical, same
from bench.inside import Inside
from bench.tables import share, wilson
from casefile.case import Document, Field, Kind
from casefile.errors import ReaderFailed
from casefile.geometry import Polygon


def seen(name, drawn, read, confidence, profile="flat", hand=False):
    return Seen("id_card_front", profile, 1, name, drawn, read, confidence, hand)


def test_the_interval_holds_the_share_and_narrows():
    for right, count in ((0, 10), (5, 10), (10, 10), (98, 100)):
        low, high = wilson(right, count)
        assert 0 <= low <= right / count + 1e-9 and right / count <= high + 1e-9 <= 1 + 2e-9
    assert wilson(980, 1000)[1] - wilson(980, 1000)[0] < wilson(98, 100)[1] - wilson(98, 100)[0]
    assert share(200, 200).startswith("100.0 % (98.1–100.0)")


def test_critical_fields():
    assert all(map(critical, ("name", "wife_id_number", "valid_to", "sex", "registry", "certificate_number")))
    assert not any(map(critical, ("former_name", "address", "weight_g", "midwife", "household_type")))


@pytest.mark.parametrize(("drawn", "read"), [("O", "0"), ("2020-01-01", None), (3410, "3410g"), ("淏", "溴")])
def test_different_values_are_not_the_same(drawn, read):
    assert not same(drawn, read)


def test_a_page_not_found_counts_all_its_fields_as_unread():
    told = {
        "kind": "id_card_back",
        "fields": {"valid_to": {"value": "长期"}, "x": {"value": 1, "legible": False}},
    }
    (one,) = compared(told, None, "phone", 7, False)
    assert (one.read, one.confidence, one.right, one.betrayed, one.kind_found) == (
        None,
        0.0,
        False,
        False,
        False,
    )
    found = Document(
        "", None, Kind.ID_CARD_BACK, "", 0, (9, 9), Polygon(()), {"valid_to": Field("2030-01-01", "", 0.95)}
    )
    assert [one.betrayed for one in compared(told, found, "phone", 7, False)] == [True]


def test_the_accuracy_page_counts_by_profile_and_leaves_blanks_out(tmp_path):
    own = [
        seen("name", "张三", "张三", 0.99),
        seen("name", "李四", "李西", 0.95),
        seen("address", None, "某地", 0.97),
        seen("id_number", "1", "1", 1.0, "phone"),
        seen("weight_g", 3000, 3000, 0.8, "phone", hand=True),
    ]
    write_accuracy(tmp_path / "accuracy.md", "told", range(3), own, {"other": own[:1]})
    text = (tmp_path / "accuracy.md").read_text()
    assert "| critical fields | 50.0 % (9.5–90.5) of 2 | 100.0 % (20.7–100.0) of 1 |" in text
    assert "| blank places given a sure value | 100.0 % (20.7–100.0) of 1 |" in text
    assert "| `id_card_front.name` | 1 of 2 | 1 |" in text
    assert "Of those given 0.9 or more: 50.0 %" in text
    assert "| other | critical | 100.0 %" in text


def decided(tamper, status, caught=True, telling=True):
    return Decided("flat", "hainan", "1", tamper, status, ("names.mother",), caught, telling, True, 9, False)


def test_the_decisions_page_counts_false_accepts(tmp_path):
    found = [decided("", "accepted"), decided("", "flagged"), decided("divorced", "accepted", caught=False)]
    found += [decided("divorced", "flagged"), decided("one_face", "flagged", telling=False)]
    write_decisions(tmp_path / "decisions.md", "told", 5, found)
    text = (tmp_path / "decisions.md").read_text()
    assert "names in common characters" in text
    assert "| tampered cases accepted | 33.3 % (6.1–79.2) of 3 |" in text
    assert "| … where the clean case passes that rule | 50.0 % (9.5–90.5) of 2 |" in text
    assert "| `divorced` | 1 | 1 of 2 |" in text
    assert "| `names.mother` | 1 |" in text


def test_a_failing_reader_fails_as_a_process_would():
    class Broken:
        version = "broken"

        def read(self, data, name):
            raise ZeroDivisionError

    with pytest.raises(ReaderFailed):
        Inside(Broken()).read(b"", "a.jpg").result()


def test_the_command_line_knows_its_defaults():
    asked = _parser().parse_args(["accuracy", "--seeds", "900000-900002", "--profiles", "flat,poor"])
    assert list(asked.seeds) == [900000, 900001, 900002] and asked.profiles == ("flat", "poor")
    assert len(_seeds("7")) == 1
    assert json.dumps(_parser().parse_args(["speed"]).pages) == "60"
