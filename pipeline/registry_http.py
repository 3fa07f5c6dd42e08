"""Records at an HTTP service: `POST <url>` with the birth, answered with its records as JSON.

Asked: `{"mother": {"name", "id_number"}, "father": {…}, "newborn": {"name", "birth_date"}}`.
Answered: `{"certificate": {"mother": {"name", "id_number"}, "father": {…}}, "population": {…},
"issued": {"出生医学证明": false}}`; a part that the service does not know is null or left out.
Personal data are in the body only.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import TypeAdapter, ValidationError

from pipeline.registry import LOG, Query, Records

_MOST_BYTES = 100_000
_PAUSE = 0.2
_AGAIN = {429, 500, 502, 503, 504}
_ANSWER = TypeAdapter(Records)


class HttpRegistry:
    """Asks a service within a time limit, a few times; what it cannot learn it leaves unanswered."""

    def __init__(self, url: str, key: str | None = None, seconds: float = 5.0, tries: int = 3) -> None:
        """`seconds` is the limit of one try as a whole, however slowly the answer drips."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._url, self._seconds, self._tries = url, seconds, tries
        self._http = httpx.Client(headers=headers, timeout=seconds, follow_redirects=False, trust_env=False)

    def records(self, query: Query) -> Records:
        """What the service says, or nothing where it is away, slow, refuses or talks nonsense."""
        asked = _asked(query)
        for number in range(1, self._tries + 1):
            try:
                status, body = self._answer(asked)
            except (httpx.HTTPError, TimeoutError) as error:
                status, body = 0, b""
                LOG.warning("registry: %s at try %d", type(error).__name__, number)
            if status == 200:
                return _understood(body)
            if status and status not in _AGAIN:
                LOG.error("registry: refused with HTTP %d", status)
                break
            if status:
                LOG.warning("registry: HTTP %d at try %d", status, number)
            if number < self._tries:
                time.sleep(_PAUSE * 2**number)
        return Records()

    def _answer(self, asked: Mapping[str, Any]) -> tuple[int, bytes]:
        """Status and body of one try; raises TimeoutError where the whole takes too long."""
        until = time.monotonic() + self._seconds
        body = b""
        with self._http.stream("POST", self._url, json=asked) as answer:
            for part in answer.iter_bytes():
                body += part
                if time.monotonic() > until or len(body) > _MOST_BYTES:
                    raise TimeoutError
            return answer.status_code, body


def _asked(query: Query) -> Mapping[str, Any]:
    parents = {
        role: {"name": query.names[role], "id_number": number} for role, number in query.numbers.items()
    }
    return {**parents, "newborn": {"name": query.newborn, "birth_date": query.birth_date.isoformat()}}


def _understood(body: bytes) -> Records:
    try:
        return _ANSWER.validate_json(body)
    except ValidationError as error:
        LOG.error("registry: the answer has another shape (%d faults)", error.error_count())
        return Records()
