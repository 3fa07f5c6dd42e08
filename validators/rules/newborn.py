"""The newborn as declared: ethnicity, relation to the head, pre-enrolment, no second case of one birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casefile.findings import Outcome, Severity
from casefile.identifiers import person_name, resident_id
from validators.assignment import Person, relation
from validators.dossier import Dossier, declared
from validators.reading import Reading, readings
from validators.remarks import path
from validators.rule import GUANGXI, Remark, rule

SINGLE = "单胎"


@rule("newborn.ethnicity", "新生儿民族随父或随母", fails_as=Outcome.MISMATCH, source=f"{GUANGXI}五（五）3")
def ethnicity(dossier: Dossier) -> Iterator[Remark]:
    """The newborn's ethnicity (民族) is the mother's or the father's, as their cards and registers print it.

    Passes: 壮 with a father of 壮族. Fails: 苗 with parents of 汉 and 壮.
    """
    wanted = _people(dossier.newborn.ethnicity or "")
    if not wanted:
        return
    form = declared("newborn.ethnicity", dossier.newborn.ethnicity)
    printed = [_printed(person) for person in dossier.parents]
    evidence = form, *(reading.evidence() for readings_ in printed for reading in readings_)
    for found in printed:
        # What one page says surely, another that is less sure and says the same does not cast in doubt.
        same = all(_people(str(reading.value)) == wanted for reading in found)
        if same and any(reading.text for reading in found):
            yield Remark(Outcome.PASS, "", evidence, "newborn")
            return
    if all(found and all(reading.text for reading in found) for found in printed):
        message = "新生儿的民族与父母双方的民族都不一致，请核对。"
        yield Remark(Outcome.MISMATCH, message, evidence, "newborn")
    else:
        message = "父母材料上的民族不能可靠辨认，无法确认新生儿的民族，请人工核对。"
        yield Remark(Outcome.UNREADABLE, message, evidence, "newborn")


def _printed(person: Person) -> list[Reading]:
    """What the parent's card and own page print as ethnicity."""
    return [r for pages in (person.fronts, person.owns) for r in readings(pages, "ethnicity", person.term)]


def _people(text: str) -> str:
    return person_name.normalise(text).removesuffix("族")


@rule(
    "newborn.relation",
    "新生儿与户主关系填写恰当",
    fails_as=Outcome.MISMATCH,
    source=f"{GUANGXI}五（五）3",
    severity=Severity.WARN,
)
def newborn_relation(dossier: Dossier) -> Iterator[Remark]:
    """The declared relation to the head (与户主关系) fits the head and the newborn's sex.

    Passes: the head is the settling father's father: 孙子 or 孙女. Fails, as a warning: 孙子 for a girl.
    """
    head = dossier.newborn.household_head
    person = dossier.settling
    if not head or not head.relation_to_head:
        if person.is_head is False:
            message = "被投靠人不是户主，请填写户主信息及新生儿与户主关系。"
            yield Remark(Outcome.MISSING, message, (declared("newborn.household_head", None),), "newborn")
        return
    evidence = declared("newborn.household_head.relation_to_head", head.relation_to_head)
    expected = _expected(person)
    if expected is None:
        message = f"{person.term}与户主的关系不能确定，无法核对新生儿与户主关系。"
        yield Remark(Outcome.UNREADABLE, message, (evidence,), "newborn")
    elif _fits(head.relation_to_head, expected, dossier.newborn.sex):
        yield Remark(Outcome.PASS, "", (evidence,), "newborn")
    else:
        message = f"新生儿与户主关系一般应为{'或'.join(expected)}，请核对。"
        yield Remark(Outcome.MISMATCH, message, (evidence,), "newborn")


def _expected(person: Person) -> tuple[str, str] | None:
    """Son's and daughter's relation to the head, from that of the parent; None for rarer relations."""
    own = relation(person) or ""
    if person.is_head or own in {"妻", "妻子", "夫", "丈夫", "配偶"}:
        return "子", "女"
    if own.startswith(("孙", "外孙")):
        return None
    if own.endswith(("子", "儿")) or "媳" in own:
        return "孙子", "孙女"
    return ("外孙子", "外孙女") if own.endswith("女") or "婿" in own else None


def _fits(declared_relation: str, expected: tuple[str, str], sex: str) -> bool:
    wanted = expected[0] if sex == "男" else expected[1]
    birth_order = r"(?:之|长|次|[二三四五六七八九]|独生|独)?"
    stem = wanted.removesuffix("子") if len(wanted) > 1 else wanted
    forms = {"子": "(?:子|儿子)", "女": "(?:女|女儿)"}.get(stem, f"{stem}子?")
    return re.fullmatch(birth_order + forms, person_name.normalise(declared_relation)) is not None


@rule(
    "newborn.pre_enrolment",
    "预参保证件号码符合编排规则",
    fails_as=Outcome.MISMATCH,
    source=f"{GUANGXI}五（五）6",
    severity=Severity.WARN,
)
def pre_enrolment(dossier: Dossier) -> Iterator[Remark]:
    """A pre-enrolment number (预参保证件号码) is a parent's ID number with X (girl) or Y (boy) behind it.

    For multiple births 大, 小 or B follows. Fails, as a warning: Y for a girl.
    """
    number = dossier.newborn.pre_enrolment_number
    if not number:
        return
    evidence = (
        declared("newborn.pre_enrolment_number", number),
        *(path(p, "id_number") for p in dossier.parents),
    )
    letter = "X" if dossier.newborn.sex == "女" else "Y"
    suffix = letter if dossier.newborn.plurality == SINGLE else f"(?:{letter})?(?:[大小]B?|B)"
    parents = "|".join(re.escape(resident_id.compact(p.declared.id_number)) for p in dossier.parents)
    if re.fullmatch(f"(?:{parents}){suffix}", resident_id.compact(number)):
        yield Remark(Outcome.PASS, "", evidence, "newborn")
    else:
        message = (
            "预参保证件号码应为母亲或父亲的公民身份号码加X（女）或Y（男），多胞胎加“大”“小”或B，请核对。"
        )
        yield Remark(Outcome.MISMATCH, message, evidence, "newborn")
