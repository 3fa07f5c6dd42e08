import json

import pytest

from birthcase.app import run
from pipeline.settings import Settings
from pipeline.store import Database, cases, corrections
from pipeline.workers import open_pool
from tests.pipeline.test_store import case
from tests.pipeline.test_teaching import DOCUMENT


@pytest.fixture
def place(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'birthcase.db'}")
    database.migrate()
    with database.writing() as connection:
        for number in range(40):
            id = cases.receive(connection, case(f"C{number}"), "intake").id
            corrections.add(connection, id, DOCUMENT, "name", "黄梓萱" if number < 30 else "黄梓宣", "韦审核")
    database.close()
    return tmp_path


def test_calibration_is_refitted_and_read_by_the_readers(place, capsys):
    output = place / "calibration.json"
    assert run(["corrections", "refit", str(output), "--data-dir", str(place)]) == 0
    assert "names" in capsys.readouterr().out
    assert json.loads(output.read_text())["intercepts"]["names"]
    plain = Settings(data_dir=place, engine="tests.engines:load")
    with open_pool(plain, 1) as one, open_pool(plain.model_copy(update={"calibration": output}), 1) as other:
        assert other.version().startswith(f"{one.version()}+")


def test_too_few_corrections_change_nothing(tmp_path, capsys):
    assert run(["corrections", "refit", str(tmp_path / "c.json"), "--data-dir", str(tmp_path)]) == 0
    assert "暂不改变" in capsys.readouterr().out and not (tmp_path / "c.json").exists()


def test_export_needs_the_store(tmp_path):
    assert run(["corrections", "export", str(tmp_path / "x"), "--data-dir", str(tmp_path)]) == 2
