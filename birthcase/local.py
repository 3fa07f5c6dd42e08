"""The service on this machine: its address, its key and its stores, as serve left them."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import SecretStr

from birthcase.client import Client
from birthcase.say import say
from casefile.errors import UsageError
from pipeline.seaweed import kept_keys
from pipeline.settings import Settings, load_settings


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


def local_settings(data_dir: Path | None) -> Settings:
    """The settings, with the stores and Prefect of the service that runs on that data, if one does."""
    settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
    try:
        running = json.loads((settings.data_dir / "serve.json").read_text())
    except (OSError, ValueError):
        return settings
    found: dict[str, object] = {"prefect_api_url": settings.prefect_api_url or running.get("prefect")}
    if settings.s3_endpoint is None and running.get("objects"):
        keys = kept_keys(settings.data_dir / "objects")
        found |= {"s3_endpoint": running["objects"], "s3_secure": False}
        found |= {"s3_access_key": keys.access, "s3_secret_key": SecretStr(keys.secret)}
        found |= {"s3_local_dir": settings.data_dir / "objects"}
    return settings.model_copy(update=found)


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
