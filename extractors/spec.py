"""How the kinds of documents are written down: titles, labels, fields, and how a value is tidied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from casefile.case import Kind, Value
from extractors.found import Found


@dataclass(frozen=True, slots=True)
class Tidied:
    """A value in its normal form; `certain` is how far a check within the text itself confirms it.

    1.0 leaves the recogniser's confidence as it is, more than 1 raises it (a check character that
    holds), less lowers it. `told_by` is a pattern of the characters that tell the value: of a date
    the digits, not 年 and 月.
    """

    value: Value
    certain: float = 1.0
    told_by: str = r"[^\s:：.,，。、\-_—]"


NAMED = 1.1
"""How far it confirms a text that it names a place as places are called."""

Tidy = Callable[[str], Tidied | None]
"""Raw text to a value, or None where the text cannot be one."""

DATE = ("年", "月", "日")
"""What stands behind the numbers of a date."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form: the label it stands beside and the values it can have.

    `labels` are the printed label and its variants and fragments as recognisers break them;
    `lines` is how many lines a value may take. `optional` fields are absent where their label is. A
    value stands to the right of its label, or, with `before`, to the left; `red` ones may be red, and
    `above` ones stand in red above the form where their cell is empty.
    `words` are the closed set of values as they are printed, where it is one; `readings` are what a text
    that is no value may stand for, to be weighed against each other.

    `figures` is what `tidy` expects behind each of a value's numbers (年, 月, 日), where it is all numbers.

    On `lined` forms: `printed` are the characters that the form itself prints in the value's place;
    `choices` are the values of which one is marked, each with its printed words; `within` are words
    one of which must precede the label, nearer than those of any other field with that label.
    """

    name: str
    labels: tuple[str, ...]
    tidy: Tidy
    lines: int = 1
    optional: bool = False
    before: bool = False
    red: bool = False
    above: bool = False
    words: tuple[str, ...] = ()
    readings: Callable[[str], tuple[str, ...]] | None = None
    figures: tuple[str, ...] = ()
    printed: str = ""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Spec:
    """One kind of document.

    `titles` name the kind beyond doubt; `distinctive` labels stand on no other kind. `drift` is how
    far (in line heights) printed values may lie off their labels. `rows` are the fields as they stand
    on the form, row by row: a label that another print hides is known by its neighbours. `person` are
    the fields that the marriage certificate prints twice, once for each party. `sealed` are fields
    that only a seal may tell, with how its letters are tidied, `offices` those whose seal it may be, written
    as it writes them, near to the letters read. `columns` are the headings of a table
    that is filled from above. A `lined` form has
    its places in printed lines (分娩日期：　年　月　日) rather than in cells; `agree` lowers the
    confidence of its fields where they contradict each other. `filled` fields are blank on no such
    paper: where nothing is seen, it was not read.
    """

    kind: Kind
    fields: tuple[FieldSpec, ...]
    titles: tuple[str, ...] = ()
    distinctive: tuple[str, ...] = ()
    other_labels: tuple[str, ...] = ()
    drift: float = 0.4
    rows: tuple[tuple[str, ...], ...] = ()
    person: tuple[FieldSpec, ...] = ()
    columns: tuple[FieldSpec, ...] = ()
    sealed: tuple[tuple[str, Tidy], ...] = ()
    offices: Callable[[str], tuple[str, ...]] | None = None
    lined: bool = False
    filled: frozenset[str] = frozenset()
    agree: Callable[[Mapping[str, Found]], dict[str, Found]] | None = None

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every label and title that the form prints, with their variants."""
        fields = (label for one in (*self.fields, *self.person, *self.columns) for label in one.labels)
        return tuple(dict.fromkeys([*self.titles, *self.other_labels, *self.distinctive, *fields]))
