"""XML as a stream of events: no DTD, no entities, no depth without end, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from pipeline.formats.outcomes import refused

DEEPEST = 200
_CHUNK = 1 << 16
_CHINESE = re.compile(
    rb"\A(\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"'])(gb2312|gbk|gb18030)([\"'])", re.IGNORECASE
)
_DECLARED = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


@dataclass(frozen=True, slots=True)
class Start:
    """An element begins; names are without their prefixes."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """An element ends."""

    name: str


Event = Start | End | str


def events(data: bytes) -> Iterator[Event]:
    """What is in the document, in its order; raises UploadRefused with XML_FORBIDDEN or CORRUPT_FILE."""
    found: list[Event] = []
    parser = _parser(found)
    data = _readable(data)
    try:
        for start in range(0, len(data), _CHUNK):
            parser.Parse(data[start : start + _CHUNK], False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise refused("CORRUPT_FILE") from error
    yield from found


def check(data: bytes) -> None:
    """Parse a document for nothing but what is forbidden in it."""
    for _ in events(data):
        pass


def _parser(found: list[Event]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise refused("XML_FORBIDDEN")
        found.append(Start(_local(name), {_local(key): value for key, value in attributes.items()}))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        found.append(End(_local(name)))

    def forbidden(*_: object) -> NoReturn:
        raise refused("XML_FORBIDDEN")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = found.append
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = forbidden
    return parser


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _readable(data: bytes) -> bytes:
    """Expat knows no Chinese encoding: what declares one is turned into UTF-8."""
    if not _CHINESE.match(data[:300]):
        return data
    try:
        return _DECLARED.sub("", data.decode("gb18030")).encode()
    except UnicodeDecodeError as error:
        raise refused("CORRUPT_FILE") from error
