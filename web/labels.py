"""The console's own words for states, outcomes and reasons; templates translate them."""

from __future__ import annotations

STATES = {
    "draft": "上传中",
    "received": "已收到",
    "processing": "核对中",
    "flagged": "待审核",
    "accepted": "已通过",
    "returned": "已退回补正",
    "declined": "转普通程序",
    "handed_over": "已移交",
    "withdrawn": "已撤回",
    "failed": "未完成",
}
OUTCOMES = {
    "pass": "符合",
    "mismatch": "不一致",
    "unreadable": "看不清",
    "missing": "缺少",
    "ineligible": "不适用本服务",
    "not_checked": "未核验",
    "not_applicable": "不涉及",
}
SAME = {
    "mismatch": "一致",
    "unreadable": "已看清，符合",
    "missing": "材料已有",
    "ineligible": "适用",
    "not_checked": "已核实",
}
"""What a reviewer says who finds all well, by what the machine said."""
DIFFERENT = {
    "mismatch": "确不一致",
    "unreadable": "确看不清",
    "missing": "确实缺少",
    "ineligible": "确不适用",
    "not_checked": "未能核实",
}
PROPOSALS = {"confirm": "请确认", "return": "一次性告知补正", "decline": "转普通程序"}
TICKS = {"done": "已补齐", "open": "仍需补正", "new": "新发现"}
VIEWS = {
    "waiting": "待审核",
    "mine": "我的",
    "urgent": "今日到期",
    "second": "待复核",
    "machine": "核对中",
    "failed": "未完成",
    "done": "已办",
}
ACTS = {
    "claim": "领取",
    "release": "释放",
    "hand on": "转交",
    "settle": "认定",
    "correct": "更正",
    "accept": "通过",
    "approve": "复核通过",
    "return": "退回补正",
    "decline": "转普通程序",
    "undo": "撤销",
    "reveal": "查看明文",
    "escalate": "临期升级",
}
REASONS = {
    "same": (
        "已核对原图，两处一致",
        "形近字、繁简或异体字，为同一人",
        "曾用名或已变更，材料可证",
        "印刷或书写瑕疵，不影响认定",
        "已电话核实",
    ),
    "correct": ("机器识读有误，已看清原图", "按原件更正"),
    "decline": ("不在本服务适用范围", "申请人要求转普通程序", "材料存疑，需线下核验原件"),
    "undo": ("误操作", "收到新的情况"),
    "reveal": ("办理需要核对", "申请人来电咨询", "抽查"),
}
"""Reasons that one key chooses; anything else is typed."""
