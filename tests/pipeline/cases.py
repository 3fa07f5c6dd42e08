"""A complete, invented case for tests: the form, and pages for the scripted reader."""

from __future__ import annotations

import copy
import json

from tests.engines import SCRIPT

MOTHER, FATHER = "450303199203072467", "450303199001011234"

FORM = {
    "case_id": "GX-0001",
    "province": "guangxi",
    "submitted_at": "2026-11-20T09:30:00+08:00",
    "applicant": "mother",
    "mother": {"name": "黄梓萱", "id_number": MOTHER},
    "father": {"name": "韦国强", "id_number": FATHER},
    "newborn": {
        "name": "韦一诺",
        "sex": "女",
        "birth_date": "2026-11-05",
        "institution": "桂林市妇幼保健院",
        "settle_with": "mother",
    },
    "materials": [
        {"slot": "mother_id_card", "files": ["m.jpg"]},
        {"slot": "father_id_card", "files": ["f.jpg"]},
    ],
}


def form(**changes):
    return {**copy.deepcopy(FORM), **changes}


def page(*documents, **said):
    shown = [{"kind": kind, "fields": fields} for kind, fields in documents]
    return SCRIPT + json.dumps({"documents": shown, **said}).encode()


PAGES = {
    "m.jpg": page(("id_card_front", {"name": "黄梓萱", "id_number": MOTHER})),
    "f.jpg": page(("id_card_front", {"name": "韦国强", "id_number": FATHER})),
}


def folder(path, given=None, pages=None):
    path.mkdir(parents=True, exist_ok=True)
    (path / "case.json").write_text(json.dumps(given or form(), ensure_ascii=False), encoding="utf-8")
    for name, data in (PAGES if pages is None else pages).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path
