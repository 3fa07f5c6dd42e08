"""Tells, finding by finding, what a rule rests on."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from birthcase.opened import Opened
from birthcase.outputs import write_private
from birthcase.say import OUTCOME, line, say, word
from casefile.errors import UsageError
from pipeline.explain import Explained, Source, crops_of, explained, png
from pipeline.masking import masked_field, masked_text, secrets_read
from validators.rule import rules


def explain(opened: Opened, rule: str, reveal: bool, crops: Path | None) -> None:
    """Say all of one rule; raises UsageError for a rule that does not exist or pictures not at hand."""
    known = {one.id: one for one in rules()}
    if rule not in known:
        close = get_close_matches(rule, known, 1)
        hint = say(f"，是否为 {close[0]}？", f", is it {close[0]}?") if close else ""
        raise UsageError(say(f"没有规则 {rule}{hint}", f"no rule {rule}{hint}"))
    if crops and opened.fetch is None:
        raise UsageError(
            say("请用 --files 指出上传文件所在的文件夹", "give the uploads' folder with --files")
        )
    found = explained(opened.result, rule)
    line(f"{opened.result['case_id']} · {rule} · {known[rule].title}")
    if not found:
        line(say("本省不适用这条规则", "this province leaves the rule out"))
    secrets = frozenset() if reveal else secrets_read(opened.result)
    for number, one in enumerate(found, 1):
        _tell(one, number, reveal, secrets)
        if crops and opened.fetch and (image := crops_of(one, opened.fetch)) is not None:
            crops.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = crops / f"{opened.result['case_id']}-{rule}-{number}.png"
            write_private(path, png(image))
            line(f"   {say('图片', 'picture')}：{path}")


def _tell(one: Explained, number: int, reveal: bool, secrets: frozenset[str]) -> None:
    finding = one.finding
    message = finding["message"] if reveal else masked_text(finding["message"], secrets)
    line(f"{number}. {word(OUTCOME, finding['outcome'])}（{finding['severity']}）{message}")
    line(f"   {say('条款', 'clause')}：{finding.get('source') or '–'}")
    for source in one.sources:
        line(f"   {_shown(source, reveal)}")
    line(f"   {say('如何解决', 'what settles it')}：{one.settles}")


def _shown(source: Source, reveal: bool) -> str:
    value = "—" if source.value is None else str(source.value)
    value = value if reveal or source.value is None else masked_field(source.name, source.value)
    if source.document is None:
        return f"· {source.label} {source.name} = {value}"
    parts = [f"· {source.document} {source.label} = {value}"]
    parts.append(say(f"{source.file} 第 {source.page + 1} 页", f"{source.file} page {source.page + 1}"))
    if source.box:
        xs, ys = zip(*source.box, strict=True)
        parts.append(say("位置 ", "at ") + f"{min(xs):.0f},{min(ys):.0f}–{max(xs):.0f},{max(ys):.0f}")
    if source.confidence is not None:
        parts.append(say("把握 ", "confidence ") + f"{source.confidence:.2f}")
    if source.weight is not None:
        parts.append(say("权衡 ", "weight ") + f"{source.weight:+.1f}")
    return "  ".join(parts)
