"""A line drawn anew with other characters in it, to see what the recognisers make of those.

How one takes 烨 for 蜂 depends on size, blur and the rule through it: no table of look-alikes holds all
that. So the characters in doubt are wiped out of the crop and drawn there, once as one name has them and once
as the other, set like those beside them: a name that is printed leads as its drawings do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pipeline.framed import Said, seen
from pipeline.glyphs import typefaces
from pipeline.ocr.detection import Image
from pipeline.typeset import Line, Setting, Shift

_AMONG, _SHARE, _OF_ONE, _BEYOND = 2.0, 0.15, 0.25, 4.0
"""Nats of both: how far below its own drawings a name may lead, or by which share of what lies between these
and the other's (the greater where one character is in doubt); and how far above the other's it must.

Of 31 printed names that nothing but a doubt kept from matching 7 lay within the first, of 648 others one; of
56 more 12 within the shares, of 670 others none.
"""
_SHIFTS = (Shift(), Shift(down=0.04), Shift(0.04, 0.0, 0.97), Shift(-0.04, -0.04, 1.03))


def borne_out(candidate: str, rival: str, image: Image, told: Sequence[Said]) -> bool:
    """Whether a line looks as it would with the candidate in it, and not as with the rival, to all of `told`.

    False where that cannot be told: no character stands in both and in what is read, or none of the typefaces
    has all of them.
    """
    drawing = _Drawing(candidate, rival, image, told)
    lead, most = drawing.lead(), max(drawing.leads(rival), default=np.inf)
    if lead < most + _BEYOND:
        return False
    least = min(drawing.leads(candidate))
    share = _OF_ONE if len(drawing.disputed) == 1 else _SHARE
    return lead >= least - max(_AMONG, share * (least - most))


def clear_of(candidate: str, rival: str, image: Image, told: Sequence[Said]) -> bool:
    """Whether a line says the candidate by more than it would with the rival in it; False as above."""
    drawing = _Drawing(candidate, rival, image, told)
    lead = drawing.lead()
    return bool(drawing.settings) and all(lead >= other + _BEYOND for other in drawing.leads(rival))


@dataclass(frozen=True)
class _Drawing:
    """A line in which either of two names is drawn, where they differ."""

    candidate: str
    rival: str
    image: Image
    told: Sequence[Said]

    def leads(self, name: str) -> Iterator[float]:
        """The candidate's lead where one of the two is drawn, drawing by drawing."""
        for setting in self.settings:
            for shift in _SHIFTS:
                picture = self._line.redrawn({at: name[at] for at in self.disputed}, setting, shift)
                yield self.lead(picture)

    def lead(self, image: Image | None = None) -> float:
        """By how many nats a picture, or the line itself, says the candidate rather than the rival."""
        told = self.told
        if image is not None:
            told = [replace(said, matrix=seen(image, said.recogniser)) for said in told]
        return sum(said.leads(self.candidate, [self.rival])[self.rival] for said in told)

    @cached_property
    def _line(self) -> Line:
        return Line(self.image, self.told[0].centres)

    @cached_property
    def disputed(self) -> list[int]:
        return [at for at in range(len(self.candidate)) if self.candidate[at] != self.rival[at]]

    @cached_property
    def settings(self) -> list[Setting]:
        """How what nobody disputes is set, in each typeface that has both names."""
        read, names = self.told[0].reading, (self.candidate, self.rival)
        if len({len(read), len(self.told[0].centres), *map(len, names)}) > 1:
            return []
        agreed = {at: read[at] for at in range(len(read)) if all(name[at] == read[at] for name in names)}
        able = [face for face in typefaces() if agreed and face.draws("".join(names))]
        found = (self._line.setting(agreed, face) for face in able)
        return [setting for setting in found if setting]
