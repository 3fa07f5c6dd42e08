"""A report as Markdown, for Prefect and for terminals that show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from pipeline.reports.summary import Report

Key = TypeVar("Key")

STATES = {
    "same": "不变",
    "reasons": "仅理由改变",
    "changed": "结论改变",
    "failed": "失败",
    "passed": "跳过",
    "waiting": "未做",
}
KEPT = {
    "verdict": "已成为新结论",
    "beside": "人工已决定，机器意见另存",
    "queue": "已退回排队",
    "–": "试算，未保存",
}


def markdown(report: Report) -> str:
    """The report without its list; numbers and case ids only."""
    run = report.run
    parts = [
        f"# 重跑 {run.id}",
        f"`{run.filter or '全部个案'}`，从 `{run.start}` 开始{'（试算）' if run.dry else ''}",
        _table(("结果", "件数"), ((STATES[s], report.states[s]) for s in STATES if report.states.get(s))),
    ]
    if report.changed:
        parts += [
            "## 结论变化",
            _table(("原为", "现为", "件数"), ((*move, n) for move, n in most(report.moves))),
            "## 按省份",
            _table(
                ("省份", "原为", "现为", "件数"),
                ((where, *move, n) for (where, move), n in most(report.provinces)),
            ),
            "## 按规则",
            _table(("规则", "件数"), most(report.rules)),
            "## 去向",
            _table(("去向", "件数"), ((KEPT[name], n) for name, n in most(report.kept))),
            "## 抽样核看",
            _table(
                ("个案", "原为", "现为", "规则"),
                ((r.id, r.before, r.after, r.rules) for r in report.sample),
            ),
        ]
    if report.errors:
        parts += ["## 未完成", _table(("原因", "件数"), most(report.errors))]
    return "\n\n".join(parts) + "\n"


def most(counts: Mapping[Key, int]) -> list[tuple[Key, int]]:
    """Counts, the greatest first, equal ones by name."""
    return sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    lines += [" | ".join(str(cell) for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)
