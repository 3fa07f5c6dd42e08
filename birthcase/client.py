"""A client of the intake API, for this command line and for intake systems."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from birthcase.say import say
from casefile.errors import StoreUnavailable, UsageError

SETTLED = frozenset({"accepted", "flagged", "failed", "returned", "declined", "handed_over", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Refused:
    """The service's answer to a case that it does not take."""

    code: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Client:
    """Calls one service with one key."""

    http: httpx.Client

    def submit(self, form: bytes, files: Mapping[str, bytes]) -> dict[str, Any] | Refused:
        """Hand in a case, again if the answer was lost: the same case is only taken once."""
        parts = [("files", (name, data, "application/octet-stream")) for name, data in files.items()]
        answer = self._call("POST", "/v1/cases", data={"case": form.decode("utf-8", "replace")}, files=parts)
        given: dict[str, Any] = answer.json()
        if answer.is_success:
            return given
        problem = given["error"]
        return Refused(problem["code"], tuple(problem["problems"]) or (problem["message"],))

    def case(self, id: str) -> dict[str, Any]:
        """A case's state."""
        given: dict[str, Any] = self._call("GET", f"/v1/cases/{id}").json()
        return given

    def result(self, id: str) -> dict[str, Any]:
        """A case's newest result."""
        given: dict[str, Any] = self._call("GET", f"/v1/cases/{id}/result").json()
        return given

    def settled(self, id: str, seconds: float = 900) -> str:
        """The state of a case once the machine is done with it."""
        deadline = time.monotonic() + seconds
        while (state := str(self.case(id)["state"])) not in SETTLED:
            if time.monotonic() > deadline:
                raise StoreUnavailable(say("等待结果超时，请稍后再查", "no result yet, ask again later"))
            time.sleep(0.3)
        return state

    def _call(self, method: str, path: str, **given: Any) -> httpx.Response:
        for pause in (0.5, 2, 5, None):
            try:
                answer = self.http.request(method, path, **given)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code not in {502, 503, 504}:
                break
            if pause is None:
                raise StoreUnavailable(
                    say(
                        f"{self.http.base_url} 没有应答，请确认服务已启动",
                        f"{self.http.base_url} does not answer, is it running?",
                    )
                )
            time.sleep(pause)
        assert answer is not None
        if answer.status_code == 401:
            raise UsageError(say("接口密钥不对，请用 --key-file 指定", "wrong API key, give --key-file"))
        return answer


@contextmanager
def open_client(data_dir: Path, url: str | None, key_file: Path | None) -> Iterator[Client]:
    """A client of the service on this machine, or of the one at `url`."""
    where = url or _local_url(data_dir)
    try:
        key = (key_file or data_dir / "api-key").read_text().strip()
    except OSError as error:
        raise UsageError(
            say("读不到接口密钥，请用 --key-file 指定", "no API key, give --key-file")
        ) from error
    with httpx.Client(base_url=where, headers={"Authorization": f"Bearer {key}"}, timeout=60) as http:
        yield Client(http)


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
