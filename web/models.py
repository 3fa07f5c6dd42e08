"""What the API answers with, as OpenAPI shows it; times are UTC, ISO 8601."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from casefile.lifecycle import State

ID = "5f0c6a0e2f7d4b8f9b1f0a6d2c3e4f50"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
MOMENT = "2026-11-20T01:30:00.000+00:00"
_UPLOAD: JsonDict = {
    "slot": "mother_id_card",
    "number": 1,
    "name": "front.jpg",
    "url": f"/v1/cases/{ID}/materials/mother_id_card/1",
    "received": True,
    "size": 302144,
    "sha256": SHA256,
}
_REFUSED: JsonDict = {
    "slot": "mother_id_card",
    "file": "front.jpg",
    "code": "CORRUPT_IMAGE",
    "message": "图片已损坏或不完整，无法打开，请重新拍照上传。",
}
CASE: JsonDict = {
    "id": ID,
    "case_id": "GX-2026-000123",
    "system": "gx-zwfw",
    "sandbox": False,
    "province": "guangxi",
    "state": "received",
    "progress": "材料已收到，正在排队核对，请耐心等候。",
    "received_at": MOMENT,
    "updated_at": MOMENT,
    "deadline": "2026-11-23T23:59:59+08:00",
    "deadline_note": None,
    "error": None,
    "uploads": [_UPLOAD],
    "refused": [],
}


class Model(BaseModel):
    """Every object of the API."""

    model_config = ConfigDict(frozen=True)


class UploadModel(Model):
    """A file that the form names, and whether it has arrived. Its address holds no name of a person."""

    model_config = ConfigDict(json_schema_extra={"example": _UPLOAD})
    slot: str
    number: int
    name: str
    url: str
    received: bool
    size: int | None
    sha256: str | None


class RefusedModel(Model):
    """A file that could not be used, with its stable code and what to do instead."""

    model_config = ConfigDict(json_schema_extra={"example": _REFUSED})
    slot: str | None
    file: str
    code: str
    message: str


class CaseModel(Model):
    """A case: its state, a sentence for the applicant, when it is due (China's time), and its files."""

    model_config = ConfigDict(json_schema_extra={"example": CASE})
    id: str
    case_id: str
    system: str
    sandbox: bool
    province: str
    state: State
    progress: str
    received_at: str
    updated_at: str
    deadline: str
    deadline_note: str | None
    error: str | None
    uploads: list[UploadModel]
    refused: list[RefusedModel]


class CasePage(Model):
    """Some cases, oldest first; `next` is the `after` of the next page, null at the end."""

    model_config = ConfigDict(json_schema_extra={"example": {"items": [CASE], "next": None}})
    items: list[CaseModel]
    next: str | None


class NoticeItem(Model):
    """One thing that the applicant is asked for."""

    slot: str
    what: str
    reason: str
    file: str | None = None
    rules: list[str] = []


class NoticeModel(Model):
    """The one-time correction notice."""

    items: list[NoticeItem]
    kept: list[str]
    text: str


class PointModel(Model):
    """One point of the notice before, ticked off."""

    slot: str
    what: str
    reason: str
    state: Literal["done", "open", "new"]
    label: str


class RoundModel(Model):
    """One round of a case."""

    number: int
    submitted_at: str
    received_at: str
    replaces: list[str]
    status: str | None
    proposal: str | None
    asked: list[NoticeItem]
    points: list[PointModel]


class SeenModel(Model):
    """A document on a photo, the worst verdict on its picture, and what to do about it."""

    kind: str
    quality: Literal["good", "poor", "bad"]
    verdicts: dict[str, str]
    advice: list[str]


class PreviewModel(Model):
    """What one photo shows; `advice` is empty where it can be handed in as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "id_card_front",
                "quality": "poor",
                "advice": ["照片有反光，请避开灯光直射或关闭闪光灯，换个角度重新拍摄"],
                "documents": [
                    {
                        "kind": "id_card_front",
                        "quality": "poor",
                        "verdicts": {"sharpness": "good", "glare": "poor"},
                        "advice": ["照片有反光，请避开灯光直射或关闭闪光灯，换个角度重新拍摄"],
                    }
                ],
            }
        }
    )
    kind: str
    quality: Literal["good", "poor", "bad"]
    advice: list[str]
    documents: list[SeenModel]


EVENT: JsonDict = {
    "id": "evt_0b9d3c1f2a4e4c0f8d7e6a5b4c3d2e1f",
    "event": "case.flagged",
    "at": MOMENT,
    "case": {"id": ID, "case_id": "GX-2026-000123", "state": "flagged"},
    "progress": "材料已转工作人员审核，请留意通知。",
    "refused": [_REFUSED],
}


class EventCase(Model):
    """Which case an event is about."""

    id: str
    case_id: str
    state: State


class EventModel(Model):
    """What happened: `case.<state>`, or `case.progress` with a sentence for the applicant."""

    model_config = ConfigDict(json_schema_extra={"example": EVENT})
    id: str
    event: str
    at: str
    case: EventCase
    progress: str
    refused: list[RefusedModel] = []


class EventPage(Model):
    """Some events in their order; `next` is the `after` to ask with next, at the end too."""

    items: list[EventModel]
    next: str


class HookRequest(Model):
    """An address to be told, and of what; no events named means all of them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"url": "https://intake.example.gov.cn/hooks/birthcase", "events": ["case.flagged"]}
        },
    )
    url: str = Field(max_length=500)
    events: list[str] = Field(default=[], max_length=20)


class HookModel(Model):
    """A webhook; its secret is shown when it is made and when it is renewed, and never again."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": ID,
                "url": "https://intake.example.gov.cn/hooks/birthcase",
                "events": ["case.flagged"],
                "created_at": MOMENT,
                "secret": None,
            }
        }
    )
    id: str
    url: str
    events: list[str]
    created_at: str
    secret: str | None = None


class HookList(Model):
    """The webhooks of the caller's system."""

    items: list[HookModel]


class PageModel(Model):
    """One file of an accepted case; the address opens it once signed, for a minute, without a key."""

    slot: str
    file: str
    sha256: str
    size: int
    url: str
    expires_at: str


class OfferModel(Model):
    """An accepted case for the approving system: what was declared, what was found, and the files."""

    case: CaseModel
    submission: dict[str, object]
    result: dict[str, object]
    pages: list[PageModel]


class OfferPage(Model):
    """Accepted cases that wait for an approving system, oldest first."""

    items: list[CaseModel]
    next: str | None


class ErrorBody(Model):
    """What went wrong: a stable code, one line in Chinese, and every single problem."""

    code: str
    message: str
    problems: list[str]


class ErrorModel(Model):
    """The one shape of every error."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "error": {
                    "code": "INVALID",
                    "message": "province 应为 guangxi / hainan 之一",
                    "problems": ["province 应为 guangxi / hainan 之一"],
                }
            }
        }
    )
    error: ErrorBody
