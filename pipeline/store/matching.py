"""The query of a filter: every value is a bound parameter, every name one of a closed list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Double, and_, exists, false, func, not_, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from pipeline.store.cases import of_world
from pipeline.store.tables import CASES, DOUBTS
from pipeline.where import Compare, Joined, Not, Part, Span

_COLUMNS: dict[str, ColumnElement[str]] = {
    "status": CASES.c.state,
    "province": CASES.c.province,
    "proposal": func.coalesce(CASES.c.proposal, ""),
    "intake": CASES.c.intake,
    "case": CASES.c.case_id,
    "id": CASES.c.id,
}


class _Seconds(FunctionElement[float]):
    """A moment written as text, as UTC seconds."""

    type = Double()
    inherit_cache = True


@compiles(_Seconds, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **given)}) AS REAL)"


@compiles(_Seconds, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    return f"extract(epoch FROM CAST({compiler.process(element.clauses, **given)} AS timestamptz))"


def matching(part: Part | None) -> ColumnElement[bool]:
    """Real cases, none of a sandbox, that a filter means; None means all."""
    return of_world("") if part is None else and_(of_world(""), _made(part))


def _made(part: Part) -> ColumnElement[bool]:
    match part:
        case Not(inner):
            return not_(_made(inner))
        case Joined(every, parts):
            return (and_ if every else or_)(*map(_made, parts))
        case Compare("submitted", sign, values):
            return or_(*(_within(_Seconds(CASES.c.first_submitted_at), sign, value) for value in values))
        case Compare("received", sign, values):
            return or_(*(_within(CASES.c.received_at, sign, value) for value in values))
        case Compare(name, sign, values):
            found = or_(*(_is(name, str(value)) for value in values))
            return not_(found) if sign == "!=" else found


def _is(name: str, value: str) -> ColumnElement[bool]:
    if name == "rule":
        stands = and_(DOUBTS.c.case == CASES.c.id, _like(DOUBTS.c.rule, value))
        return exists(select(DOUBTS.c.case).where(stands))
    column = _COLUMNS[name]
    return _like(column, value) if name in ("case", "intake") else column == value


def _like(column: ColumnElement[str], value: str) -> ColumnElement[bool]:
    if value.endswith("*"):
        return column.startswith(value[:-1], autoescape=True)
    return column == value


def _within(moment: ColumnElement[float], sign: str, value: str | Span) -> ColumnElement[bool]:
    """A comparison with a whole day, or second: `<=` means until its end, `>` from its end on."""
    if not isinstance(value, Span):
        return false()
    match sign:
        case "<":
            return moment < value.low
        case "<=":
            return moment < value.high
        case ">":
            return moment >= value.high
        case ">=":
            return moment >= value.low
    inside = and_(moment >= value.low, moment < value.high)
    return not_(inside) if sign == "!=" else inside
