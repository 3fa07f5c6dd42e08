"""Words across a paper that say that it is no longer one (作废, 注销, 失效), read as a line like all others.

A stamp in red is looked for by its ink (see stamps.py), one in blue or black by its slanting frame (see
void_stamps.py); what lies level, or has no frame, is read with the print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casefile.geometry import Polygon
from casefile.page import Span
from pipeline.normalise import Sheet
from validators.ended import VOIDED

_RUNNING = re.compile("[。；、]|机关|手续|应|须|申报|办理|交回|予以")
"""What a sentence has and no stamp: a register says of itself when it is to be given back to be 注销."""


def voided(spans: Iterable[Span], sheet: Sheet) -> Iterator[Mapping[str, Any]]:
    """The lines that say so, in the form of a seal's mark (see seals.py) with the shape `words`."""
    for span in spans:
        if any(word in span.chars for word in VOIDED) and not _RUNNING.search(span.chars):
            box = sheet.on_page(Polygon.of_box(span.left, span.top, span.right, span.bottom))
            yield {
                "colour": "red" if span.red else "other",
                "shape": "words",
                "box": [[round(x, 1), round(y, 1)] for x, y in box.points],
                "text": span.chars,
                "confidence": round(span.confidence, 3),
                "text_confidence": round(span.confidence, 3),
            }
