"""A province's own terms: which papers, which rules, who and until when. One TOML file a province."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from casefile.case import Kind, Slot
from casefile.errors import UsageError
from casefile.findings import Severity
from validators.rule import rules

FOLDER = Path(__file__).parent / "provinces"
_STRICT = ConfigDict(extra="forbid")


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
        if (self.days > 0) == (self.months > 0):
            raise ValueError("give either days or months")


@dataclass(frozen=True, slots=True)
class Households:
    """Which registers the parents must have: how many of them, in the province, of a family."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    parents: int
    inside: bool
    family: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """Who may apply, until when, with which registers; `institutions` may be listed by the authority."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    applicants: tuple[str, ...]
    window: Window
    households: Households
    not_issued: tuple[str, ...]
    institutions: tuple[str, ...] = ()


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
        """Refuse rules that do not exist, so that a slip of the pen cannot drop one."""
        unknown = self.rules.keys() - {rule.id for rule in rules()}
        if unknown:
            raise ValueError(f"unknown rule {', '.join(sorted(unknown))}")

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
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = FOLDER / f"{name_or_path}.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(Province).validate_python(content)
    except FileNotFoundError as missing:
        raise UsageError(f"no province {name_or_path}: {path.name} is not there") from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise UsageError(f"{path.name}: not TOML: {broken}") from broken
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path.name}: {place or 'province'}: {first['msg']}") from wrong


def provinces() -> tuple[str, ...]:
    """The ids of the provinces that come with the program."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
