"""Where a choice's printed options stand, also those whose words a mark has made unreadable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from casefile.page import Span
from extractors.levelling import Lean
from extractors.spec import FieldSpec

_RINGS, _ALONE = "因囚回困团囝", 1.35
"""What a character in a ring is read as, and how far it stands from the others, in em."""
BOXES = "口囗□■☐☑☒⊠√✓✔vV回区囚因曰凶DUロLJ|/\\[]【】"
"""What boxes and ticks are read as."""
_PARTLY = 0.7
_SPREAD = 1.7
_RUN = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """A character of the place: where its middle is, in pixels of the sheet, and how sure it is."""

    letter: str
    x: float
    y: float
    probability: float


@dataclass(frozen=True, slots=True)
class Word:
    """An option: its value (empty for an unknown one), its printed word and where that stands."""

    value: str
    text: str
    left: float
    right: float
    middle: float
    score: float
    start: int = -1
    end: int = -1


def letters_of(spans: Sequence[Span], lean: Lean) -> list[Letter]:
    """The characters of levelled spans where they stand on the sheet."""
    return [
        Letter(letter, x, lean.at(x, span.middle), probability)
        for span in spans
        for letter, x, probability in zip(span.chars, _centres(span), span.probabilities, strict=True)
    ]


def _centres(span: Span) -> Sequence[float]:
    return span.centres or [(a + b) / 2 for a, b in zip(span.edges, span.edges[1:], strict=False)]


def words_of(one: FieldSpec, letters: Sequence[Letter], em: float) -> list[Word]:
    """The options among the letters in reading order: whole words, then those with misread letters.

    Runs of other Han characters between options become words without a value.
    """
    text = "".join(letter.letter for letter in letters)
    known = [(word, value) for value, words in one.choices for word in words]
    found: list[Word] = []
    for word, value in sorted(known, key=lambda pair: -len(pair[0])):
        start = text.find(word)
        while start >= 0:
            if all(start >= other.end or start + len(word) <= other.start for other in found):
                found.append(_word(value, word, letters, start, em))
            start = text.find(word, start + 1)
    for start, end in list(_runs(letters, found, em)):
        host = next((word for word in found if _goes_on(word, letters, start, em)), None)
        if host and len(host.text) > 1:
            found[found.index(host)] = _longer(host, letters[start:end], end, em)
        else:
            found += _guessed(one, letters, start, end, found, em)
    return sorted(found, key=lambda word: (round(word.middle / (1.5 * em)), word.left))


def _word(value: str, word: str, letters: Sequence[Letter], start: int, em: float) -> Word:
    mine = letters[start : start + len(word)]
    score = min(letter.probability for letter in mine)
    middle = sum(letter.y for letter in mine) / len(mine)
    left, right = mine[0].x - em / 2, mine[-1].x + em / 2
    return Word(value, word, left, right, middle, score, start, start + len(word))


def _runs(letters: Sequence[Letter], found: Sequence[Word], em: float) -> Iterator[tuple[int, int]]:
    """Stretches of neighbouring Han characters that belong to no option."""
    taken = {index for word in found for index in range(word.start, word.end)}
    start: int | None = None
    for index in range(len(letters) + 1):
        free = index < len(letters) and index not in taken and is_word(letters[index].letter)
        apart = (
            start is not None
            and index > start
            and (not free or letters[index].x - letters[index - 1].x > _SPREAD * em)
        )
        if start is not None and apart:
            yield start, index
            start = None
        if free and start is None:
            start = index


def _goes_on(word: Word, letters: Sequence[Letter], start: int, em: float) -> bool:
    """Whether a run stands in brackets after a word: 剖宫产(术)."""
    between = "".join(letter.letter for letter in letters[word.end : start])
    bracketed = between in {"(", "（"} or (not between and letters[start].letter == "术")
    return word.end <= start and bracketed and 0 < letters[start].x - word.right < 1.2 * em


def _longer(word: Word, more: Sequence[Letter], end: int, em: float) -> Word:
    text = word.text + "".join(letter.letter for letter in more)
    return replace(word, text=text, right=more[-1].x + em / 2, end=end)


def is_word(letter: str) -> bool:
    """Whether a character is Han and not one that boxes are read as."""
    return "\u3400" <= letter <= "\u9fff" and letter not in BOXES


def _guessed(
    one: FieldSpec, letters: Sequence[Letter], start: int, end: int, found: Sequence[Word], em: float
) -> Iterator[Word]:
    """An option of which some letters were misread or lost; else a word without a value."""
    text = "".join(letter.letter for letter in letters[start:end])
    missing = [
        (w, value) for value, words in one.choices for w in words if value not in {f.value for f in found}
    ]
    likely = [(_alike(word, text), word, value) for word, value in missing]
    best = max(likely, default=(0.0, "", ""))
    values = {value for share, _, value in likely if share == best[0]}
    whole = Word(
        "", text, letters[start].x - em / 2, letters[end - 1].x + em / 2, letters[start].y, 0.0, start, end
    )
    if best[0] >= 0.5 and len(values) == 1:
        yield _placed(whole, best[1], best[2], em)
    elif len(text) == 1 and len(single := lacking(one, found)) == 1:
        yield replace(whole, value=single[0], text=single[0], score=_PARTLY)
    elif len(text) < _RUN or any(word.left > whole.left for word in found):
        yield whole


def _alike(word: str, text: str) -> float:
    """The share of a word's letters that stand in the text, in place or with one lost before them."""
    if len(word) < 2 or len(text) > len(word) + 1:
        return 0.0
    same = sum(a == b for a, b in zip(word, text, strict=False))
    ends = sum(a == b for a, b in zip(reversed(word), reversed(text), strict=False))
    return max(same, ends) / len(word)


