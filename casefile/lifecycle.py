"""The life of a case: its states, where each may lead, and what the applicant is told."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """One vocabulary for store, API, console, webhooks and exports."""

    DRAFT = "draft"
    RECEIVED = "received"
    PROCESSING = "processing"
    FLAGGED = "flagged"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    DECLINED = "declined"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


NEXT: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.RECEIVED, State.WITHDRAWN}),
    State.RECEIVED: frozenset({State.PROCESSING}),
    State.PROCESSING: frozenset({State.ACCEPTED, State.FLAGGED, State.FAILED, State.RECEIVED}),
    State.FLAGGED: frozenset({State.ACCEPTED, State.RETURNED, State.DECLINED}),
    State.ACCEPTED: frozenset({State.HANDED_OVER, State.FLAGGED}),
    State.RETURNED: frozenset({State.RECEIVED, State.WITHDRAWN}),
    State.DECLINED: frozenset({State.FLAGGED}),
    State.HANDED_OVER: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.FAILED: frozenset({State.RECEIVED}),
}
"""Where each state may lead."""

SETTLED = frozenset(State) - {State.DRAFT, State.RECEIVED, State.PROCESSING}
"""States in which the machine is done with a case for now."""

PROGRESS: dict[State, str] = {
    State.DRAFT: "申请已建立，请继续上传材料，全部上传后提交。",
    State.RECEIVED: "材料已收到，正在排队核对，请耐心等候。",
    State.PROCESSING: "正在核对您的材料。",
    State.FLAGGED: "材料已转工作人员审核，请留意通知。",
    State.ACCEPTED: "材料核对通过，将转交办理部门。",
    State.RETURNED: "有材料需要补正，请按一次性告知书补交。",
    State.DECLINED: "您的情况不适用“出生一件事”联办，请按普通程序办理。",
    State.HANDED_OVER: "已转交办理部门，请等候办理结果。",
    State.WITHDRAWN: "申请已撤回。",
    State.FAILED: "系统暂未完成核对，工作人员会尽快处理，您无需重新提交。",
}
"""One sentence for the applicant in each state."""
