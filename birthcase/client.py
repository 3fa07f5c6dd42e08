"""A typed client of the intake API, for this command line and for intake systems.

with Client.at("https://birthcase.example.gov.cn", key) as client:
    case = client.create(form)
    for upload in case.uploads:
        client.send(upload, Path(upload.name).read_bytes())
    client.finish(case.id)
    print(client.settled(case.id).progress)
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from birthcase.say import say
from casefile.errors import BirthcaseError, StoreUnavailable, UsageError
from casefile.lifecycle import SETTLED, State

_PAUSES = (0.5, 2.0, 5.0)
_AGAIN = {429, 502, 503, 504}
Sent = Callable[["Upload", bool], None]
"""Told of each file: the upload, and whether it was sent now or had arrived before."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Where one file of the form goes, and what has arrived of it."""

    slot: str
    number: int
    name: str
    url: str
    received: bool
    size: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be used."""

    slot: str | None
    file: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the service tells it; `progress` is a sentence for the applicant."""

    id: str
    case_id: str
    system: str
    sandbox: bool
    province: str
    state: State
    progress: str
    received_at: str
    updated_at: str
    deadline: str
    deadline_note: str | None
    error: str | None
    uploads: tuple[Upload, ...]
    refused: tuple[Refusal, ...]


class Refused(BirthcaseError):
    """The service does not do what was asked; `problem` is its stable code, `problems` a line each."""

    def __init__(self, status: int, code: str, problems: tuple[str, ...]) -> None:
        """Join the lines for whoever wants one string."""
        super().__init__("；".join(problems))
        self.status, self.problem, self.problems = status, code, problems


class Client:
    """Calls one service with one key; a call whose answer was lost is made again, and does nothing twice."""

    def __init__(self, http: httpx.Client) -> None:
        """Use an HTTP client that has the service's address and the key in its headers."""
        self.http = http

    @classmethod
    def at(cls, url: str, key: str, seconds: float = 60) -> Self:
        """A client of the service at this address."""
        headers = {"Authorization": f"Bearer {key}"}
        return cls(httpx.Client(base_url=url, headers=headers, timeout=seconds))

    def submit(self, form: bytes, files: Mapping[str, bytes], sent: Sent = lambda *_: None) -> Case:
        """Hand in a whole case, or go on where an earlier attempt ended; raises Refused."""
        case = self.resubmit(form) if _given(form).get("replaces") else self.create(form)
        if case.state not in {State.DRAFT, State.RETURNED}:
            return case
        for upload in case.uploads:
            data = files.get(upload.name)
            missing = data is not None and upload.sha256 != hashlib.sha256(data).hexdigest()
            if data is not None and missing:
                self.send(upload, data)
            sent(upload, missing)
        return self.finish(case.id)

    def create(self, form: bytes) -> Case:
        """Begin a case with its case.json; the same form again is the same case."""
        return _case(self._call("POST", "/v1/cases", content=form))

    def resubmit(self, form: bytes) -> Case:
        """Begin to answer a notice with a form that has `replaces`."""
        reference = str(_given(form).get("case_id", ""))
        found = next(self.cases(case_id=reference), None)
        if found is None:
            told = say(f"没有个案 {reference}，不能补交材料", f"there is no case {reference} to add to")
            raise Refused(404, "NOT_FOUND", (told,))
        return _case(self._call("POST", f"/v1/cases/{found.id}/resubmit", content=form))

    def send(self, upload: Upload, data: bytes) -> None:
        """Send one file to its slot; sent again, the same bytes change nothing."""
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        self._call("PUT", upload.url, content=data, headers={"Content-Digest": f"sha-256=:{digest}:"})

    def finish(self, id: str) -> Case:
        """Hand the case in."""
        return _case(self._call("POST", f"/v1/cases/{id}/finish"))

    def withdraw(self, id: str) -> Case:
        """Take a draft or a returned case back."""
        return _case(self._call("POST", f"/v1/cases/{id}/withdraw"))

    def case(self, id: str) -> Case:
        """A case as it is now."""
        return _case(self._call("GET", f"/v1/cases/{id}"))

    def cases(self, **asked: str) -> Iterator[Case]:
        """Your cases, oldest first; `state` and `case_id` narrow them."""
        after: str | None = None
        while True:
            params = {**asked, **({"after": after} if after else {})}
            shown = self._call("GET", "/v1/cases", params=params)
            yield from map(_case, shown["items"])
            if (after := shown["next"]) is None:
                return

    def result(self, id: str) -> dict[str, Any]:
        """A case's newest result, in the shape of result.json."""
        return self._call("GET", f"/v1/cases/{id}/result")

    def notice(self, id: str) -> dict[str, Any]:
        """The one-time correction notice of a case."""
        return self._call("GET", f"/v1/cases/{id}/notice")

    def preview(self, photo: bytes) -> dict[str, Any]:
        """What one photo shows and how to take it better; nothing of it is kept."""
        return self._call("POST", "/v1/preview", content=photo)

    def events(self, after: str = "0") -> tuple[list[dict[str, Any]], str]:
        """What happened since, and what to ask after next time."""
        shown = self._call("GET", "/v1/events", params={"after": after})
        return shown["items"], shown["next"]

    def settled(self, id: str, seconds: float = 900) -> Case:
        """A case once the machine is done with it."""
        deadline = time.monotonic() + seconds
        while (case := self.case(id)).state not in SETTLED:
            if time.monotonic() > deadline:
                raise StoreUnavailable(say("等待结果超时，请稍后再查", "no result yet, ask again later"))
            time.sleep(0.3)
        return case

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the connections."""
        self.http.close()

    def _call(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        answer = self._answer(method, path, **given)
        if answer.is_success:
            told: dict[str, Any] = answer.json()
            return told
        if answer.status_code == 401:
            raise UsageError(say("接口密钥不对，请用 --key-file 指定", "wrong API key, give --key-file"))
        try:
            error = answer.json()["error"]
            code, problems = str(error["code"]), tuple(error["problems"]) or (str(error["message"]),)
        except (ValueError, KeyError, TypeError):
            code, problems = "ERROR", (f"HTTP {answer.status_code}",)
        raise Refused(answer.status_code, code, problems)

    def _answer(self, method: str, path: str, **given: Any) -> httpx.Response:
        for pause in (*_PAUSES, None):
            try:
                answer = self.http.request(method, path, **given)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code not in _AGAIN:
                return answer
            if pause is None:
                break
            told = answer.headers.get("retry-after", "") if answer is not None else ""
            time.sleep(min(float(told), 10) if told.isdigit() else pause)
        where = self.http.base_url
        raise StoreUnavailable(
            say(f"{where} 没有应答，请确认服务已启动", f"{where} does not answer, is it running?")
        )


def _given(form: bytes) -> dict[str, Any]:
    try:
        found = json.loads(form.decode("utf-8-sig"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _case(told: Mapping[str, Any]) -> Case:
    """A case; what a newer service tells beyond it is left aside."""
    known = {name: told[name] for name in Case.__slots__}
    known["state"] = State(told["state"])
    for name, kind in (("uploads", Upload), ("refused", Refusal)):
        known[name] = tuple(kind(**{key: one[key] for key in kind.__slots__}) for one in told[name])
    return Case(**known)
