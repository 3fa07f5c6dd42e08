"""Checks case folders through the pool: reading runs ahead, judging keeps the order given."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from birthcase.cases import CASE_FILE, case_folders
from birthcase.outputs import Outputs
from birthcase.previous import Coming, coming, tell_points
from birthcase.say import PROPOSAL, STATUS, console, fail, line, say, word
from casefile.case import Submission
from casefile.errors import ReaderFailed
from casefile.findings import Outcome, Severity, Status, Verdict
from pipeline.conclude import Run, failed_result
from pipeline.folder import folder_fetch
from pipeline.masking import masked_text, secrets_of
from pipeline.memory import RunMemory
from pipeline.process import Examined, examine
from pipeline.record import encoded
from pipeline.registry import open_outside
from pipeline.settings import load_settings
from pipeline.submission import SubmissionUnusable, parse_submission
from pipeline.workers import ReaderPool, open_pool

EXIT = {"accepted": 0, "flagged": 1, "unusable": 2, "failed": 3}


@dataclass(frozen=True, slots=True)
class _Begun:
    """A case folder whose pages are being read, or what is wrong with its case.json."""

    folder: Path
    coming: Coming | None
    problems: tuple[str, ...] = ()
    examined: Future[Examined] | None = None


def check_cases(paths: Sequence[Path], output: Path, jobs: int | None, previous: Path | None = None) -> int:
    """The exit status of a run over every case below the paths; `previous` is the output of a run before."""
    folders, settings = case_folders(paths), load_settings()
    outputs, run = Outputs(output), Run(open_outside(settings))
    counts: Counter[str] = Counter()
    with open_pool(settings, jobs, 2 * len(folders)) as pool, ThreadPoolExecutor(64) as threads:
        try:
            for begun in _watched(_ahead(folders, pool, threads, previous), len(folders)):
                counts[_finish(begun, run, outputs)] += 1
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            pool.close()
            raise
    line(_summary(counts))
    return max(EXIT[word] for word in counts)


def _ahead(
    folders: list[Path], pool: ReaderPool, threads: ThreadPoolExecutor, previous: Path | None
) -> Iterator[_Begun]:
    """Every case in order, with one more than there are readers already being read."""
    memory = RunMemory()
    waiting = iter(folders)

    def begin(folder: Path) -> _Begun:
        return _begin(folder, pool, memory, threads, previous)

    begun = deque(begin(folder) for folder in islice(waiting, pool.size + 1))
    while begun:
        yield begun.popleft()
        begun.extend(begin(folder) for folder in islice(waiting, 1))


def _begin(
    folder: Path, pool: ReaderPool, memory: RunMemory, threads: ThreadPoolExecutor, previous: Path | None
) -> _Begun:
    try:
        submission = parse_submission((folder / CASE_FILE).read_bytes())
        found = coming(submission, folder_fetch(folder), previous)
    except SubmissionUnusable as error:
        return _Begun(folder, None, error.problems)
    except OSError:
        return _Begun(folder, None, ("打不开，请检查权限",))
    examined = threads.submit(examine, found.submission, found.fetch, pool, memory, found.kept)
    return _Begun(folder, found, (), examined)


def _finish(begun: _Begun, run: Run, outputs: Outputs) -> str:
    """Judge and write one case, say so in one line, and return the word for its outcome."""
    if begun.coming is None or begun.examined is None:
        fail(f"{begun.folder / CASE_FILE} " + say("不能使用，请改正：", "cannot be used, mend:"))
        for problem in begun.problems:
            console(stderr=True).print(f"  {problem}")
        return "unusable"
    try:
        examined = begun.examined.result()
    except ReaderFailed as error:
        return _broken(begun.coming.submission, error, outputs)
    verdict, result, record = run.conclude(examined, begun.coming.before)
    written = outputs.write(begun.coming.submission.case_id, result)
    if verdict.status is not Status.FAILED:
        outputs.keep(written, encoded(record))
    line(_told(examined, verdict))
    tell_points(record.rounds[-1].points)
    return verdict.status.value


def _broken(submission: Submission, error: ReaderFailed, outputs: Outputs) -> str:
    """A case that could not even be begun."""
    outputs.write(submission.case_id, failed_result(submission, error))
    line(
        f"{submission.case_id}  {word(STATUS, 'failed')}  "
        + say("阅读器无法工作，请运行 birthcase doctor", "the reader does not work, run birthcase doctor")
    )
    return "failed"


def _told(examined: Examined, verdict: Verdict) -> str:
    """One masked line: the case, the status, and the reasons that matter most."""
    parts = [examined.case.submission.case_id, word(STATUS, verdict.status.value)]
    if verdict.proposal:
        parts.append(word(PROPOSAL, verdict.proposal.value))
    if verdict.status is Status.FAILED:
        parts.append(verdict.error or "")
    secrets = secrets_of(examined.case)
    silent = {Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED}
    told = [f for f in verdict.findings if f.severity is Severity.BLOCK and f.outcome not in silent]
    told.sort(key=lambda finding: finding.code is None)
    reasons = list(dict.fromkeys(masked_text(finding.message, secrets).splitlines()[0] for finding in told))
    more = (
        say(f"（另有 {len(reasons) - 3} 项）", f" (and {len(reasons) - 3} more)") if len(reasons) > 3 else ""
    )
    return "  ".join([*parts, *(["；".join(reasons[:3]) + more] if reasons else [])])


def _watched(begun: Iterator[_Begun], total: int) -> Iterator[_Begun]:
    """The same cases under a progress bar where someone is looking."""
    if not console().is_terminal or total < 2:
        yield from begun
        return
    from rich.progress import Progress

    with Progress(console=console(), transient=True) as progress:
        task = progress.add_task(say("核对", "checking"), total=total)
        for one in begun:
            yield one
            progress.advance(task)


def _summary(counts: Counter[str]) -> str:
    names = {**STATUS, "unusable": ("case.json 不能使用", "case.json unusable")}
    told = "，".join(f"{word(names, key)} {counts[key]}" for key in EXIT if counts[key])
    return say(f"共 {counts.total()} 件：{told}", f"{counts.total()} cases: {told}")
