"""A Prefect server of our own on the loopback address, for where none is configured; offline and private."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from pathlib import Path

from pipeline.children import ChildPlan, free_ports

PRIVATE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": '["events","flow_runs"]',
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
}
"""What every process that speaks to Prefect is given: nothing leaves, nothing piles up."""


def environment(folder: Path, url: str) -> dict[str, str]:
    """The environment of a process that records its runs at `url`."""
    return {**PRIVATE, "PREFECT_HOME": str(folder), "PREFECT_API_URL": url}


def server_plan(folder: Path) -> tuple[ChildPlan, str]:
    """How to start the server with its data in `folder`, and the address of its API."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = free_ports(1)[0]
    url = f"http://127.0.0.1:{port}/api"
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ui",
    ]
    database = f"sqlite+aiosqlite:///{folder / 'prefect.db'}"
    plan = ChildPlan(
        name="Prefect",
        command=command,
        log=folder / "server.log",
        ready=lambda: answers(url),
        environment={**environment(folder, url), "PREFECT_API_DATABASE_CONNECTION_URL": database},
        ready_seconds=180,
    )
    return plan, url


def answers(url: str) -> bool:
    """Whether a Prefect API answers at this address."""
    if not url.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False
