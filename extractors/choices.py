"""Which of a form's printed options was chosen: by a mark in, beside, over or around its word, or alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from casefile.page import Span
from extractors.boxes import TICKED, beside, boxed, settled, ticked, with_boxes
from extractors.brackets import in_brackets
from extractors.fit import Zone
from extractors.form import Form
from extractors.found import Found
from extractors.levelling import Lean
from extractors.lines import Page
from extractors.options import (
    BOXES,
    Letter,
    Word,
    is_word,
    lacking,
    letters_of,
    ringed,
    unread,
    words_of,
)
from extractors.spec import FieldSpec

_LEAST, _CLEAR = 0.12, 0.3
_LACKING = 0.4
"""The most that a choice is believed where an option was not read: the mark may be that one's."""
_NEAR = 0.5
"""In em: how far from its place anything of a box is seen."""
_SIGNS = "()（）:：?？,，;；、"
_HEADING = "手术助产"


def offers_options(form: Form, lean: Lean) -> bool:
    """Whether the form prints options to be marked, rather than the chosen value alone."""
    em = em_of(form)
    fields = [zone.spec for zone in form.zones.values() if zone.spec.choices]
    counts = [len(words_of(one, letters_of(form.values[one.name], lean), em)) for one in fields]
    return sum(count > 1 for count in counts) > len(counts) / 2


def choose(field: FieldSpec, zone: Zone, spans: Sequence[Span], page: Page) -> Found:
    """The chosen option; none or two of them is unreadable, what ink and text contradict each other in a doubt."""
    letters = letters_of(spans, page.lean)
    raw = "".join(letter.letter for letter in letters)
    em = em_of(page.form)
    letters = [one for one in letters if one.letter not in TICKED or _drawn(one, page, em)]
    letters = boxed([word for word in words_of(field, letters, em) if word.value], letters)
    words = ringed(field, words_of(field, letters, em), letters, em)
    gaps = list(_inked(zone, letters, page, em))
    named = [word for word in words if word.value]
    nothing = Found(None, raw, 0.0, tuple(spans))
    if len(named) == 1 and not gaps and not any(letter.letter in BOXES for letter in letters):
        # Where other options are printed, those of this field were lost to the reader.
        return nothing if page.options else replace(nothing, value=named[0].value, confidence=named[0].score)
    words = with_boxes(words, letters, em)
    words = sorted([*words, *unread(field, words, letters, gaps, em)], key=lambda word: word.left)
    if not any(word.value for word in words):
        return nothing
    row = [hit.span for hit in page.form.labels if abs(hit.span.middle - zone.middle) < em]
    others = [*_others(letters, words, em), *letters_of(row, page.lean)]
    printed = tuple((one.x, one.y, _half(one) * em) for one in others)
    options = tuple((word.left, word.right, word.middle, word.text) for word in words)
    evidence = page.eyes.marks(options, printed, (zone.left, zone.right), em)
    found = _decided(words, evidence)
    if found.value is None:
        found = in_brackets(words, letters, page.eyes, em)
    strongest = max(zip(evidence, words, strict=True), key=lambda pair: pair[0])[1].value
    found = settled(found, ticked(words, letters) or beside(words, letters, em), strongest)
    if lacking(field, words):
        found = replace(found, confidence=min(_LACKING, found.confidence))
    return replace(found, raw=raw, spans=tuple(spans))


def _drawn(box: Letter, page: Page, em: float) -> bool:
    """Whether anything stands where a marked box was read: recognisers take a gap for one, too."""
    half = _NEAR * em
    return page.eyes.ink(box.x - half, box.y - half, box.x + half, box.y + half)


def _others(letters: Sequence[Letter], words: Sequence[Word], em: float) -> Iterator[Letter]:
    """What stands in the place besides options and what may be a mark: a tick is read as √, / or V."""
    taken = {index for word in words for index in range(word.start, word.end)}
    end = max(word.right for word in words) + 1.2 * em
    for index, letter in enumerate(letters):
        print_for_sure = is_word(letter.letter) or letter.letter in _SIGNS or letter.x > end
        if index not in taken and print_for_sure:
            yield letter


def _half(letter: Letter) -> float:
    """Half the width of a printed character, in em."""
    return 0.52 if letter.letter.isalnum() else 0.2


def em_of(form: Form) -> float:
    """The size of a printed character in pixels, from the step between those of the labels."""
    steps = sorted(
        (hit.span.centres[-1] - hit.span.centres[0]) / (len(hit.span.chars) - 1)
        for hit in form.labels
        if len(hit.span.centres) > 2
    )
    from_height = 0.64 * form.height
    return min(max(steps[len(steps) // 2], 0.8 * from_height), 1.2 * from_height) if steps else from_height


def _inked(
    zone: Zone, letters: Sequence[Letter], page: Page, em: float
) -> Iterator[tuple[float, float, float]]:
    """Strokes between the letters that are more than a mark: left, right and middle of each."""
    row = sorted(
        letter.x for letter in letters if abs(letter.y - page.lean.at(letter.x, zone.middle)) < 0.8 * em
    )
    end = min(zone.right - 0.2 * em, (row[-1] if row else zone.left) + 3 * em)
    edges = [zone.left + 0.15 * em, *(edge for x in row for edge in (x - 0.55 * em, x + 0.55 * em)), end]
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        middle = page.lean.at((left + right) / 2, zone.middle)
        box = (
            page.eyes.strokes(left, middle - 0.55 * em, right, middle + 0.55 * em)
            if right - left > 0.6 * em
            else None
        )
        if box and box[2] - box[0] > 0.5 * em and box[3] - box[1] > 0.55 * em:
            yield box[0], box[2], middle


def _decided(words: Sequence[Word], evidence: Sequence[float]) -> Found:
    """The value whose word has clearly more ink about it than the others."""
    marked: dict[str, float] = {}
    for word, ink in zip(words, evidence, strict=True):
        key = word.value if word.text != _HEADING else _HEADING
        marked[key] = max(ink, marked.get(key, 0.0))
    best, *rest = sorted(marked.items(), key=lambda pair: -pair[1])
    second = max((ink for key, ink in rest if _HEADING not in (key, best[0])), default=0.0)
    if best[1] < _LEAST or second > 0.5 * best[1] or not best[0]:
        return Found(None, "", 0.0)
    value = "其他" if best[0] == _HEADING else best[0]
    margin = min(1.0, (best[1] - max(0.0, second)) / _CLEAR)
    score = max(word.score for word in words if word.value == value)
    return Found(value, "", 0.99 * margin**0.5 * (1.0 if score > 0.5 else 0.9))
