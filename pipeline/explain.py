"""Why a rule came out as it did: each finding with its sources, their places, and what would settle it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from casefile.case import SURE, Kind
from pipeline.crops import crop, page_of
from pipeline.formats.page import PageImage
from pipeline.process import Fetch
from validators import words

_HEIGHT, _MOST, _GAP = 220, 1400, 24

SETTLES = {
    "pass": "无需处理。",
    "not_applicable": "本案不涉及，无需处理。",
    "mismatch": "对照原件：读数有误的由审核人员更正；确实不一致的由申请人更正申请信息，或提供证明材料。",
    "unreadable": "由审核人员对照图片辨认后更正读数；仍不能辨认的，请申请人重新拍摄该页。",
    "missing": "请申请人补充上传一次性告知书中列出的页面。",
    "ineligible": "按普通程序办理；如所依据的信息有误，由申请人更正并提供证明材料。",
    "not_checked": "配置登记信息查询（BIRTHCASE_REGISTRY_FILE 或 _URL），或由窗口人工查询。",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One place that a finding rests on; without `document` it is the application form or a record."""

    name: str
    value: Any
    document: str | None = None
    label: str = ""
    file: str | None = None
    page: int = 0
    box: Sequence[Sequence[float]] | None = None
    confidence: float | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """One finding with its sources, and what would settle it."""

    finding: Mapping[str, Any]
    sources: tuple[Source, ...]

    @property
    def settles(self) -> str:
        """What would settle it, in words."""
        return SETTLES[self.finding["outcome"]]


def explained(result: Mapping[str, Any], rule: str) -> tuple[Explained, ...]:
    """Every finding of a rule, with its sources looked up; none where the province leaves the rule out."""
    documents = {document["id"]: document for document in result["documents"]}
    return tuple(
        Explained(finding, tuple(_sources(finding, documents)))
        for finding in result["findings"]
        if finding["rule"] == rule
    )


def _sources(finding: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]) -> Iterator[Source]:
    """What a finding rests on; a page that disagrees with the form is set beside one that agrees with it."""
    sources = [_source(one, documents) for one in finding["evidence"]]
    yield from sources
    shown = {source.document for source in sources if source.document}
    if finding["outcome"] in {"mismatch", "unreadable"} and len(shown) == 1:
        declared = (source for source in sources if not source.document)
        found = (_agreeing(one, documents, shown) for one in declared)
        yield from [source for source in found if source][:1]


def _agreeing(
    declared: Source, documents: Mapping[str, Mapping[str, Any]], shown: Collection[str | None]
) -> Source | None:
    """A page that surely prints the declared name or number, or the number that holds the declared date."""
    kind = declared.name.rpartition(".")[2]
    wanted = str(declared.value or "")
    if kind not in {"name", "id_number"} or not wanted:
        return None
    for document in documents.values():
        for name, field in document["fields"].items():
            value = str(field["value"] or "")
            same = value == wanted or (kind == "id_number" and wanted.replace("-", "") in value)
            if same and name.endswith(kind) and field["confidence"] >= SURE and document["id"] not in shown:
                cited = {"document": document["id"], "field": name, "value": value}
                found = _source({**cited, "confidence": field["confidence"]}, documents)
                return replace(found, label=f"对照 {found.label}")
    return None


def _source(evidence: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]) -> Source:
    name, document = evidence.get("field") or "", documents.get(evidence.get("document") or "")
    if document is None:
        return Source(name, evidence["value"], label=words.origin(name))
    found = document["fields"].get(name) or {}
    return Source(
        name=name,
        value=evidence["value"],
        document=document["id"],
        label=words.KINDS[Kind(document["kind"])] + (f"“{words.FIELDS.get(name, name)}”" if name else ""),
        file=document["file"],
        page=document["page"],
        box=found.get("box") or document["region"],
        confidence=evidence.get("confidence"),
        weight=evidence.get("log_likelihood"),
    )


def crops_of(one: Explained, fetch: Fetch) -> PageImage | None:
    """The places that a finding rests on side by side, each with its surroundings; None without any."""
    cuts = []
    for source in dict.fromkeys((s.file, s.page, str(s.box)) for s in one.sources if s.file):
        found = next(s for s in one.sources if (s.file, s.page, str(s.box)) == source)
        page = page_of(fetch, found.file or "", found.page)
        if page is not None and found.box:
            cuts.append(_of_one_height(crop(page, found.box, margin=0.35, marked=True)))
    if not cuts:
        return None
    gap = np.full((_HEIGHT, _GAP, 3), 255, np.uint8)
    row = [part for cut in cuts for part in (cut, gap)][:-1]
    return np.ascontiguousarray(np.concatenate(row, axis=1))


def _of_one_height(image: PageImage) -> PageImage:
    height, width = image.shape[:2]
    scale = min(_HEIGHT / height, _MOST / width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    above = (_HEIGHT - size[1]) // 2
    below = _HEIGHT - size[1] - above
    padded = cv2.copyMakeBorder(small, above, below, 0, 0, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    return np.asarray(padded, np.uint8)


def png(image: PageImage) -> bytes:
    """The image as a PNG file."""
    return bytes(cv2.imencode(".png", image)[1].tobytes())
