"""One person, one name, on every paper."""

from __future__ import annotations

from collections.abc import Iterator

from casefile.findings import Outcome
from validators import changes, printed
from validators.assignment import Person
from validators.dossier import Dossier
from validators.rule import HAINAN, Remark, rule


@rule("names.mother", "母亲姓名在各材料上一致", fails_as=Outcome.MISMATCH, source=f"{HAINAN}附件4第1、2项")
def names_mother(dossier: Dossier) -> Iterator[Remark]:
    """The mother (母亲) has one name on the form, ID card, register page, marriage certificate and elsewhere.

    Passes: 阿依古丽•买买提 on the card, 阿依古丽·买买提 on the form: only the middle dot is folded.
    Passes: 将强嘉 read for 蒋强嘉 on the register page, where a rule of the table runs through the surname,
    and the number below it and all other papers agree.
    Fails: 黄梓宣 surely printed on the certificate where the form says 黄梓萱.
    """
    return _one_name(dossier, dossier.mother)


@rule("names.father", "父亲姓名在各材料上一致", fails_as=Outcome.MISMATCH, source=f"{HAINAN}附件4第1、2项")
def names_father(dossier: Dossier) -> Iterator[Remark]:
    """The father (父亲) has one name on the form, ID card, register page, marriage certificate and elsewhere.

    Unreadable: 陳建國 printed where the form says 陈建国: two forms of one name are a doubt; and another
    name where the register states the change (登记事项变更和更正记载).
    """
    return _one_name(dossier, dossier.father)


def _one_name(dossier: Dossier, person: Person) -> Iterator[Remark]:
    """Compare every place where the parent's name is printed with the application."""
    yield from printed.missing(dossier, person)
    for reading in printed.places(dossier, person, "name"):
        yield changes.agrees(dossier, person, "name", reading)
