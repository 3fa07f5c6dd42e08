"""Log lines as JSON: when, how grave, who says it, what, and which case, run or batch; nobody's data."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys

ABOUT = ("case", "run", "batch", "state", "seconds")
"""What a line may carry besides its text, given as `extra`; all of it is ids, codes and numbers."""
_QUIET = ("httpx", "httpcore", "alembic", "distributed", "asyncio")


class JsonLines(logging.Formatter):
    """One JSON object a line; of an exception only its kind and places, as its text may name people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "from": record.name}
        line["said"] = record.getMessage()
        line |= {name: getattr(record, name) for name in ABOUT if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up(level: int = logging.INFO) -> None:
    """Write this process's log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _places(record: logging.LogRecord) -> list[str]:
    trace, found = record.exc_info[2] if record.exc_info else None, []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found
