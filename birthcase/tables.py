"""Documents and findings of a result object as tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from birthcase.say import OUTCOME, console, line, say, word
from pipeline.masking import masked_field, masked_text
from validators import words


def show_documents(result: Mapping[str, Any], reveal: bool) -> None:
    """Each document's fields, then the files that were refused."""
    for document in result.get("documents", ()):
        title = f"{document['id']} · {document['kind']} · {document['file']}#{document['page'] + 1}"
        table = Table(title=title, title_justify="left")
        for heading in (say("项", "field"), say("值", "value"), say("把握", "confidence")):
            table.add_column(heading, overflow="fold")
        for name, found in document["fields"].items():
            table.add_row(name, _shown(name, found["value"], reveal), f"{found['confidence']:.2f}")
        console().print(table)
    for refusal in result.get("refused", ()):
        line(f"{refusal['code']} {refusal['message']}")


def show_findings(result: Mapping[str, Any], reveal: bool, secrets: frozenset[str]) -> None:
    """Every finding that is not a plain pass, with its evidence, then a count of the rest."""
    table = Table(title=say("核对结果", "Findings"), title_justify="left")
    for heading in (
        say("规则", "rule"),
        say("结论", "outcome"),
        say("说明", "message"),
        say("依据", "evidence"),
    ):
        table.add_column(heading, overflow="fold")
    quiet = 0
    for finding in result["findings"]:
        if finding["outcome"] in {"pass", "not_applicable"}:
            quiet += 1
            continue
        message = finding["message"] if reveal else masked_text(finding["message"], secrets)
        evidence = "\n".join(_evidence(one, reveal) for one in finding["evidence"])
        table.add_row(finding["rule"], word(OUTCOME, finding["outcome"]), message, evidence)
    if table.row_count:
        console().print(table)
    line(say(f"另有 {quiet} 条规则符合或不涉及", f"{quiet} more rules pass or do not apply"))


def _evidence(evidence: Mapping[str, Any], reveal: bool) -> str:
    field = evidence.get("field") or ""
    where = evidence.get("document") or words.origin(field)
    weighed = evidence.get("log_likelihood")
    shown = f"{where}.{field} = {_shown(field, evidence['value'], reveal)}"
    return shown if weighed is None else f"{shown} ({weighed:+.1f})"


def _shown(name: str, value: Any, reveal: bool) -> str:
    if value is None:
        return "—"
    return str(value) if reveal else masked_field(name, value)
