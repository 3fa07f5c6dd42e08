"""What a reviewer is shown of a case: its doubts in the order of settling them, each with its sources."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from casefile.case import Kind, Value
from casefile.display import displayable
from pipeline.masking import masked_field, masked_text, secrets_declared
from pipeline.result import Object
from pipeline.review.deciding import says_wrong
from pipeline.review.standing import Standing, document_of, key_of
from pipeline.store.review import Act
from pipeline.submission import submission_of
from validators import words

SILENT = {"pass", "not_applicable"}
_ORDER = ("unreadable", "mismatch", "missing", "ineligible", "not_checked")
_WEAK, _DOUBTFUL = 0.9, 0.6
_MOST_ALSO = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """A character of a value: how doubtful its reading is (0 to 2), and whether another source differs."""

    text: str
    doubt: int = 0
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One of the things that a finding compares; without `document` it is on no page.

    `also`: not compared, but another paper that says the same as one of them.
    """

    title: str
    letters: tuple[Letter, ...]
    document: str | None = None
    field: str | None = None
    confidence: float | None = None
    corrected: bool = False
    machine: str = ""
    also: bool = False

    @property
    def text(self) -> str:
        """The value as one string."""
        return "".join(letter.text for letter in self.letters)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding as a reviewer settles it."""

    key: str
    rule: str
    outcome: str
    severity: str
    message: str
    clause: str
    sources: tuple[Source, ...]
    stands: bool
    settled: Act | None
    wants_reason: bool

    @property
    def title(self) -> str:
        """What is compared, in short."""
        titles = [one.title for one in self.sources if not one.also and one.document]
        return " ↔ ".join(dict.fromkeys(titles)) or self.message


def doubts(seen: Standing, open_: bool) -> tuple[Doubt, ...]:
    """Everything that is not in order, masked unless `open_`; what stops the case first.

    First what could not be read, as it may settle the rest; among those, fields that most findings ask.
    """
    asked = Counter(place for one in seen.findings for place in _places(one))
    found = [one for one in seen.findings if one["outcome"] not in SILENT]

    def order(one: Object) -> tuple[int, int, int, str]:
        weight = max((asked[place] for place in _places(one)), default=0)
        return (not _stopping(seen, one), _ORDER.index(one["outcome"]), -weight, one["rule"])

    return tuple(_doubt(seen, one, open_) for one in sorted(found, key=order))


def passed(seen: Standing, open_: bool) -> tuple[Doubt, ...]:
    """What is in order or does not matter here."""
    return tuple(_doubt(seen, one, open_) for one in seen.findings if one["outcome"] in SILENT)


def value_text(name: str, value: Value, open_: bool) -> str:
    """A field's value as shown."""
    return "" if value is None else displayable(str(value)) if open_ else masked_field(name, value)


def _stopping(seen: Standing, one: Object) -> bool:
    return seen.stands(one) or key_of(one) in seen.settled


def _places(finding: Object) -> Iterable[tuple[str, str]]:
    return ((e["document"], e["field"]) for e in finding["evidence"] if e.get("document") and e.get("field"))


def _doubt(seen: Standing, one: Object, open_: bool) -> Doubt:
    key = key_of(one)
    return Doubt(
        key=key,
        rule=one["rule"],
        outcome=one["outcome"],
        severity=one["severity"],
        message=one["message"] if open_ else masked_text(one["message"], _secrets(seen)),
        clause=one.get("source") or "",
        sources=(*_sources(seen, one["evidence"], open_), *(_also(seen, one["evidence"]) if open_ else ())),
        stands=seen.stands(one),
        settled=seen.settled.get(key),
        wants_reason=says_wrong(one["outcome"]),
    )


def _secrets(seen: Standing) -> frozenset[str]:
    return secrets_declared(submission_of(json.loads(seen.case.submission)))


def _sources(seen: Standing, evidence: Sequence[Object], open_: bool) -> tuple[Source, ...]:
    texts = [value_text(one.get("field") or "", one["value"], open_) for one in evidence]
    differing = [_differing(text, texts) if open_ else frozenset() for text in texts]
    return tuple(
        _source(seen, one, text, differs, open_)
        for one, text, differs in zip(evidence, texts, differing, strict=True)
    )


def _also(seen: Standing, evidence: Sequence[Object]) -> Iterator[Source]:
    """Where a finding compares a page with the form only: other papers that say the same as either."""
    own = {one["document"] for one in evidence if one.get("document")}
    said = {str(one["value"]) for one in evidence if len(str(one["value"] or "")) > 1}
    if len(own) != 1 or len(evidence) < 2:
        return
    found = [
        {
            "document": document["id"],
            "field": name,
            "confidence": field["confidence"],
            "value": field["value"],
        }
        for document in (seen.result or {}).get("documents", ())
        for name, field in document["fields"].items()
        if str(field["value"]) in said and field.get("box") and document["id"] not in own
    ]
    for one in sorted(found, key=lambda one: -float(one["confidence"]))[:_MOST_ALSO]:
        yield replace(_source(seen, one, str(one["value"]), frozenset(), True), also=True)


def _source(seen: Standing, one: Object, text: str, differs: frozenset[int], open_: bool) -> Source:
    document, field = one.get("document"), one.get("field") or ""
    if not document:
        letters = tuple(Letter(letter, 0, at in differs) for at, letter in enumerate(text))
        return Source(f"{words.origin(field)} · {words.path(field)}".rstrip(" ·"), letters)
    doubts = _doubtful(seen, document, field, text) if open_ else {}
    letters = tuple(Letter(letter, doubts.get(at, 0), at in differs) for at, letter in enumerate(text))
    correction = seen.corrections.get((document, field))
    machine = value_text(field, correction.detail["machine"], open_) if correction else ""
    return Source(
        title=title_of(seen.result or {}, document, field),
        letters=letters,
        document=document,
        field=field or None,
        confidence=one.get("confidence"),
        corrected=correction is not None,
        machine=machine,
    )


def title_of(result: Object, document: str, field: str = "") -> str:
    """A document's name, and its field's, in words: 父亲身份证人像面 · 姓名."""
    found = next((one for one in result.get("documents", ()) if one["id"] == document), None)
    if found is None:
        return document
    name = (words.whose(found["slot"]) if found["slot"] else "") + words.KINDS[Kind(found["kind"])]
    alike = [d["id"] for d in result["documents"] if (d["slot"], d["kind"]) == (found["slot"], found["kind"])]
    if len(alike) > 1:
        name += f"（{alike.index(document) + 1}）"
    return f"{name} · {words.FIELDS.get(field, field)}" if field else name


def _doubtful(seen: Standing, document: str, field: str, text: str) -> Mapping[int, int]:
    """Which characters of a value the recogniser was not sure of; 1: unsure, 2: hardly a guess."""
    found = document_of(seen.record, document) if seen.record else None
    read = found.fields.get(field) if found else None
    if read is None or (document, field) in seen.corrections or read.raw != text:
        return {}
    scores = enumerate(read.certain)
    return {at: 2 if score < _DOUBTFUL else 1 for at, score in scores if score < _WEAK}


def _differing(text: str, others: Sequence[str]) -> frozenset[int]:
    """The places in which a text differs from any other that says something."""
    found: set[int] = set()
    for other in others:
        if other and text and other != text:
            same = SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks()
            kept = {at for block in same for at in range(block.a, block.a + block.size)}
            found |= set(range(len(text))) - kept
    return frozenset(found)
