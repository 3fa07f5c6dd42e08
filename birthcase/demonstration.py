"""Starts a service of its own on free ports, hands in case folders, and tells what was decided and why."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from birthcase.cases import CASE_FILE, case_folders
from birthcase.client import Client, Refused
from birthcase.local import open_client
from birthcase.say import PROPOSAL, STATUS, console, line, say, word
from birthcase.submitting import files_of
from casefile.errors import StoreUnavailable
from pipeline.accounts import FIRST
from pipeline.children import Child, ChildPlan, free_ports, listening
from pipeline.masking import masked_text, secrets_read

_SILENT = frozenset({"pass", "not_applicable", "not_checked"})
_MOST = 4


def demonstrate(cases: Path, stay: bool | None) -> int:
    """The exit status: 3 where a case could not be decided, else 0."""
    folders = case_folders([cases])
    signal.signal(signal.SIGTERM, _interrupt)
    with tempfile.TemporaryDirectory(prefix="birthcase-demo-") as place:
        with _served(Path(place) / "data") as client:
            _invite(client, Path(place) / "data")
            states = _decide(client, folders)
            if stay if stay is not None else sys.stdin.isatty():
                _wait()
        line(say("服务已停止，演示数据已删除", "the service has stopped, its data is gone"))
    return 3 if "failed" in states else 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _served(data: Path) -> Iterator[Client]:
    """A client of a service with everything embedded, which ends with this block."""
    port = free_ports(1)[0]
    plan = ChildPlan(
        name="birthcase serve",
        command=[sys.executable, "-m", "birthcase", "serve", "--data-dir", str(data), "--port", str(port)],
        log=data.with_name("serve.log"),
        ready=lambda: (data / "serve.json").exists() and listening(port),
        environment={"BIRTHCASE_HOST": "127.0.0.1"},
        ready_seconds=120,
        stop_seconds=60,
    )
    child = Child(plan)
    line(
        say("正在启动对象存储、Prefect、阅读器和网页……", "starting object store, Prefect, readers and web …")
    )
    try:
        child.start()
    except StoreUnavailable:
        with suppress(OSError):
            sys.stderr.write(plan.log.read_text(errors="replace"))
        raise
    try:
        with open_client(data, None, None) as client:
            yield client
    finally:
        child.stop()


def _decide(client: Client, folders: list[Path]) -> set[str]:
    """Hand everything in, and show each decision as it comes; the states that came out."""
    from rich.table import Table

    table = Table(title=say("核对结果", "Decisions"), title_justify="left", show_lines=True)
    table.add_column(say("个案", "case"), no_wrap=True)
    table.add_column(say("决定", "decision"), no_wrap=True)
    table.add_column(say("理由", "reasons"), overflow="fold", ratio=1)
    begun = time.monotonic()
    handed_in = [(folder, _submitted(client, folder)) for folder in folders]
    states = set()
    for folder, id in handed_in:
        state = client.settled(id).state.value
        states.add(state)
        line(f"{folder.name}  {word(STATUS, state)}  {time.monotonic() - begun:.0f} s")
        result = client.result(id) if state != "failed" else None
        table.add_row(folder.name, _decision(state, result) + _drawn_as(folder, state), _reasons(result))
    console().print(table, soft_wrap=False)
    return states


def _submitted(client: Client, folder: Path) -> str:
    form = (folder / CASE_FILE).read_bytes()
    try:
        return client.submit(form, files_of(folder, form)).id
    except Refused as error:
        raise StoreUnavailable(f"{folder}：{error}") from error


def _decision(state: str, result: Mapping[str, Any] | None) -> str:
    proposal = (result or {}).get("proposal")
    return word(STATUS, state) + (f"\n{word(PROPOSAL, proposal)}" if proposal else "")


def _reasons(result: Mapping[str, Any] | None) -> str:
    """What stands against the case, masked: the first reasons in full, the others counted."""
    if result is None:
        return ""
    secrets = secrets_read(result)
    stopping = [f for f in result["findings"] if f["severity"] == "block" and f["outcome"] not in _SILENT]
    told = list(dict.fromkeys(f"{one['rule']}  {masked_text(one['message'], secrets)}" for one in stopping))
    passed = sum(finding["outcome"] == "pass" for finding in result["findings"])
    more = len(told) - _MOST
    rest = [say(f"另有 {more} 项", f"and {more} more")] if more > 0 else []
    return "\n".join([*told[:_MOST], *rest]) or say(f"{passed} 条规则全部符合", f"all {passed} rules pass")


def _drawn_as(folder: Path, state: str) -> str:
    """What the case was drawn to be, where its truth lies beside it."""
    path = folder / "truth.json"
    if not path.is_file():
        return ""
    expected = json.loads(path.read_text(encoding="utf-8"))["expected"]["status"]
    mark = "✓" if expected == state else "✗"
    return "\n" + say(f"{mark} 应为", f"{mark} drawn as") + f" {word(STATUS, expected)}"


def _invite(client: Client, data: Path) -> None:
    """Say where the console is and how to sign in, while it is there."""
    password = (data / "first-password").read_text().strip()
    told = say(
        "演示期间可打开审核页面 {}，用户 {}，一次性密码 {}",
        "while this runs the console is at {}, the user {}, with the one-time password {}",
    )
    line(told.format(client.http.base_url, FIRST, password))


def _wait() -> None:
    with suppress(EOFError, KeyboardInterrupt):
        console().input(say("按回车键结束演示", "press Enter to end the demo"))
