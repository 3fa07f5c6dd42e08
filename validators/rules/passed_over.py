"""Cards and register pages on which the case does not rest, though they were uploaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casefile.case import Document, Kind
from casefile.findings import Outcome, Severity
from validators import printed, words
from validators.agreement import MATCH, UNREADABLE, Agreement
from validators.assignment import Person
from validators.dossier import Dossier
from validators.reading import Reading
from validators.remarks import OUTCOMES, on_page, path, where
from validators.rule import OWN, Remark, rule


@rule(
    "materials.use",
    "所交身份材料均已用于核验",
    fails_as=Outcome.MISMATCH,
    source=OWN,
    severity=Severity.WARN,
)
def use(dossier: Dossier) -> Iterator[Remark]:
    """Every register page is a parent's or the head's, and every page of one parent says the same by itself.

    Passes: two photos of the father's page, both legible. Fails, as a warning: a sibling's page in the
    father's slot, whose own page lies in the mother's. Unreadable: his own page with its number covered,
    beside another photo on which it can be read.
    """
    for document in dossier.case.of_kind(Kind.REGISTER_MEMBER):
        if not dossier.served(document):
            message = f"{where(document)}{words.KINDS[document.kind]}不是父母或户主的，未用于核验，请核对。"
            yield on_page(document, Outcome.MISMATCH, message)
    for person in dossier.parents:
        for pages in (person.fronts, person.owns):
            for name in ("name", "id_number"):
                yield from _completed(dossier, person, pages, name)
    yield Remark(Outcome.PASS)


def _completed(dossier: Dossier, person: Person, pages: Sequence[Document], name: str) -> Iterator[Remark]:
    """The pages that do not surely say by themselves what another photo of the same page does."""
    form = path(person, name)
    found = [(reading, _by_itself(dossier, reading, str(form.value))) for reading in _on(person, pages, name)]
    if MATCH not in [agrees for _, agrees in found]:
        return
    for reading, agrees in found:
        if agrees is not MATCH:
            page = reading.document
            message = (
                f"{where(page)}{reading.label}与本人另一页不一致或不能确认，已按另一页核对，请查看原图。"
            )
            yield on_page(page, OUTCOMES[agrees], message, form, reading.evidence(), subject=person.role)


def _on(person: Person, pages: Sequence[Document], name: str) -> Iterator[Reading]:
    return (Reading(page, name, person.term) for page in pages)


def _by_itself(dossier: Dossier, reading: Reading, expected: str) -> Agreement:
    """How a reading agrees; one that only weighing settles, expecting it, is none of its own."""
    agrees = printed.comparison(dossier, reading.document, reading.name)(reading.field, expected)
    return UNREADABLE if agrees is MATCH and not reading.sure else agrees
