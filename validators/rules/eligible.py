"""Who may use this service: written once, with each province's own terms."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from casefile.findings import Outcome, Severity
from casefile.identifiers import division, resident_id
from casefile.identifiers.person_name import normalise
from validators import words
from validators.assignment import Person
from validators.dossier import Dossier, day_of, declared, faults
from validators.ended import CANCELLED, doubtful_mark, mark_of_end
from validators.province import Window
from validators.reading import Reading, given
from validators.remarks import on_page, path
from validators.rule import GUANGXI, Remark, rule

ORDINARY = "请按普通程序办理。"
CHINA = {"中国", "中华人民共和国"}


@rule("eligible.applicant", "申请人符合规定", fails_as=Outcome.INELIGIBLE, source=f"{GUANGXI}一（一）")
def applicant(dossier: Dossier) -> Iterator[Remark]:
    """The applicant (申请人) is one of those whom the province allows.

    Ineligible in Guangxi: the father. Passes in Hainan: either parent.
    """
    evidence = (declared("applicant", dossier.case.submission.applicant),)
    if dossier.case.submission.applicant in dossier.province.terms.applicants:
        yield Remark(Outcome.PASS, "", evidence)
    else:
        yield Remark(Outcome.INELIGIBLE, f"申请人不符合{dossier.province.name}的规定，{ORDINARY}", evidence)


@rule(
    "eligible.birthplace",
    "在本省具备助产资质的机构出生",
    fails_as=Outcome.INELIGIBLE,
    source=f"{GUANGXI}一（二）",
)
def birthplace(dossier: Dossier) -> Iterator[Remark]:
    """Born in an institution of the province that may deliver (接产资质).

    Passes: in the authority's list; with a warning: not in the list, but the place lies in the province.
    Ineligible: the place lies in another province.
    """
    newborn = dossier.newborn
    evidence = (
        declared("newborn.institution", newborn.institution),
        declared("newborn.birth_place", newborn.birth_place),
    )
    listed = *dossier.province.terms.institutions, *dossier.facts.institutions
    if normalise(newborn.institution) in map(normalise, listed):
        yield Remark(Outcome.PASS, "", evidence, "newborn")
        return
    inside = _born_inside(dossier)
    if False in inside:
        message = f"出生地点不在{dossier.province.name}，{ORDINARY}"
        yield Remark(Outcome.INELIGIBLE, message, evidence, "newborn")
    elif True in inside:
        message = "出生机构不在已配置的助产机构名单中，但出生地点在本省，请留意核对。"
        yield Remark(Outcome.PASS, message, evidence, "newborn", severity=Severity.WARN)
    else:
        yield Remark(
            Outcome.UNREADABLE, "不能确定出生地点所在省份，请人工核对出生机构。", evidence, "newborn"
        )


def _born_inside(dossier: Dossier) -> set[bool]:
    """Whether form and record place the birth in the province; else whether the institution's name does."""
    places = [dossier.newborn.birth_place, *(r.text for r in given(dossier.deliveries, "birth_place"))]
    inside = {division.lies_in(place, dossier.province.division) for place in places if place} - {None}
    inside = inside or {division.lies_in(dossier.newborn.institution, dossier.province.division)}
    return {answer for answer in inside if answer is not None}


@rule("eligible.citizens", "父母双方为中国公民", fails_as=Outcome.INELIGIBLE, source=f"{GUANGXI}一（三）")
def citizens(dossier: Dossier) -> Iterator[Remark]:
    """Both parents are Chinese citizens resident here (暂不包括港澳台同胞、侨胞、户口已注销人员).

    Ineligible: a number that begins with 81, 82 or 83; declared 侨胞; 注销, 迁出 or 死亡 on the register's
    cover or page.
    Unreadable: a register page too blurred to tell whether it is cancelled; cover or page with a stamp that
    nobody can read.
    """
    for person in dossier.parents:
        found = list(_not_citizen(dossier, person)) or list(_unseen(person))
        yield from found
        if not found:
            yield Remark(
                Outcome.PASS, "", (path(person, "id_number"), path(person, "nationality")), person.role
            )


