"""One case from start to end: fetch its files, read them, weigh what is expected, and judge."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from casefile.case import UNKNOWN, Case, Document, Refusal, Slot, Submission, Weight
from casefile.display import displayable
from casefile.errors import ReaderFailed, UploadRefused
from pipeline.engine import Reading
from pipeline.expected import expected
from pipeline.formats.kinds import Format, format_of
from pipeline.formats.outcomes import refused
from pipeline.line_crop import Crop
from pipeline.memory import Memory, digest
from pipeline.versions import versions
from pipeline.workers import ReaderPool

Fetch = Callable[[str], bytes]
"""From a file's name to its bytes; raises UploadRefused."""

_Asked = tuple[Crop, tuple[str, ...]]
"""A crop, and the strings that it is weighed against."""

MOST_FILES = 30
MOST_BYTES = 100_000_000
READER_FAILED = "READER_FAILED"
_CARDS = frozenset({Slot.MOTHER_ID_CARD, Slot.FATHER_ID_CARD})
_CARD_FORMATS = frozenset({Format.JPEG, Format.PNG, Format.PDF})
_CARDS_TAKE = "png、jpg、jpeg 或 pdf"
"""What the slots of ID cards take (广西指引五（六）)."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A case with everything that was read of it; `lost` counts files on which the reader failed."""

    case: Case
    versions: Mapping[str, str]
    seconds: Mapping[str, float]
    contents: Mapping[str, str]
    lost: int = 0

    @property
    def hopeless(self) -> bool:
        """Whether the reader failed on all there was to read: the machine's fault, not the papers'."""
        return self.lost > 0 and self.lost >= len(self.contents)


@dataclass(frozen=True, slots=True)
class Kept:
    """What an earlier round gave for the slots that a resubmission does not replace."""

    slots: frozenset[Slot] = frozenset()
    documents: tuple[Document, ...] = ()
    refused: tuple[Refusal, ...] = ()
    contents: Mapping[str, str] = field(default_factory=dict)

    def rest(self, submission: Submission) -> Submission:
        """The submission with only those materials that are to be read."""
        fresh = tuple(material for material in submission.materials if material.slot not in self.slots)
        return replace(submission, materials=fresh)


@dataclass(frozen=True, slots=True)
class _Page:
    """One uploaded file of one slot on its way through the reader."""

    slot: Slot | None
    file: str
    content: str
    data: bytes
    reading: Future[Reading]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A document in its place, with the crops of its lines by field name."""

    document: Document
    crops: Mapping[str, Crop]


def examine(
    submission: Submission, fetch: Fetch, pool: ReaderPool, memory: Memory, kept: Kept | None = None
) -> Examined:
    """Read and weigh every page of a case; a page that fails is refused with a reason, none stops another.

    What `kept` holds of an earlier round is neither fetched nor read again.
    """
    started = time.monotonic()
    kept = kept or Kept()
    what = versions(pool.version())
    version = "/".join((what["reader"], what["extractors"]))
    pages, refusals = _submit(kept.rest(submission), fetch, pool, memory, version)
    refusals.extend(kept.refused)
    placed = [_Placed(document, {}) for document in kept.documents]
    for page in pages:
        try:
            reading = _settled(page, pool)
        except (UploadRefused, ReaderFailed) as error:
            refusals.append(_refusal(page.slot, page.file, error))
            continue
        memory.keep(page.content, version, reading)
        found = list(_place(reading, page, placed))
        placed.extend(found)
        if not found:
            refusals.append(_refusal(page.slot, page.file, refused("UNREADABLE", page.file)))
    read = time.monotonic()
    documents = _weigh(placed, submission, pool)
    return Examined(
        case=Case(submission, documents, _in_order(refusals, submission)),
        versions=what,
        seconds={"read": round(read - started, 3), "weigh": round(time.monotonic() - read, 3)},
        contents={**kept.contents, **{page.file: page.content for page in pages}},
        lost=len({refusal.file for refusal in refusals if refusal.code == READER_FAILED}),
    )


def read_one(data: bytes, file: str, pool: ReaderPool) -> tuple[tuple[Document, ...], tuple[Refusal, ...]]:
    """The documents of one file that belongs to no case, or why it could not be taken."""
    page = _Page(None, file, digest(data), data, pool.read(data, file))
    try:
        placed = list(_place(_settled(page, pool), page, []))
    except (UploadRefused, ReaderFailed) as error:
        return (), (_refusal(None, file, error),)
    return tuple(one.document for one in placed), ()


def _submit(
    submission: Submission, fetch: Fetch, pool: ReaderPool, memory: Memory, version: str
) -> tuple[list[_Page], list[Refusal]]:
    """Hand every file to the readers at once; the same bytes are read only once."""
    pages: list[_Page] = []
    refusals: list[Refusal] = []
    begun: dict[str, Future[Reading]] = {}
    total = 0
    for slot, file in ((material.slot, file) for material in submission.materials for file in material.files):
        try:
            if len(pages) >= MOST_FILES:
                raise refused("TOO_MANY_FILES", file)
            data = fetch(file)
            format = format_of(data)
            if slot in _CARDS and format not in _CARD_FORMATS:
                told = f"“{displayable(file)}”是 {format} 文件，身份证照片请改用 {_CARDS_TAKE} 格式重新上传"
                raise UploadRefused("TYPE_MISMATCH", told)
            total += len(data)
            if total > MOST_BYTES:
                raise refused("CASE_TOO_LARGE", file)
        except UploadRefused as error:
            refusals.append(_refusal(slot, file, error))
            continue
        content = digest(data)
        if content not in begun:
            begun[content] = _begin(content, data, file, pool, memory, version)
        pages.append(_Page(slot, file, content, data, begun[content]))
    return pages, refusals


def _begin(
    content: str, data: bytes, file: str, pool: ReaderPool, memory: Memory, version: str
) -> Future[Reading]:
    kept = memory.find(content, version)
    if kept is None:
        return pool.read(data, file)
    done: Future[Reading] = Future()
    done.set_result(kept)
    return done


def _settled(page: _Page, pool: ReaderPool) -> Reading:
    """The page's reading; a reader that was lost is given a second chance, as it may have been killed."""
    try:
        return page.reading.result()
    except ReaderFailed:
        return pool.read(page.data, page.file).result()


