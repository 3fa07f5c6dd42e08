"""A kept sample case as the machine left it: its record was written once by `birthcase check`, its pages are real.

`tests/data/guangxi-name.json` is what `birthcase check samples/cases/guangxi-name --output DIR` keeps in `DIR/kept`.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from casefile.findings import Outcome
from pipeline import queue
from pipeline.conclude import conclude
from pipeline.intake import receive_case
from pipeline.judge import against
from pipeline.process import Examined
from pipeline.record import decoded, encoded, record_of
from pipeline.store import leases
from pipeline.submission import submission_of
from validators.province import load

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "samples" / "cases" / "guangxi-name"
REASON = "已核对原件"


@cache
def kept():
    return decoded((ROOT / "tests" / "data" / "guangxi-name.json").read_bytes())


@cache
def truth():
    given = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    found = {}
    for name, file in given["files"].items():
        for page in file["pages"]:
            for document in page["documents"]:
                found[name, page["page"], document["kind"]] = document["fields"]
    return found


def only_name(record):
    """All is read as it stands, so that one doubt is left: the father's name."""
    documents = []
    for one in record.documents:
        known = truth().get((one.file, one.page, one.kind.value), {})
        fields = {
            name: replace(field, value=known[name]["value"], confidence=0.99, weights={})
            if name in known
            and known[name]["value"] is not None
            and (one.id, name) != ("father_id_card-1", "name")
            else field
            for name, field in one.fields.items()
        }
        documents.append(replace(one, fields=fields))
    return replace(record, documents=tuple(documents))


def with_field(record, document, name, **changes):
    documents = tuple(
        replace(one, fields={**one.fields, name: replace(one.fields[name], **changes)})
        if one.id == document
        else one
        for one in record.documents
    )
    return replace(record, documents=documents)


def keep_case(runtime, case_id="GX-1", change=only_name, **changes):
    """A case with that record, judged and flagged; returns its id."""
    form = json.loads((FOLDER / "case.json").read_text(encoding="utf-8")) | {"case_id": case_id} | changes
    files = {
        name: (FOLDER / name).read_bytes() for material in form["materials"] for name in material["files"]
    }
    case = receive_case(runtime, "local", json.dumps(form, ensure_ascii=False).encode(), files).case
    judge_again(runtime, change)
    return case.id


def judge_again(runtime, change=only_name):
    """Finish every waiting case with the record as changed."""
    for lease in queue.claim(runtime, "r", 9):
        with runtime.database.looking() as connection:
            form = queue.cases.stored(connection, lease.case).submission
        record = replace(change(kept()), submission=submission_of(json.loads(form)))
        examined = Examined(record.case, record.versions, {}, record.contents)
        verdict, result = conclude(examined, record.facts)
        stood = against(verdict, load(record.submission.province))
        kept_as = runtime.objects.put(encoded(record_of(examined, record.facts, result, stood)))
        text = json.dumps(result, ensure_ascii=False)
        with runtime.database.writing() as connection:
            rules = {rule for rule, _ in stood}
            leases.finish(connection, lease, "r", verdict.status.value, text, kept_as, rules)


def stopping(standing):
    return [one for one in standing.open if one["outcome"] != Outcome.PASS]
