from pipeline.secret import derived, kept_text, signature
from pipeline.settings import Settings


def test_secret_is_made_once_for_its_owner_only(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    assert derived(settings, "a") == derived(settings, "a") != derived(settings, "b")
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o077 == 0
    assert kept_text(tmp_path / "data" / "secret", "other") != "other"
    assert list((tmp_path / "data").iterdir()) == [tmp_path / "data" / "secret"]


def test_secret_of_the_settings_wins(tmp_path):
    settings = Settings(data_dir=tmp_path / "data", secret="s" * 32)
    assert signature(settings, "address", "x") == signature(settings, "address", "x")
    assert not (tmp_path / "data").exists()