def _refusal(slot: Slot | None, file: str, error: UploadRefused | ReaderFailed) -> Refusal:
    if isinstance(error, UploadRefused):
        name = displayable(file)
        message = str(error) if name in str(error) else f"{name}：{error}"
        return Refusal(slot, file, error.refusal, message)
    return Refusal(slot, file, READER_FAILED, str(refused(READER_FAILED, file)))


def _in_order(refused: list[Refusal], submission: Submission) -> tuple[Refusal, ...]:
    """Refusals as the applicant named the files, whether the folder or the reader refused them."""
    named = [(material.slot, file) for material in submission.materials for file in material.files]
    places: dict[tuple[Slot | None, str], int] = {place: number for number, place in enumerate(named)}
    return tuple(sorted(refused, key=lambda refusal: places[refusal.slot, refusal.file]))


def _place(reading: Reading, page: _Page, before: list[_Placed]) -> Iterator[_Placed]:
    """The file's documents with their id, slot and file; ids count within the slot."""
    stem = page.slot.value if page.slot else "document"
    first = 1 + sum(one.document.slot is page.slot for one in before)
    for index, document in enumerate(reading.documents):
        prefix = f"{index}/"
        crops = {
            key.removeprefix(prefix): crop for key, crop in reading.crops.items() if key.startswith(prefix)
        }
        placed = replace(document, id=f"{stem}-{first + index}", slot=page.slot, file=page.file)
        yield _Placed(placed, crops)


def _weigh(placed: list[_Placed], submission: Submission, pool: ReaderPool) -> tuple[Document, ...]:
    """The documents with the weights of the strings that other sources expect in them."""
    documents = [one.document for one in placed]
    asked: dict[_Asked, Future[Mapping[str, Weight]]] = {}
    wanted: list[tuple[int, str, _Asked]] = []
    for index, name, candidates in expected(documents, submission):
        crop = placed[index].crops.get(name)
        if crop is not None and candidates:
            one = crop, candidates
            if one not in asked:
                asked[one] = pool.weigh(*one)
            wanted.append((index, name, one))
    for index, name, one in wanted:
        document = documents[index]
        weights = _weights(one, asked[one], pool)
        fields = {**document.fields, name: replace(document.fields[name], weights=weights)}
        documents[index] = replace(document, fields=fields)
    return tuple(documents)


def _weights(asked: _Asked, first: Future[Mapping[str, Weight]], pool: ReaderPool) -> Mapping[str, Weight]:
    """The weights that were asked for; a reader that was lost is given a second chance.

    Of what could not be weighed nobody can tell: a look-alike that the reader always reads would match.
    """
    with contextlib.suppress(ReaderFailed, UploadRefused):
        try:
            weights = first.result()
        except ReaderFailed:
            weights = pool.weigh(*asked).result()
        if weights:
            return weights
    return dict.fromkeys(asked[1], UNKNOWN)
