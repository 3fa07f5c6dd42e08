"""Readers for tests: a file holds JSON that says what is on it, or how the reader shall misbehave."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

from casefile.case import Document, Field, Kind, Weight
from casefile.errors import UploadRefused
from casefile.geometry import Polygon
from pipeline.engine import Reading
from pipeline.line_crop import Crop

SCRIPT = b"%PDF-"
"""How a page for the scripted reader begins, as the door asks what a file is."""


class Scripted:
    version = "scripted-1"

    def read(self, data, name):
        if not data:
            raise UploadRefused("EMPTY_FILE", f"文件“{name}”是空的，请重新上传")
        try:
            page = json.loads(data.removeprefix(SCRIPT))
        except ValueError:
            raise UploadRefused("CORRUPT_IMAGE", f"文件“{name}”已损坏，请重新上传") from None
        match page.get("do"):
            case "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "hang":
                time.sleep(600)
            case "raise":
                raise MemoryError(page)
            case "nonsense":
                return ["not a reading"]
            case "nan":
                return reading([("id_card_front", {"name": Field("张三", "张三", float("nan"))})])
            case "slow":
                time.sleep(page["seconds"])
            case "pid":
                return reading([("unknown", {"pid": Field(os.getpid(), "", 1.0)})])
            case "once" if not Path(page["mark"]).exists():
                Path(page["mark"]).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return reading(
            (one["kind"], {key: Field(value, str(value or ""), 0.99) for key, value in one["fields"].items()})
            for one in page.get("documents", ())
        )

    def weigh(self, crop, candidates):
        best = crop.png.decode()
        if best == "crash":
            os._exit(1)
        if best.startswith("once") and not Path(mark := best.removeprefix("once")).exists():
            Path(mark).touch()
            os._exit(1)
        if best == "unframed":
            return {}
        return {text: Weight(0.0 if text == best else -30.0, -1.2, -6.0) for text in candidates}


def reading(pages):
    documents, crops = [], {}
    for index, (kind, fields) in enumerate(pages):
        box = Polygon.of_box(1.04, 2, 3, 4)
        documents.append(Document("", None, Kind(kind), "", 0, (100, 60), box, fields))
        crops |= {f"{index}/{name}": Crop(str(found.value).encode()) for name, found in fields.items()}
    return Reading(tuple(documents), crops, 1, 0.01)


def load(models):
    return Scripted()


def load_broken(models):
    raise RuntimeError("no models")


def load_hanging(models):
    time.sleep(600)


def load_dying(models):
    os._exit(9)
