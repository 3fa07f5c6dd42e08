"""A target for each parser of ours: whatever the bytes, there is a result or a documented refusal."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from casefile.errors import UploadRefused
from pipeline.formats import blips, docx, door, markup, ole, opening, text, xlsx
from pipeline.formats.archives import Archive
from pipeline.formats.outcomes import OUTCOMES
from pipeline.submission import SubmissionUnusable, parse_submission
from samples.hostile import compound
from samples.hostile.catalogue import catalogue
from samples.hostile.office import docx_parts, ofd_parts, packed, paragraph, shown, xlsx_parts
from samples.hostile.pictures import photo, saved

_LARGEST_SEED = 20_000
_PHOTO = saved(photo(210, 200), "JPEG", quality=20)


def _refusable(parse: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """The parser with refusals taken as results; they must be documented."""

    def target(data: bytes) -> None:
        try:
            parse(data)
        except UploadRefused as error:
            assert error.refusal in OUTCOMES

    return target


def _all(lines: Iterable[object]) -> None:
    for _ in lines:
        pass


def _docx(data: bytes) -> None:
    archive = Archive(packed(docx_parts("", [_PHOTO]) | {"word/document.xml": data}))
    docx.photos_of(archive)
    _all(docx.lines_of(archive))


def _xlsx(data: bytes) -> None:
    xlsx.photos_of(Archive(packed(xlsx_parts([], {(0, 0): _PHOTO}) | {"xl/drawings/drawing1.xml": data})))


def _ofd(data: bytes) -> None:
    parts = ofd_parts([], [(_PHOTO, "0 0 90 90")]) | {"Doc_0/Pages/Page_0/Content.xml": data}
    _all(opening.pages(packed(parts)))


def _old(data: bytes) -> None:
    file = ole.CompoundFile(data)
    file.photos()
    if file.document is not None:
        file.text()


def _form(data: bytes) -> None:
    with contextlib.suppress(SubmissionUnusable):
        parse_submission(data)


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "door": _refusable(door.checked),
    "archive": _refusable(lambda data: [Archive(data).read(name) for name in Archive(data).names]),
    "markup": _refusable(lambda data: _all(markup.events(data))),
    "docx": _refusable(_docx),
    "xlsx": _refusable(_xlsx),
    "ofd": _refusable(_ofd),
    "ole": _refusable(_old),
    "blips": _refusable(lambda data: _all(blips.blips(data))),
    "text": _refusable(text.decoded),
    "form": _form,
}


def seeds(name: str) -> Iterator[bytes]:
    """What the fuzzer begins with."""
    whole: dict[str, list[str | bytes]] = {
        "docx": [docx_parts(paragraph("姓名") + shown("r1"))["word/document.xml"]],
        "xlsx": [xlsx_parts([], {(1, 2): _PHOTO})["xl/drawings/drawing1.xml"]],
        "ofd": [ofd_parts([("姓名", 20, 30)], [(_PHOTO, "0 0 9 9")])["Doc_0/Pages/Page_0/Content.xml"]],
        "ole": [compound.doc("姓名\r\x13 a \x14 b\x15", [_PHOTO]), compound.xls([["姓名"]], [_PHOTO])],
        "form": [path.read_bytes() for path in sorted(Path("samples/cases").glob("*/case.json"))[:3]],
    }
    if name in whole:
        yield from (one.encode() if isinstance(one, str) else bytes(one) for one in whole[name])
        return
    for sample in catalogue():
        if sample.row in {"F4", "F8", "F19", "F20", "F21", "F22", "F23"}:
            data = sample.make()
            if len(data) <= _LARGEST_SEED:
                yield data
