"""Being told: webhooks, and the same events for who would rather ask."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query

from casefile.errors import UsageError
from casefile.lifecycle import State
from pipeline.addresses import check_url, networks_of
from pipeline.store import Connection, deliveries, events
from pipeline.store.deliveries import Hook
from pipeline.store.keys import Access
from pipeline.submission import SubmissionUnusable
from pipeline.webhooks import secret_of
from web.access import Open, Reader, Subscriber
from web.answers import errors, moment
from web.models import EventPage, HookList, HookModel, HookRequest
from web.problems import Refusal

router = APIRouter(prefix="/v1", tags=["events"])
_NAMES = ("case.progress", *(f"case.{state.value}" for state in State))
_MOST_HOOKS = 20


@router.get("/events", response_model=EventPage, responses=errors())
def list_events(
    runtime: Open,
    access: Reader,
    after: Annotated[
        str, Query(pattern="^[0-9]{1,18}$", description="`next` of the page before; 0 is the beginning.")
    ] = "0",
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> dict[str, Any]:
    """What happened to your cases, in its order; ask again with `next` to go on."""
    with runtime.database.looking() as connection:
        found = events.after(connection, access.system, int(after), limit)
    last = found[-1].number if found else int(after)
    return {"items": [json.loads(one.body) for one in found], "next": str(last)}


@router.post("/webhooks", status_code=201, response_model=HookModel, responses=errors(409))
def add_webhook(runtime: Open, access: Subscriber, asked: HookRequest) -> dict[str, Any]:
    """Register an address; the answer holds its secret, which is not shown again.

    Deliveries are signed as [Standard Webhooks](https://www.standardwebhooks.com) has it: `webhook-id`,
    `webhook-timestamp`, and `webhook-signature` = HMAC-SHA256 over `id.timestamp.body`. Refuse what is
    older than five minutes and ids that you have seen. Answer 2xx within ten seconds; else it is tried
    ten times in two days. 410 ends the webhook.
    """
    unknown = [name for name in asked.events if name not in _NAMES]
    problems = [f"events 中的 {name[:40]} 不是事件名，应为 {' / '.join(_NAMES)} 之一" for name in unknown]
    try:
        check_url(asked.url, networks_of(runtime.settings.webhook_networks))
    except UsageError as error:
        problems.append(str(error))
    if problems:
        raise SubmissionUnusable(tuple(problems))
    with runtime.database.writing() as connection:
        if len(deliveries.hooks(connection, access.system)) >= _MOST_HOOKS:
            raise Refusal(409, "TOO_MANY_WEBHOOKS", f"webhook 最多 {_MOST_HOOKS} 个，请先删去不用的")
        hook = deliveries.add_hook(connection, access, asked.url, asked.events)
    return _shown(hook, secret_of(runtime.settings, hook))


@router.get("/webhooks", response_model=HookList, responses=errors())
def list_webhooks(runtime: Open, access: Subscriber) -> dict[str, Any]:
    """Your webhooks, without their secrets."""
    with runtime.database.looking() as connection:
        return {"items": [_shown(hook) for hook in deliveries.hooks(connection, access.system)]}


@router.post("/webhooks/{id}/secret", response_model=HookModel, responses=errors(404))
def renew_secret(runtime: Open, access: Subscriber, id: str) -> dict[str, Any]:
    """Give a webhook a new secret; the one before is good no more."""
    with runtime.database.writing() as connection:
        hook = deliveries.renew_secret(connection, _own(connection, access, id), f"intake:{access.system}")
    return _shown(hook, secret_of(runtime.settings, hook))


@router.delete("/webhooks/{id}", status_code=204, responses=errors(404))
def remove_webhook(runtime: Open, access: Subscriber, id: str) -> None:
    """Tell this address nothing more."""
    with runtime.database.writing() as connection:
        deliveries.end_hook(connection, _own(connection, access, id), f"intake:{access.system}")


def _own(connection: Connection, access: Access, id: str) -> Hook:
    found = deliveries.hooks(connection, access.system, id) if id.isalnum() and id.isascii() else ()
    if not found:
        raise UsageError("没有这个 webhook")
    return found[0]


def _shown(hook: Hook, secret: str | None = None) -> dict[str, Any]:
    return {
        "id": hook.id,
        "url": hook.url,
        "events": list(hook.events),
        "created_at": moment(hook.created_at),
        "secret": secret,
    }