def _placed(run: Word, word: str, value: str, em: float) -> Word:
    """A misread option at its full printed width."""
    short = len(word) * em - (run.right - run.left)
    left, right = run.left, run.right
    if short > 0.4 * em:
        at_end = run.text[-1:] == word[-1:]
        left, right = (left - short, right) if at_end else (left, right + short)
    return replace(run, value=value, text=word, left=left, right=right, score=_PARTLY)


def lacking(one: FieldSpec, found: Sequence[Word]) -> list[str]:
    """The values of a single character of which no word was found: 男, 无. One of them may be what is marked."""
    seen = {word.value for word in found}
    return [value for value, _ in one.choices if len(value) == 1 and value not in seen]


def ringed(one: FieldSpec, words: Sequence[Word], letters: Sequence[Letter], em: float) -> list[Word]:
    """The options with the one of a single character that is missing, where a ring around it was read: 男 因 不明.

    That stands apart from all others, as no box beside an option does.
    """
    missing = lacking(one, words)
    rings = [at for at, letter in enumerate(letters) if letter.letter in _RINGS]
    if len(missing) != 1 or len(rings) != 1:
        return list(words)
    ring = letters[rings[0]]
    beside = (
        abs(ring.x - letter.x) for letter in letters if letter is not ring and abs(ring.y - letter.y) < em
    )
    if min(beside, default=0.0) < _ALONE * em:
        return list(words)
    return [*words, replace(_word(missing[0], missing[0], letters, rings[0], em), score=_PARTLY)]


def unread(
    one: FieldSpec,
    words: Sequence[Word],
    letters: Sequence[Letter],
    gaps: Sequence[tuple[float, float, float]],
    em: float,
) -> list[Word]:
    """The one option that is missing, where strokes stand of which nothing was read.

    `gaps` are left, right and middle of such strokes. Empty where it cannot be told: a ticked box
    is often not read either.
    """
    seen = {word.value for word in words}
    missing = lacking(one, words) or [value for value, _ in one.choices if value not in seen]
    if len(missing) != 1 or len(gaps) != 1:
        return []
    value, (left, right, middle) = missing[0], gaps[0]
    wide = len(value) * em
    if right - left < 0.8 * wide:
        return []
    side = _box_side(words, letters, em) if right - left > wide + 0.4 * em else 0
    start = {-1: right - wide, 0: (left + right - wide) / 2, 1: left}[side]
    return [Word(value, value, start, start + wide, middle, _PARTLY)]


def _box_side(words: Sequence[Word], letters: Sequence[Letter], em: float) -> int:
    """Where boxes were read beside the words: -1 before them, 1 after them, 0 where that is unclear."""
    boxes = [letter.x for letter in letters if letter.letter in BOXES]
    after = sum(0 < x - word.right < 1.1 * em for word in words for x in boxes)
    before = sum(0 < word.left - x < 1.1 * em for word in words for x in boxes)
    return (after > before) - (before > after)
