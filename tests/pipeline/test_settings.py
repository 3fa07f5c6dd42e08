import pytest
from pydantic import ValidationError

from casefile.errors import UsageError
from pipeline.settings import load_settings


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "birthcase.toml"
    monkeypatch.setenv("BIRTHCASE_CONFIG", str(path))
    return path


def test_environment_wins_over_the_file_and_arguments_over_both(file, monkeypatch, tmp_path):
    file.write_text('port = 1001\nbatch = 7\ns3_secret_key = "hush"\n')
    monkeypatch.setenv("BIRTHCASE_PORT", "1002")
    found = load_settings(data_dir=tmp_path / "d")
    assert (found.port, found.batch, found.data_dir) == (1002, 7, tmp_path / "d")
    assert load_settings(port=1003).port == 1003
    assert found.database == f"sqlite:///{tmp_path / 'd' / 'birthcase.db'}"
    assert "hush" not in repr(found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = 0", "port"),
        ("prot = 1", "prot"),
        ("port = ", "TOML"),
        ("\x00", "TOML"),
        ('lang = "fr"', "lang"),
    ],
)
def test_what_to_mend_is_named(file, text, told):
    file.write_text(text)
    with pytest.raises(UsageError, match=told):
        load_settings()


def test_file_that_is_not_there(file):
    with pytest.raises(UsageError, match="BIRTHCASE_CONFIG"):
        load_settings()


def test_settings_never_change():
    with pytest.raises(ValidationError):
        load_settings().port = 1
