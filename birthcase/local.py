"""The service on this machine: its address and its key, as serve left them."""

from __future__ import annotations

import json
from pathlib import Path

from birthcase.client import Client
from birthcase.say import say
from casefile.errors import UsageError


def open_client(data_dir: Path, url: str | None, key_file: Path | None) -> Client:
    """A client of the service on this machine, or of the one at `url`; raises UsageError."""
    where = url or _local_url(data_dir)
    try:
        key = (key_file or data_dir / "api-key").read_text().strip()
    except OSError as error:
        raise UsageError(
            say("读不到接口密钥，请用 --key-file 指定", "no API key, give --key-file")
        ) from error
    return Client.at(where, key)


def _local_url(data_dir: Path) -> str:
    try:
        return str(json.loads((data_dir / "serve.json").read_text())["url"])
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            say(
                "本机没有运行中的服务，请先运行 birthcase serve，或给出 --url",
                "no service here: run birthcase serve, or give --url",
            )
        ) from error
