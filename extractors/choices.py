"""Which of a form's printed options was chosen: by a mark in, beside, over or around it, or by standing alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from casefile.page import Span
from extractors.eyes import Eyes
from extractors.fit import Zone
from extractors.form import Form
from extractors.found import Found
from extractors.levelling import Lean
from extractors.spec import FieldSpec

_BOXES = "口囗□■☐☑☒⊠√✓✔vV日回区囚因四田图团目曰凶OoDUO0口ロLl|/\\"
_LEAST, _CLEAR = 0.22, 0.5
_LOST = 0.8


@dataclass(frozen=True, slots=True)
class Word:
    """An option as printed: its value, its text and where it stands (pixels of the upright sheet)."""

    value: str
    text: str
    left: float
    right: float
    middle: float
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class _Letter:
    letter: str
    x: float
    middle: float
    probability: float


def choose(one: FieldSpec, zone: Zone, spans: Sequence[Span], form: Form, lean: Lean, eyes: Eyes) -> Found:
    """The chosen option; none or two of them is unreadable, never a guess."""
    letters = [letter for span in spans for letter in _letters(span, lean)]
    raw = "".join(letter.letter for letter in letters)
    em = em_of(form)
    words = list(_words(one, letters, em))
    if not words:
        return Found(None, raw, 0.0, tuple(spans))
    if len(words) == 1 and _alone(words[0], letters):
        return Found(words[0].value, raw, words[0].score, tuple(spans))
    taken = {index for word in words for index in range(word.start, word.end)}
    printed = tuple(
        (letter.x, letter.middle)
        for index, letter in enumerate(letters)
        if index not in taken and letter.letter not in _BOXES and letter.probability > 0.5
    )
    rows = tuple((word.left, word.right, word.middle, word.text) for word in words)
    limits = zone.left, zone.right
    evidence = eyes.marks(rows, printed, limits, em)
    return replace(_decided(words, evidence), raw=raw, spans=tuple(spans))


def em_of(form: Form) -> float:
    """The size of a printed character in pixels, from the step between those of the labels."""
    steps = sorted(
        (hit.span.centres[-1] - hit.span.centres[0]) / (len(hit.span.chars) - 1)
        for hit in form.labels
        if len(hit.span.centres) > 2
    )
    from_height = 0.64 * form.height
    return min(max(steps[len(steps) // 2], 0.8 * from_height), 1.2 * from_height) if steps else from_height


def _letters(span: Span, lean: Lean) -> Iterator[_Letter]:
    for index, letter in enumerate(span.chars):
        x = span.centres[index] if span.centres else (span.edges[index] + span.edges[index + 1]) / 2
        yield _Letter(letter, x, lean.at(x, span.middle), span.probabilities[index])


def _words(one: FieldSpec, letters: Sequence[_Letter], em: float) -> Iterator[Word]:
    """The options found in the text, the longest words first, those with a lost character too."""
    text = "".join(letter.letter for letter in letters)
    known = sorted(
        ((word, value) for value, words in one.choices for word in words), key=lambda p: -len(p[0])
    )
    found: list[Word] = []
    for whole in (True, False):
        for word, value in known:
            if not whole and any(other.text == word for other in found):
                continue
            for start, end in _occurrences(word, text, whole):
                if all(end <= other.start or start >= other.end for other in found):
                    found.append(_word(value, word, letters[start:end], start, em))
    yield from sorted(found, key=lambda one: (round(one.middle / em), one.left))


def _occurrences(word: str, text: str, whole: bool) -> Iterator[tuple[int, int]]:
    if whole:
        start = text.find(word)
        while start >= 0:
            yield start, start + len(word)
            start = text.find(word, start + 1)
        return
    for lost in range(len(word)) if len(word) > 2 else ():
        part = word[:lost] + word[lost + 1 :]
        start = text.find(part)
        if start >= 0:
            yield start, start + len(part)
            return


def _word(value: str, word: str, letters: Sequence[_Letter], start: int, em: float) -> Word:
    left, right = letters[0].x - 0.5 * em, letters[-1].x + 0.5 * em
    missing = len(word) - len(letters)
    if missing and right - left < (len(word) - 0.5) * em:
        left, right = (left - em, right) if letters[0].letter != word[0] else (left, right + em)
    score = min(letter.probability for letter in letters) * (_LOST if missing else 1.0)
    middle = letters[0].middle
    return Word(value, word, left, right, middle, start, start + len(letters), score)


def _alone(word: Word, letters: Sequence[_Letter]) -> bool:
    """Whether only the value stands there: 分娩方式：剖宫产."""
    rest = [letter for i, letter in enumerate(letters) if not word.start <= i < word.end]
    return not any(letter.letter in _BOXES for letter in rest)


def _decided(words: Sequence[Word], evidence: Sequence[float]) -> Found:
    """The value whose word has clearly more ink about it than the others."""
    marked: dict[str, float] = {}
    for word, ink in zip(words, evidence, strict=True):
        marked[word.value] = max(ink, marked.get(word.value, 0.0))
    best, *rest = sorted(marked.items(), key=lambda pair: -pair[1])
    second = max((ink for _, ink in rest), default=0.0)
    if best[1] < _LEAST or second > 0.5 * best[1]:
        return Found(None, "", 0.0)
    margin = min(1.0, (best[1] - max(0.0, second)) / _CLEAR)
    return Found(best[0], "", 0.99 * margin**0.5)
