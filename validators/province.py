"""A province's own terms: which papers, which rules, who and until when. One TOML file a province."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic import Field as Length
from pydantic_core import ErrorDetails

from casefile.case import Kind, Slot
from casefile.errors import UsageError
from casefile.findings import Severity
from casefile.identifiers import division as divisions
from validators.rule import rules

FOLDER = Path(__file__).parent / "provinces"
_STRICT = ConfigDict(extra="forbid")


_PLACES = {"marriage": "certificate", "delivery": "record", "id": "id_card", "register": "register"}
"""How the name of the slot ends in which a page lies, by the beginning of the page's name."""


class Page(StrEnum):
    """A page that a province asks for; the register's cards are told apart by whose they are."""

    MARRIAGE_STATEMENT = "marriage_statement"
    MARRIAGE_INFO = "marriage_info"
    DELIVERY_RECORD = "delivery_record"
    ID_CARD_FRONT = "id_card_front"
    ID_CARD_BACK = "id_card_back"
    REGISTER_COVER = "register_cover"
    REGISTER_HEAD = "register_head"
    REGISTER_OWN = "register_own"

    @property
    def kind(self) -> Kind:
        """The kind of document that such a page is."""
        cards = {Page.REGISTER_HEAD, Page.REGISTER_OWN}
        return Kind.REGISTER_MEMBER if self in cards else Kind(self.value)

    @property
    def term(self) -> str:
        """The official word."""
        return _TERMS[self]


_TERMS = {
    Page.MARRIAGE_STATEMENT: "结婚证首页（盖章页）",
    Page.MARRIAGE_INFO: "结婚证信息页",
    Page.DELIVERY_RECORD: "产时记录页",
    Page.ID_CARD_FRONT: "身份证人像面",
    Page.ID_CARD_BACK: "身份证国徽面",
    Page.REGISTER_COVER: "户口簿首页（地址页）",
    Page.REGISTER_HEAD: "户口簿户主页",
    Page.REGISTER_OWN: "户口簿本人页",
}


@dataclass(frozen=True, slots=True)
class Window:
    """How long after the birth a case may be submitted: so many days, or calendar months."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    days: int = 0
    months: int = 0

    def __post_init__(self) -> None:
        """Refuse a window of no length or of two units."""
        if (self.days > 0) == (self.months > 0) or min(self.days, self.months) < 0:
            raise ValueError("应只写 days 或 months 之一，且大于零")


@dataclass(frozen=True, slots=True)
class Households:
    """Which registers the parents must have: how many of them, in the province, of a family."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    parents: Literal[1, 2]
    inside: bool
    family: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """Who may apply, until when, with which registers; `institutions` may be listed by the authority.

    `second_person`: where a reviewer overrules a blocking mismatch, another one must agree.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    applicants: Annotated[tuple[Literal["mother", "father"], ...], Length(min_length=1)]
    window: Window
    households: Households
    not_issued: tuple[str, ...]
    institutions: tuple[str, ...] = ()
    second_person: bool = False


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What a province says of one rule: its clause of the guide, another severity, that it is left out."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    clause: str | None = None
    severity: Severity | None = None
    required: bool = False
    omit: bool = False


_AS_WRITTEN = RuleTerms()


@dataclass(frozen=True, slots=True)
class Province:
    """A province; `division` begins its division codes, `guide` is what the clauses of its rules stand in."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    name: str
    division: str
    guide: str
    materials: Mapping[Slot, tuple[Page, ...]]
    terms: Terms
    rules: Mapping[str, RuleTerms] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse rules, provinces and pages of a slot that do not exist: a slip of the pen drops nothing."""
        faults = [*_unknown_rules({"rules": self.rules}), *_misplaced(self.materials)]
        if len(self.division) != 2 or not divisions.known(f"{self.division}0000", dt.date.max.year):
            faults.append("division 应为省级行政区划代码的前两位（如 45）")
        if faults:
            raise ValueError("；".join(faults))

    def rule(self, id: str) -> RuleTerms:
        """What the province says of a rule; nothing of its own means as written."""
        return self.rules.get(id, _AS_WRITTEN)

    def source(self, id: str, default: str) -> str:
        """The clause that asks for a rule: the province's own, else the one that the rule names."""
        clause = self.rule(id).clause
        return f"{self.guide}{clause}" if clause else default

    def requires(self, slot: Slot, page: Page) -> bool:
        """Whether the page must be there."""
        return page in self.materials.get(slot, ())


def load(name_or_path: str | Path) -> Province:
    """The province with this id (`guangxi`), or that of a TOML file; raises UsageError in one line."""
    found, faults = read(name_or_path)
    if found is None:
        raise UsageError(faults[0])
    return found


def read(name_or_path: str | Path) -> tuple[Province | None, tuple[str, ...]]:
    """The province of a file, or None and one line for each thing that is wrong with it."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = FOLDER / f"{name_or_path}.toml"
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as broken:
        return None, (f"{path.name}：不是有效的 TOML：{broken}",)
    except OSError:
        return None, (f"没有省份文件 {path.name}（{name_or_path}）",)


def parse(text: str, name: str) -> tuple[Province | None, tuple[str, ...]]:
    """The province of a file's text, or None and one line for each thing that is wrong with it."""
    try:
        content = tomllib.loads(text)
        return TypeAdapter(Province).validate_python(content), ()
    except tomllib.TOMLDecodeError as broken:
        return None, (f"{name}：不是有效的 TOML：{broken}",)
    except ValidationError as wrong:
        lines = [*map(_line, wrong.errors()), *_unknown_rules(content)]
        return None, tuple(dict.fromkeys(f"{name}：{line}" for line in lines))


def _unknown_rules(content: Mapping[str, Any]) -> Iterator[str]:
    """Rules that a file speaks of and that do not exist; told beside whatever else is wrong."""
    named, known = content.get("rules"), [rule.id for rule in rules()]
    for id in sorted(named.keys() - set(known)) if isinstance(named, Mapping) else ():
        close = get_close_matches(id, known, 1)
        yield f"rules 中没有规则 {id}" + (f"，是否为 {close[0]}？" if close else "")


def _misplaced(materials: Mapping[Slot, tuple[Page, ...]]) -> Iterator[str]:
    """Pages that no document of their slot can be."""
    for slot, pages in materials.items():
        for page in pages:
            if not slot.endswith(_PLACES[page.partition("_")[0]]):
                yield f"materials.{slot} 不会有 {page}"


def _line(error: ErrorDetails) -> str:
    """One fault in words, with its place in the file."""
    parts = [str(part) for part in error["loc"] if part != "[key]"]
    known = {f.name for f in fields(Province)} | {f.name for f in fields(Terms)} | set(RuleTerms.__slots__)
    close = get_close_matches(parts[-1], known, 1) if parts else []
    place = ".".join(parts)
    match error["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            return f"不认识的项 {place}" + (f"，是否为 {close[0]}？" if close else "")
        case "missing" | "missing_argument":
            return f"缺少 {place}"
        case "enum" | "literal_error":
            return f"{place} 应为 {error['ctx']['expected'].replace(' or ', '、')} 之一"
        case "too_short":
            return f"{place} 不能为空"
        case "tuple_type":
            return f"{place} 应为列表 [ … ]"
        case "dataclass_type" | "dict_type":
            return f"{place} 应为表 {{ … }}"
        case "value_error":
            return f"{place + ' ' if place else ''}{error['ctx']['error']}"
    return f"{place} {error['msg']}"


def provinces() -> tuple[str, ...]:
    """The ids of the provinces that come with the program."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
