"""An examined case is judged against what is known of others, and becomes its result."""

from __future__ import annotations

from collections.abc import Sequence

from casefile.case import Case, Submission
from casefile.errors import ReaderFailed
from casefile.findings import Status, Verdict
from pipeline.process import Examined
from pipeline.result import Object, result_object

_BROKEN = "阅读器无法工作，个案已保留，可以重新运行"


class Run:
    """The cases of one run, in order: each is judged with the earlier ones known."""

    def __init__(self) -> None:
        """Know no case yet."""
        self._earlier: list[Examined] = []

    def conclude(self, examined: Examined) -> tuple[Verdict, Object]:
        """The verdict and the result of the next case."""
        verdict, result = conclude(examined, self._earlier)
        self._earlier.append(examined)
        return verdict, result


def conclude(examined: Examined, earlier: Sequence[Examined]) -> tuple[Verdict, Object]:
    """Judge one case; where the reader failed on every page there is nothing to judge, and it has failed."""
    if examined.hopeless:
        verdict = Verdict(Status.FAILED, (), error=_BROKEN)
    else:
        verdict = _judged(examined.case, earlier)
    return verdict, result_object(examined.case, verdict, examined.versions, examined.seconds)


def failed_result(submission: Submission, error: ReaderFailed) -> Object:
    """The result of a case that the machine could not even begin to read."""
    verdict = Verdict(Status.FAILED, (), error=f"{_BROKEN}（{error}）")
    unknown = dict.fromkeys(("reader", "extractors", "rules"), "unknown")
    return result_object(Case(submission, ()), verdict, unknown)


def _judged(case: Case, earlier: Sequence[Examined]) -> Verdict:
    raise NotImplementedError
