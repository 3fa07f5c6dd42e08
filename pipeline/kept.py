"""Readings kept beside the cases, so that a change of rules costs no reading."""

from __future__ import annotations

import base64
import functools
import json

from pydantic import TypeAdapter, ValidationError

from casefile.case import Document
from pipeline.engine import Reading
from pipeline.line_crop import Crop
from pipeline.objects import ObjectAltered
from pipeline.runtime import Runtime
from pipeline.store import readings


class KeptReadings:
    """Readings as objects, found by content digest and reader version."""

    def __init__(self, runtime: Runtime, any_version: bool = False) -> None:
        """Use the runtime's database and objects.

        `any_version`: of a case that comes back, what an earlier reader accepted is not read again.
        """
        self._runtime, self._any_version = runtime, any_version

    def find(self, content: str, version: str) -> Reading | None:
        """The kept reading; one that is damaged counts as none, and is read again."""
        with self._runtime.database.looking() as connection:
            where = readings.find(connection, content, version)
            if where is None and self._any_version:
                where = readings.newest(connection, content)
        if where is None:
            return None
        try:
            return decoded(self._runtime.objects.get(where))
        except (ObjectAltered, ValidationError, ValueError, KeyError):
            return None

    def keep(self, content: str, version: str, reading: Reading) -> None:
        """Keep a reading that is not kept yet."""
        with self._runtime.database.looking() as connection:
            known = readings.find(connection, content, version)
        if known is None:
            where = self._runtime.objects.put(encoded(reading))
            with self._runtime.database.writing() as connection:
                readings.keep(connection, content, version, where)


def encoded(reading: Reading) -> bytes:
    """A reading as JSON; crops are PNG files in base64."""
    crops = {
        key: {
            "png": base64.b64encode(crop.png).decode(),
            "before": crop.before,
            "after": crop.after,
            "sort": crop.sort,
            "hidden": crop.hidden,
            "within": crop.within,
            "rarer": crop.rarer,
        }
        for key, crop in reading.crops.items()
    }
    documents = _documents().dump_python(reading.documents, mode="json")
    whole = {"documents": documents, "crops": crops, "pages": reading.pages, "seconds": reading.seconds}
    return json.dumps(whole, ensure_ascii=False).encode()


def decoded(data: bytes) -> Reading:
    """The reading that `encoded` wrote; raises ValueError or KeyError for anything else."""
    whole = json.loads(data)
    crops = {
        key: Crop(
            base64.b64decode(crop["png"], validate=True),
            crop["before"],
            crop["after"],
            crop.get("sort", ""),
            crop.get("hidden", 0),
            crop.get("within", ""),
            crop.get("rarer", 0.0),
        )
        for key, crop in whole["crops"].items()
    }
    documents = _documents().validate_json(json.dumps(whole["documents"]))
    return Reading(documents, crops, whole["pages"], whole["seconds"])


@functools.cache
def _documents() -> TypeAdapter[tuple[Document, ...]]:
    return TypeAdapter(tuple[Document, ...])
