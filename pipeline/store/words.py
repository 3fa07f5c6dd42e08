"""The machine's last word on each case, to be searched by, and the record of what it was judged by."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from pipeline.store.database import now
from pipeline.store.rerun_tables import AGAINST, RECORDS, WORDS

_HARMLESS = ("pass", "not_applicable", "not_checked")
_FAST = 1


def against(result: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules that stand against the case in a result, each once."""
    found = (
        finding["rule"]
        for finding in result.get("findings", ())
        if finding["severity"] == "block" and finding["outcome"] not in _HARMLESS
    )
    return tuple(dict.fromkeys(found))


def say(connection: Connection, case: str, result: Mapping[str, Any]) -> None:
    """Note the machine's newest word on a case; the one before gives way."""
    forget(connection, [case], records=False)
    word = {"status": result.get("status", ""), "proposal": result.get("proposal")}
    connection.execute(insert(WORDS).values(case=case, **word))
    if rules := against(result):
        connection.execute(insert(AGAINST), [{"case": case, "rule": rule} for rule in rules])


def word(status: str, proposal: str | None) -> str:
    """A status and its proposal as one word, such as `flagged/return`."""
    return f"{status}/{proposal}" if proposal else status


def words(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The machine's last word on each of these cases, such as `flagged/return`."""
    rows = connection.execute(select(WORDS).where(WORDS.c.case.in_(ids)))
    return {row.case: word(row.status, row.proposal) for row in rows}


def keep(connection: Connection, case: str, record: bytes) -> None:
    """Keep what a case was judged by; that of an earlier round gives way."""
    connection.execute(delete(RECORDS).where(RECORDS.c.case == case))
    packed = zlib.compress(record, _FAST)
    connection.execute(insert(RECORDS).values(case=case, data=packed, made_at=now(connection)))


def records(connection: Connection, ids: Sequence[str]) -> dict[str, bytes]:
    """What these cases were judged by, of those of which it is kept."""
    rows = connection.execute(select(RECORDS.c.case, RECORDS.c.data).where(RECORDS.c.case.in_(ids)))
    return {row.case: zlib.decompress(row.data) for row in rows}


def forget(connection: Connection, ids: Iterable[str], records: bool = True) -> None:
    """Let go of these cases' words and records."""
    known: Collection[str] = list(ids)
    for table in (AGAINST, WORDS, *((RECORDS,) if records else ())):
        connection.execute(delete(table).where(table.c.case.in_(known)))
