"""Hands in small cases without pause, and keeps the list of what was acknowledged."""

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
from samples.cases import clean
from samples.materials import Habits

_PAUSE = 0.25


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
        self.acknowledged: dict[str, dict[str, str]] = {}
        """Digests by file name, by the case's id."""
        self.refused = 0

    def stop(self) -> None:
        """Hand in no more."""
        self._ended.set()
        self.join(60)

    def run(self) -> None:
        """Case after case until told to stop."""
        for number in itertools.count():
            if self._ended.is_set():
                return
            form, files = small_case(self._form, f"CRASH-{number:05d}")
            try:
                with Client.at(self._mortal.url, self._mortal.key, 20) as client:
                    id = client.submit(form, files).id
                digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
                self.acknowledged[id] = digests
            except (BirthcaseError, httpx.HTTPError, OSError):
                self.refused += 1
            time.sleep(_PAUSE)
