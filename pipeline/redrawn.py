"""A line drawn anew with other characters in it, to see what the recognisers make of those.

How one takes 烨 for 蜂 depends on size, blur and the rule through it: no table of look-alikes holds all
that. So the characters in doubt are wiped out of the crop and drawn there, once as one name has them and once
as the other, set like those beside them: a name that is printed leads as its drawings do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.framed import Said, seen
from pipeline.glyphs import typefaces
from pipeline.ocr.detection import Image
from pipeline.typeset import Line, Shift

_AMONG, _BEYOND = 2.0, 4.0
"""Nats of both: how far below its own drawings a name may lead, and how far above the other's it must.

Of 31 printed names that nothing but a doubt kept from matching 7 lay so, of 648 others one.
"""
_SHIFTS = (Shift(), Shift(down=0.04), Shift(0.04, 0.0, 0.97), Shift(-0.04, -0.04, 1.03))


def borne_out(candidate: str, rival: str, image: Image, told: Sequence[Said]) -> bool:
    """Whether a line looks as it would with the candidate in it, and not as with the rival, to all of `told`.

    False where that cannot be told: no character stands in both and in what is read, or none of the typefaces
    has all of them.
    """
    drawings = list(_drawings(candidate, rival, image, told))
    lead = sum(said.leads(candidate, [rival])[rival] for said in told)
    return bool(drawings) and min(own for own, _ in drawings) - _AMONG <= lead and _beyond(lead, drawings)


def clear_of(candidate: str, rival: str, image: Image, told: Sequence[Said]) -> bool:
    """Whether a line says the candidate by more than it would with the rival in it; False as above."""
    drawings = list(_drawings(candidate, rival, image, told))
    return bool(drawings) and _beyond(sum(said.leads(candidate, [rival])[rival] for said in told), drawings)


def _beyond(lead: float, drawings: Sequence[tuple[float, float]]) -> bool:
    return lead >= max(other for _, other in drawings) + _BEYOND


def _drawings(
    candidate: str, rival: str, image: Image, told: Sequence[Said]
) -> Iterator[tuple[float, float]]:
    """The candidate's lead in nats where it is drawn, and where the rival is, drawing by drawing."""
    read, centres = told[0].reading, told[0].centres
    if not len(candidate) == len(rival) == len(read) == len(centres):
        return
    places = range(len(candidate))
    agreed = {at: read[at] for at in places if candidate[at] == rival[at] == read[at]}
    disputed = [at for at in places if candidate[at] != rival[at]]
    line = Line(image, centres)
    for face in typefaces() if agreed else ():
        setting = line.setting(agreed, face) if face.draws(candidate + rival) else None
        if setting is None:
            continue
        for shift in _SHIFTS:
            own, other = (
                _lead(candidate, rival, line.redrawn({at: name[at] for at in disputed}, setting, shift), told)
                for name in (candidate, rival)
            )
            yield own, other


def _lead(candidate: str, rival: str, image: Image, told: Sequence[Said]) -> float:
    """By how many nats a picture says the candidate rather than the rival, to all of `told`."""
    drawn = (replace(said, matrix=seen(image, said.recogniser)) for said in told)
    return sum(said.leads(candidate, [rival])[rival] for said in drawn)
