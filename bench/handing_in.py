"""Hands in small cases, follows each to its decision, and keeps the list of what was acknowledged."""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
import time
from collections.abc import Mapping
from typing import Any

import httpx

from bench.mortal import Mortal
from birthcase.client import Client
from casefile.errors import BirthcaseError
from casefile.lifecycle import SETTLED
from samples.cases import clean
from samples.materials import Habits

_PAUSE = 0.25
_MOST_WAITING = 30
"""Cases that wait at a time: a service that is killed all the time works off no heap of them."""
_TROUBLES = (BirthcaseError, httpx.HTTPError, OSError)


def any_form() -> dict[str, Any]:
    """The form of an invented family."""
    return clean("690000", "guangxi", Habits("690000", "flat", plain=True)).case_json()


def small_case(form: Mapping[str, Any], case_id: str) -> tuple[bytes, dict[str, bytes]]:
    """A case of that family with two files of one page, which no other case has."""
    slots = ("mother_id_card", "father_id_card")
    materials = [{"slot": slot, "files": [f"{slot}.pdf"]} for slot in slots]
    told = json.dumps({**form, "case_id": case_id, "materials": materials}).encode()
    return told, {f"{slot}.pdf": f"%PDF-1.4 {case_id} {slot}".encode() for slot in slots}


class Intake(threading.Thread):
    """One intake system; an answer that does not come is no acknowledgement."""

    def __init__(self, mortal: Mortal) -> None:
        """To this service."""
        super().__init__(daemon=True)
        self._mortal = mortal
        self._ended = threading.Event()
        self._form = any_form()
        self._waits: dict[str, float] = {}
        self.acknowledged: dict[str, dict[str, str]] = {}
        """Digests by file name, by the case's id."""
        self.took: list[float] = []
        """Seconds from each acknowledgement until the decision was seen."""
        self.refused = 0
        self.hurry = threading.Event()
        """Set where cases must be handed in, however many wait."""

    def stop(self, seconds: float) -> None:
        """Hand in no more, and follow what waits until for so long nothing was decided."""
        self._ended.set()
        self.join()
        left, deadline = len(self._waits), time.monotonic() + seconds
        while self._waits and time.monotonic() < deadline:
            self._look()
            if len(self._waits) < left:
                left, deadline = len(self._waits), time.monotonic() + seconds
            time.sleep(_PAUSE)

    def run(self) -> None:
        """Case after case until told to stop."""
        for number in itertools.count():
            while not self._ended.wait(_PAUSE) and len(self._waits) >= _MOST_WAITING:
                self._look()
                if self.hurry.is_set():
                    break
            if self._ended.is_set():
                return
            self._hand_in(f"CRASH-{number:05d}")

    def _hand_in(self, case_id: str) -> None:
        form, files = small_case(self._form, case_id)
        try:
            with Client.at(self._mortal.url, self._mortal.key, 20) as client:
                id = client.submit(form, files).id
        except _TROUBLES:
            self.refused += 1
            return
        self.acknowledged[id] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        self._waits[id] = time.monotonic()

    def _look(self) -> None:
        """See what was decided since; a service that does not answer is asked again later."""
        try:
            with Client.at(self._mortal.url, self._mortal.key, 20) as client:
                for id, since in list(self._waits.items()):
                    if client.case(id).state in SETTLED:
                        self.took.append(time.monotonic() - since)
                        del self._waits[id]
        except _TROUBLES:
            return
