"""Options with brackets after them to put a mark in: 单胎（ ）双胎（ ）."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.eyes import Eyes
from extractors.found import Found
from extractors.options import Letter, Word

_OPEN, _CLOSED = "(（", ")）"
_INSIDE, _WIDE = 0.25, 1.6
"""In em: from the middle of a bracket to what stands in it, and how wide the room in it is where one was not read."""
_LEAST = 0.4
"""In em: the least width and height of a mark."""
_SURE = 0.95


def in_brackets(words: Sequence[Word], letters: Sequence[Letter], eyes: Eyes, em: float) -> Found:
    """The option in whose brackets something stands, where nothing stands in those of the others.

    A tick reaches over the next word; the brackets still tell whose it is.
    """
    rooms = [_room(word, letters, em) for word in words]
    if len(words) < 2 or not all(rooms):
        return Found(None, "", 0.0)
    marked = {
        word.value for word, room in zip(words, rooms, strict=True) if room and _marked(room, word, eyes, em)
    }
    return Found(marked.pop(), "", _SURE) if len(marked) == 1 and all(marked) else Found(None, "", 0.0)


def _room(word: Word, letters: Sequence[Letter], em: float) -> tuple[float, float] | None:
    """Left and right end of what the brackets after a word enclose, told from either of them."""
    after = list(_behind(word, letters, em))
    start = next((letter.x for letter in after if letter.letter in _OPEN), None)
    end = next((letter.x for letter in after if letter.letter in _CLOSED), None)
    if start is None and end is None:
        return None
    left = word.right + _INSIDE * em if start is None else start + _INSIDE * em
    right = left + _WIDE * em if end is None else end - _INSIDE * em
    return left, right


def _behind(word: Word, letters: Sequence[Letter], em: float) -> Iterator[Letter]:
    """What stands between a word and the next Han character of its row."""
    for letter in letters[word.end :] if word.end > 0 else ():
        if letter.letter >= "\u3400" and letter.letter not in _OPEN + _CLOSED:
            return
        if abs(letter.y - word.middle) < em:
            yield letter


def _marked(room: tuple[float, float], word: Word, eyes: Eyes, em: float) -> bool:
    box = eyes.strokes(room[0], word.middle - 0.6 * em, room[1], word.middle + 0.6 * em)
    return box is not None and min(box[2] - box[0], box[3] - box[1]) > _LEAST * em
