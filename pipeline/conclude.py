"""An examined case is judged with what is known from outside it, and becomes its result."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

from casefile.case import Case, Document, Submission
from casefile.errors import ReaderFailed
from casefile.findings import Status, Verdict
from pipeline.judge import against, judge
from pipeline.process import Examined
from pipeline.record import Record, record_of
from pipeline.registry import Outside
from pipeline.result import Object, result_object
from validators.facts import Birth, Facts, Sighting
from validators.likeness import alike, bands, likeness_of
from validators.province import Province, load

BROKEN = "阅读器无法工作，个案已保留，可以重新运行"


class Run:
    """The cases of one run, in order: each is judged with the earlier ones known."""

    def __init__(self, outside: Outside | None = None) -> None:
        """Know no case yet; `outside` answers for records and lists."""
        self._outside = outside or Outside()
        self._births: list[Birth] = []
        self._contents: dict[str, list[Submission]] = {}
        self._pictures: dict[tuple[int, int], list[tuple[str, Submission]]] = {}

    def conclude(self, examined: Examined, before: Record | None = None) -> tuple[Verdict, Object, Record]:
        """The verdict, the result and the record of the next case; `before` is that of its last round."""
        submission = examined.case.submission
        facts = Facts(
            births=tuple(self._births),
            sightings=(
                *sightings(examined.contents, self._holders(examined.contents)),
                *similar_sightings(examined.case.documents, self._seen),
            ),
            digests=examined.contents,
            first_submitted_at=before.first_submitted_at if before else None,
        )
        facts = self._outside.facts(submission, facts)
        verdict, result = conclude(examined, facts)
        self._remember(examined, submission)
        stood = against(verdict, own_province(submission.province))
        return verdict, result, record_of(examined, facts, result, stood, before)

    def _remember(self, examined: Examined, submission: Submission) -> None:
        self._births.append(birth_of(submission))
        for content in set(examined.contents.values()):
            self._contents.setdefault(content, []).append(submission)
        for picture in pictures(examined.case.documents):
            for part in enumerate(bands(picture)):
                self._pictures.setdefault(part, []).append((picture, submission))

    def _seen(self, picture: str) -> Iterator[Submission]:
        """Earlier cases that hold this picture, saved otherwise perhaps."""
        found = [one for part in enumerate(bands(picture)) for one in self._pictures.get(part, ())]
        cases = {submission.case_id: submission for other, submission in found if alike(other, picture)}
        yield from cases.values()

    def _holders(self, contents: Mapping[str, str]) -> Iterator[tuple[str, Submission]]:
        for content in sorted(set(contents.values())):
            for submission in self._contents.get(content, ()):
                yield content, submission


def conclude(examined: Examined, facts: Facts) -> tuple[Verdict, Object]:
    """Judge one case; where the reader failed on every page there is nothing to judge, and it has failed."""
    broken = Verdict(Status.FAILED, (), error=BROKEN) if examined.hopeless else None
    verdict = broken or _judged(examined.case, facts)
    return verdict, result_object(examined.case, verdict, examined.versions, examined.seconds)


def failed_result(submission: Submission, error: ReaderFailed) -> Object:
    """The result of a case that the machine could not even begin to read."""
    verdict = Verdict(Status.FAILED, (), error=f"{BROKEN}（{error}）")
    unknown = dict.fromkeys(("reader", "extractors", "rules"), "unknown")
    return result_object(Case(submission, ()), verdict, unknown)


def birth_of(submission: Submission) -> Birth:
    """The birth that a case is about, as other cases are judged by it."""
    newborn = submission.newborn
    return Birth(
        case_id=submission.case_id,
        mother_id_number=submission.mother.id_number,
        birth_date=newborn.birth_date,
        name=newborn.name,
        sex=newborn.sex,
        birth_time=newborn.birth_time,
        plurality=newborn.plurality,
    )


def sightings(contents: Mapping[str, str], holders: Iterable[tuple[str, Submission]]) -> Iterator[Sighting]:
    """For each file of the case whose content another holds: that file, the other case, its parents."""
    files: dict[str, list[str]] = {}
    for file, content in contents.items():
        files.setdefault(content, []).append(file)
    for content, other in holders:
        parents = (other.mother.id_number, other.father.id_number)
        for file in files.get(content, ()):
            yield Sighting(file, other.case_id, parents)


def pictures(documents: Iterable[Document]) -> frozenset[str]:
    """The likenesses of the pages on which documents were found."""
    return frozenset(picture for document in documents if (picture := likeness_of(document)))


def similar_sightings(
    documents: Iterable[Document], holders: Callable[[str], Iterable[Submission]]
) -> Iterator[Sighting]:
    """For each page whose picture another case holds, saved otherwise perhaps: that page, that case."""
    pages = {(d.file, d.page): picture for d in documents if (picture := likeness_of(d))}
    for (file, page), picture in pages.items():
        for other in holders(picture):
            yield Sighting(file, other.case_id, (other.mother.id_number, other.father.id_number), page)


def _judged(case: Case, facts: Facts) -> Verdict:
    return judge(case, own_province(case.submission.province), facts)


@functools.cache
def own_province(name: str) -> Province:
    """The terms of a province that comes with the program."""
    return load(name)