def _not_citizen(dossier: Dossier, person: Person) -> Iterator[Remark]:
    permit = resident_id.permit(person.declared.id_number)
    reasons = (
        (permit, f"持{permit}", path(person, "id_number")),
        (person.declared.nationality not in CHINA, "国籍不是中国", path(person, "nationality")),
        (person.declared.overseas_chinese, "申报为侨胞", declared(f"{person.role}.overseas_chinese", "是")),
    )
    for holds, reason, evidence in reasons:
        if holds:
            yield Remark(Outcome.INELIGIBLE, f"{person.term}{reason}，{ORDINARY}", (evidence,), person.role)
    for page in person.fronts:
        read = Reading(page, "id_number")
        if read.text and not permit and resident_id.permit(read.text):
            message = f"{person.term}所交证件为{resident_id.permit(read.text)}，{ORDINARY}"
            yield on_page(page, Outcome.INELIGIBLE, message, read.evidence(), subject=person.role)
    for nationality in given(dossier.infos, f"{person.spouse}_nationality"):
        if nationality.text and nationality.text not in CHINA:
            message = f"结婚证登记的{person.term}国籍不是中国，{ORDINARY}"
            yield on_page(
                nationality.document, Outcome.INELIGIBLE, message, nationality.evidence(), subject=person.role
            )
    for page in (*person.covers, *person.owns):
        mark, sure = mark_of_end(page) or ("", False)
        if sure:
            message = f"{person.term}的{words.KINDS[page.kind]}有“{mark}”标记，{ORDINARY}"
            yield on_page(page, Outcome.INELIGIBLE, message, subject=person.role)


def _unseen(person: Person) -> Iterator[Remark]:
    """Register pages on which nobody can tell whether they carry the mark 注销."""
    for page in (*person.covers, *person.owns):
        why = doubtful_mark(page)
        if page in person.owns and any(faults(page)):
            why = "不够清晰"
        if why:
            what = words.KINDS[page.kind]
            message = f"{person.term}的{what}{why}，不能确认有无“{CANCELLED}”标记，请人工核对。"
            yield on_page(page, Outcome.UNREADABLE, message, subject=person.role)


@rule("eligible.window", "在规定期限内提出申请", fails_as=Outcome.INELIGIBLE, source=f"{GUANGXI}一（五）")
def window(dossier: Dossier) -> Iterator[Remark]:
    """Submitted in time (申请期限); the day of birth is day 0, the last day counts, days are China's.

    Passes in Guangxi: born on 31 January, submitted on 28 February. A returned case keeps its first day.
    """
    first = dossier.facts.first_submitted_at or dossier.case.submission.submitted_at
    day, born = day_of(first), dossier.newborn.birth_date
    evidence = declared("submitted_at", day.isoformat()), declared("newborn.birth_date", born.isoformat())
    if day < born:
        yield Remark(Outcome.MISMATCH, "填写的出生日期晚于提交日期，请核对。", evidence)
    elif day <= last_day(born, dossier.province.terms.window):
        yield Remark(Outcome.PASS, "", evidence)
    else:
        yield Remark(Outcome.INELIGIBLE, f"已超过规定的申请期限，{ORDINARY}", evidence)


def last_day(born: dt.date, window: Window) -> dt.date:
    """The last day of a window that begins with the birth.

    >>> last_day(dt.date(2026, 1, 31), Window(months=1))
    datetime.date(2026, 2, 28)
    >>> last_day(dt.date(2026, 1, 31), Window(days=30))
    datetime.date(2026, 3, 2)
    """
    if window.days:
        return born + dt.timedelta(days=window.days)
    years, month = divmod(born.month - 1 + window.months, 12)
    last = calendar.monthrange(born.year + years, month + 1)[1]
    return dt.date(born.year + years, month + 1, min(born.day, last))
