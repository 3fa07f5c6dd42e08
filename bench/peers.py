"""Other readers before the same extractors: stock PaddleOCR and RapidOCR, without our preparation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casefile.case import Document, Field, Kind
from casefile.geometry import Polygon
from casefile.page import Span
from extractors import specs
from extractors.extract import extract
from extractors.eyes import Eyes, Option
from extractors.recognise import Recognised, divide
from pipeline.formats.page import PageImage
from pipeline.ocr import models
from pipeline.sandbox import page_images

Text = tuple[str, float, NDArray[np.float64]]
"""A line: what it says, how sure the reader was, and its four corners."""


class _Blind:
    """Eyes that see nothing: the other readers give text, no pixels."""

    def __init__(self, width: float) -> None:
        self.width = width

    def cleared(self, height: float) -> Eyes:
        return self

    def in_green(self) -> Eyes:
        return self

    def ink(self, left: float, top: float, right: float, bottom: float) -> bool:
        return True

    def bare(self, left: float, top: float, right: float, bottom: float, height: float) -> bool:
        return False

    def covered(self, left: float, top: float, right: float, bottom: float) -> bool:
        return False

    def tinted(self, left: float, top: float, right: float, bottom: float) -> bool:
        return False

    def weigh(self, *_: Any) -> tuple[float, ...]:
        return ()

    def strokes(self, *place: float) -> tuple[float, float, float, float]:
        return place[0], place[1], place[2], place[3]

    def look(self, *place: float) -> Span | None:
        return None

    def figures(self, *_: float) -> tuple[str, float]:
        return "", 0.0

    def marks(self, options: Sequence[Option], *_: Any, **__: Any) -> tuple[float, ...]:
        return tuple(0.0 for _ in options)


def _documents(data: bytes, read: Callable[[PageImage], Iterator[Text]]) -> list[Document]:
    found = []
    for number, image in enumerate(page_images(data)):
        spans = [_span(text, line) for line, text in enumerate(read(image)) if text[0].strip()]
        for one in divide(spans, specs()):
            if one.spec is not None:
                found.append(_document(one, image, number))
    return found


def _document(one: Recognised, image: PageImage, page: int) -> Document:
    height, width = image.shape[:2]
    fields = extract(one.spec, one.spans, _Blind(width)) if one.spec else {}
    return Document(
        "", None, one.spec.kind if one.spec else Kind.UNKNOWN, "", page, (width, height),
        Polygon.of_box(0, 0, width, height),
        {name: Field(found.value, found.raw, found.confidence) for name, found in fields.items()},
    )  # fmt: skip


def _span(text: Text, line: int) -> Span:
    """The line with its characters spread evenly, as these readers do not say where each stands."""
    chars, score, corners = text
    left, right = float(corners[[0, 3], 0].mean()), float(corners[[1, 2], 0].mean())
    edges = np.linspace(left, right, len(chars) + 1)
    top, bottom = float(corners[:2, 1].mean()), float(corners[2:, 1].mean())
    return Span(chars, (score,) * len(chars), tuple(map(float, edges)), top, bottom, line)


@cache
def _paddle() -> Any:
    import paddleocr

    folders = models.model_folders()
    return paddleocr.PaddleOCR(
        text_detection_model_name=models.DETECTION,
        text_detection_model_dir=str(folders[models.DETECTION]),
        text_recognition_model_name=models.RECOGNITION,
        text_recognition_model_dir=str(folders[models.RECOGNITION]),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        engine="onnxruntime",
    )


@cache
def _rapid() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR()


def _by_paddle(image: PageImage) -> Iterator[Text]:
    for found in _paddle().predict(image):
        for chars, score, corners in zip(
            found["rec_texts"], found["rec_scores"], found["rec_polys"], strict=True
        ):
            yield chars, float(score), np.asarray(corners, np.float64)


def _by_rapid(image: PageImage) -> Iterator[Text]:
    found = _rapid()(image)
    if found.txts is not None:
        for chars, score, corners in zip(found.txts, found.scores, found.boxes, strict=True):
            yield chars, float(score), np.asarray(corners, np.float64)


_TEXTS = {"PaddleOCR.predict": _by_paddle, "RapidOCR": _by_rapid}


def stock_text(name: str) -> Callable[[bytes], list[Text]]:
    """What a peer alone reads of a file's pages: the text, without fields; its models are loaded at once."""
    read = _TEXTS[name]
    list(read(np.full((64, 256, 3), 255, np.uint8)))
    return lambda data: [text for image in page_images(data) for text in read(image)]


PEERS: dict[str, Callable[[bytes], list[Document]]] = {
    "PaddleOCR.predict": lambda data: _documents(data, _by_paddle),
    "RapidOCR": lambda data: _documents(data, _by_rapid),
}
