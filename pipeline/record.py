"""All that one case was judged by, kept so that it can come back or be judged again without reading."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from casefile.case import Case, Document, Refusal, Slot, Submission
from casefile.errors import UsageError
from pipeline.process import Examined, Kept
from pipeline.result import Object
from pipeline.rounds import Item, Round, asked_now, points
from validators.facts import Facts

Against = tuple[tuple[str, str], ...]
"""Rule and outcome of findings that keep a case from being accepted."""


@dataclass(frozen=True, slots=True)
class Record:
    """A case as examined, the facts of that day, its rounds, and the findings that stood against it."""

    submission: Submission
    documents: tuple[Document, ...]
    refused: tuple[Refusal, ...]
    contents: Mapping[str, str]
    versions: Mapping[str, str]
    facts: Facts
    rounds: tuple[Round, ...]
    against: Against = ()
    """As judged by `versions`."""
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """What judging may know of the case."""
        return Case(self.submission, self.documents, self.refused)

    @property
    def first_submitted_at(self) -> dt.datetime:
        """When the case was first submitted."""
        return dt.datetime.fromisoformat(self.rounds[0].submitted_at)

    def kept(self, submission: Submission, fresh: Collection[Slot]) -> Kept:
        """What stays as it is when these slots are replaced."""
        slots = frozenset(m.slot for m in submission.materials if m.slot not in fresh)
        files = {file for m in self.submission.materials if m.slot in slots for file in m.files}
        return Kept(
            slots=slots,
            documents=tuple(document for document in self.documents if document.slot in slots),
            refused=tuple(refusal for refusal in self.refused if refusal.slot in slots),
            contents={file: content for file, content in self.contents.items() if file in files},
        )


def record_of(
    examined: Examined, facts: Facts, result: Object, against: Against = (), before: Record | None = None
) -> Record:
    """The record of a case that was judged just now; `before` is that of its last round."""
    submission = examined.case.submission
    earlier = before.rounds if before else ()
    asked: tuple[Item, ...] = earlier[-1].asked if earlier else ()
    latest = Round(
        number=len(earlier) + 1,
        submitted_at=submission.submitted_at.isoformat(),
        replaces=submission.replaces,
        status=result["status"],
        proposal=result["proposal"],
        asked=tuple(
            {name: str(item[name]) for name in ("slot", "what", "reason")}
            for item in asked_now(asked, result)
        ),
        points=points(asked, result) if earlier else (),
    )
    return Record(
        submission=submission,
        documents=examined.case.documents,
        refused=examined.case.refused,
        contents=examined.contents,
        versions=examined.versions,
        facts=facts,
        rounds=(*earlier, latest),
        against=against,
        seconds=examined.seconds,
    )


def encoded(record: Record) -> bytes:
    """The record as JSON."""
    return _adapter().dump_json(record)


def decoded(data: bytes, name: str = "", boxes: bool = True) -> Record:
    """The record that `encoded` wrote; raises UsageError for anything else.

    Without the boxes of the fields, for which judging does not ask, it takes half the time.
    """
    try:
        return _adapter().validate_json(data) if boxes else _adapter().validate_python(_bare(data))
    except ValidationError as error:
        raise UsageError(f"{name} 不是个案记录（{error.error_count()} 处不符）") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{name} 不是个案记录") from error


def _bare(data: bytes) -> Any:
    """The record as JSON values, its fields without their boxes."""
    given = from_json(data)
    for document in given["documents"]:
        for field_ in document["fields"].values():
            field_["box"] = None
    return given


@functools.cache
def _adapter() -> TypeAdapter[Record]:
    return TypeAdapter(Record)
