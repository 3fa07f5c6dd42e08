"""Records outside, asked for by connectors: not checked where none is configured or it does not answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from casefile.case import Field
from casefile.findings import Outcome
from casefile.identifiers import person_name, resident_id
from validators import agreement
from validators.agreement import Agreement
from validators.assignment import Person
from validators.dossier import Dossier, declared
from validators.facts import Identity
from validators.reading import readings
from validators.remarks import OUTCOMES, on_page, path
from validators.rule import GUANGXI, HAINAN, Remark, rule


@rule(
    "records.certificate",
    "出生医学证明登记的父母与结婚证一致",
    fails_as=Outcome.MISMATCH,
    source=f"{HAINAN}二（一）",
)
def certificate(dossier: Dossier) -> Iterator[Remark]:
    """The birth-certificate record (《出生医学证明》) has the same parents as the marriage certificate.

    Not checked: no connector. Fails: the record names another father.
    """
    record = dossier.facts.certificate
    if record is None:
        yield _not_checked("出生医学证明登记信息")
        return
    for person in dossier.parents:
        found = record.get(person.role)
        yield from (
            _certified(dossier, person, found) if found else [_not_found(person, "出生医学证明登记信息")]
        )


def _certified(dossier: Dossier, person: Person, record: Identity) -> Iterator[Remark]:
    compares = ("name", record.name, agreement.of_name), ("id_number", record.id_number, agreement.of_number)
    for name, value, compare in compares:
        for reading in readings(dossier.infos, f"{person.spouse}_{name}"):
            outcome = OUTCOMES[
                _or_declared(compare(reading.field, value), reading.field, person, name, value)
            ]
            told = f"出生医学证明登记的{person.term}信息与{reading.label}不一致或无法比对，请核对。"
            message = "" if outcome is Outcome.PASS else told
            evidence = reading.evidence(value), declared(f"records.certificate.{person.role}.{name}", value)
            yield on_page(reading.document, outcome, message, *evidence, subject=person.role)


def _or_declared(found: Agreement, field: Field, person: Person, name: str, value: str) -> Agreement:
    """A certificate that was found to print what the form declares agrees with a record of the same."""
    form = str(getattr(person.declared, name))
    compare = agreement.of_name if name == "name" else agreement.of_number
    if found is Agreement.UNREADABLE and _same(name, form, value):
        return compare(field, form)
    return found


@rule(
    "records.not_issued", "尚未办理出生医学证明等证件", fails_as=Outcome.INELIGIBLE, source=f"{GUANGXI}一末段"
)
def not_issued(dossier: Dossier) -> Iterator[Remark]:
    """The papers that this service issues were not issued before (尚未办理), by the registry connector.

    Ineligible: the birth certificate was already issued offline. Not checked: no connector.
    """
    issued = dossier.facts.issued
    for paper in dossier.province.terms.not_issued:
        if issued is None or paper not in issued:
            yield _not_checked(f"{paper}办理情况")
        elif issued[paper]:
            message = f"新生儿已办理{paper}，暂不支持“一件事”联办，请按普通程序办理其他事项。"
            yield Remark(
                Outcome.INELIGIBLE, message, (declared(f"records.issued.{paper}", "已办理"),), "newborn"
            )
        else:
            yield Remark(Outcome.PASS, "", (declared(f"records.issued.{paper}", "未办理"),), "newborn")


@rule(
    "records.population",
    "父母姓名和号码与人口系统一致",
    fails_as=Outcome.MISMATCH,
    source=f"{HAINAN}附件4第1、2项",
)
def population(dossier: Dossier) -> Iterator[Remark]:
    """The parents' names and numbers agree with the population system (人口系统), by the registry connector.

    Not checked: the connector does not answer. Fails: the system has another name for the number.
    """
    record: Mapping[str, Identity] | None = dossier.facts.population
    for person in dossier.parents:
        if record is None:
            yield _not_checked("人口系统信息")
            continue
        found = record.get(person.role)
        yield _registered(person, found) if found else _not_found(person, "人口系统信息")


def _registered(person: Person, record: Identity) -> Remark:
    pairs = (("name", record.name), ("id_number", record.id_number))
    agrees = all(_same(name, str(getattr(person.declared, name)), value) for name, value in pairs)
    theirs = (declared(f"records.population.{person.role}.{name}", value) for name, value in pairs)
    evidence = path(person, "name"), path(person, "id_number"), *theirs
    message = "" if agrees else f"{person.term}的姓名或公民身份号码与人口系统不一致，请核对。"
    return Remark(Outcome.PASS if agrees else Outcome.MISMATCH, message, evidence, person.role)


def _same(name: str, one: str, other: str) -> bool:
    if name == "name":
        return person_name.same(one, other)
    return resident_id.compact(one) == resident_id.compact(other)


def _not_checked(what: str) -> Remark:
    return Remark(Outcome.NOT_CHECKED, f"未配置或未能连接{what}的查询，本项未核查。")


def _not_found(person: Person, what: str) -> Remark:
    return Remark(Outcome.NOT_CHECKED, f"{what}中没有{person.term}的记录，本项未核查。", subject=person.role)
