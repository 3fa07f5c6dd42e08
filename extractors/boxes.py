"""What the text itself says of the boxes printed beside options: □阴道分娩 ☑剖宫产."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.found import Found
from extractors.options import Letter, Word

_EMPTY, TICKED = "□口囗", "☑☒⊠√✓✔"
_TICKS = "√✓✔"
_BESIDE, _NEARER = 1.6, 0.4
"""In em, between middles: the most from a word to the tick beside it, and how much farther the next word is."""
_SEVERAL = 2
_BORNE_OUT, _DOUBTED = 0.95, 0.4


def boxed(words: Sequence[Word], letters: Sequence[Letter]) -> list[Letter]:
    """The letters, the one that a box and its tick were read as taken for a ticked box: 历男 □女 □性别不明.

    Told where empty boxes stand before all other options, and there are several.
    """
    before = [word.start - 1 for word in words]
    odd = [at for at in before if at < 0 or letters[at].letter not in _EMPTY]
    of_words = {at for word in words for at in range(word.start, word.end)}
    if len(odd) != 1 or len(before) <= _SEVERAL or odd[0] < 0 or odd[0] in of_words:
        return list(letters)
    return [replace(one, letter=TICKED[0]) if at == odd[0] else one for at, one in enumerate(letters)]


def with_boxes(words: Sequence[Word], letters: Sequence[Letter], em: float) -> list[Word]:
    """The words without those of rows that have no box, where another row has several: they are no options."""
    boxes = [letter.y for letter in letters if letter.letter in _EMPTY + TICKED]
    beside = [sum(abs(y - word.middle) < em for y in boxes) for word in words]
    if max(beside, default=0) < _SEVERAL:
        return list(words)
    return [word for word, count in zip(words, beside, strict=True) if count]


def ticked(words: Sequence[Word], letters: Sequence[Letter]) -> str | None:
    """The value of the only ticked box, where the text has a box beside each option; else None.

    Boxes stand before all words or after all, whichever more of them have.
    """
    before = [_letter(letters, word.start - 1) for word in words if word.start >= 0]
    after = [_letter(letters, word.end) for word in words if word.start >= 0]
    boxes = max(before, after, key=_count)
    if _count(before) == _count(after) or _count(boxes) < max(_SEVERAL, len(words)):
        return None
    chosen = [word.value for word, box in zip(words, boxes, strict=True) if box in TICKED]
    return chosen[0] or None if len(chosen) == 1 else None


def beside(words: Sequence[Word], letters: Sequence[Letter], em: float) -> str | None:
    """The value of the word that the row's only tick stands beside, where no boxes are printed; else None.

    Characters may be read half a width off their print, but all of a row alike.
    """
    ticks = [letter for letter in letters if letter.letter in _TICKS]
    if len(ticks) != 1 or any(letter.letter in _EMPTY for letter in letters):
        return None
    ends = ((word, (letters[word.start], letters[word.end - 1])) for word in words if word.start >= 0)
    gaps = sorted((min(abs(end.x - ticks[0].x) for end in both), word.value) for word, both in ends)
    clear = len(gaps) > 1 and gaps[0][0] < _BESIDE * em and gaps[1][0] - gaps[0][0] > _NEARER * em
    return gaps[0][1] or None if clear else None


def settled(found: Found, said: str | None, strongest: str) -> Found:
    """What the ink tells, with what the text says: it settles a doubt of the ink, and doubts what it contradicts.

    `strongest` is the value with most ink about it.
    """
    if said is None or said == found.value:
        return found
    sure = _BORNE_OUT if found.value is None and said == strongest else _DOUBTED
    return replace(found, value=said, confidence=sure)


def _letter(letters: Sequence[Letter], index: int) -> str:
    return letters[index].letter if 0 <= index < len(letters) else " "


def _count(boxes: Sequence[str]) -> int:
    return sum(box in _EMPTY + TICKED for box in boxes)
