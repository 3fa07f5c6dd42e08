"""One small tree of errors; each class knows its code, its exit status and whether to retry."""

from __future__ import annotations

from typing import ClassVar


class BirthcaseError(Exception):
    """Something went wrong that a person can act on; the message is one line that says how."""

    code: ClassVar[str] = "ERROR"
    exit_status: ClassVar[int] = 2
    retry: ClassVar[bool] = False


class UsageError(BirthcaseError):
    """The command or a case.json cannot be used as given."""

    code = "USAGE"


class UploadRefused(BirthcaseError):
    """A file cannot be taken; `code` is the stable code, the message says what to do instead."""

    exit_status = 1

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the Chinese message."""
        super().__init__(message)
        self.refusal = code


class ReaderFailed(BirthcaseError):
    """The reader died, hung or returned nonsense on a page; the page is unread."""

    code = "READER_FAILED"
    exit_status = 3
    retry = True


class StoreUnavailable(BirthcaseError):
    """A store does not answer; nothing acknowledged is lost, and the work is tried again."""

    code = "STORE_UNAVAILABLE"
    exit_status = 3
    retry = True
