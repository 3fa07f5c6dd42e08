"""The samples that are kept as files, and the register of them in README.md."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from samples import cases, pages, pictures, singles
from samples.cases import Case, Expected
from samples.materials import Habits
from samples.people import family
from samples.tamper import KINDS, Kind, tampered

HOME = Path(__file__).parent
LONG_SIDE = 1400
MARK = "<!-- below this line: written by `python -m samples keep` -->"


@dataclass(frozen=True)
class Kept:
    """A case that is kept: its folder's name, how it is drawn and what was done to it."""

    name: str
    province: str
    seed: str
    tamper: str = ""
    plain: bool = True

    def case(self) -> Case:
        """The case under its kept name."""
        habits = Habits(self.seed, "neat", LONG_SIDE, self.plain)
        case = cases.clean(self.seed, self.province, habits)
        case = case.with_files(lambda file: replace(file, pictures=tuple(map(_scanned, file.pictures))))
        if self.tamper:
            case = tampered(case, self.tamper, random.Random(self.seed))
        return case.with_form("case_id", self.name)

    @property
    def shows(self) -> str:
        """What is to be seen, in one sentence."""
        return KINDS[self.tamper].says if self.tamper else "All papers are in order."


CASES = (
    Kept("guangxi-clean-1", "guangxi", "157"),
    Kept("guangxi-clean-2", "guangxi", "102", plain=False),
    Kept("hainan-clean-1", "hainan", "133"),
    Kept("hainan-clean-2", "hainan", "104", plain=False),
    Kept("guangxi-name", "guangxi", "105", "name_on_page"),
    Kept("hainan-number", "hainan", "106", "number_digit"),
    Kept("guangxi-missing", "guangxi", "107", "missing_delivery"),
)


def keep(home: Path = HOME) -> None:
    """Draw every kept sample anew and write the register; what was there before is removed."""
    lines = ["", "| kind | what is wrong | rules that must not pass | proposal |", "|---|---|---|---|"]
    lines += [
        f"| `{kind.name}` | {kind.says} | {_rules(kind)} | {kind.proposal} |" for kind in KINDS.values()
    ]
    lines += ["", "## Single papers", "", "| file | what it shows | seed |", "|---|---|---|"]
    shutil.rmtree(home / "documents", ignore_errors=True)
    lines += list(_documents(home / "documents"))
    lines += ["", "## Cases", "", "| file | what it shows | seed |", "|---|---|---|"]
    shutil.rmtree(home / "cases", ignore_errors=True)
    for kept in CASES:
        lines += list(_case(kept, home / "cases"))
    readme = home / "README.md"
    written = readme.read_text(encoding="utf-8").partition(MARK)[0]
    readme.write_text(written + MARK + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _scanned(picture: pictures.Picture) -> pictures.Picture:
    """One picture in four is a scan."""
    scan = random.Random(picture.seed).random() < 0.25
    return replace(picture, profile="scan") if scan else picture


def _documents(folder: Path) -> Iterator[str]:
    """One photographed paper of each kind, and the register's lines."""
    for number, kind in enumerate(singles.KINDS):
        seed = f"kept/{kind}"
        rng = random.Random(seed)
        facts = singles.facts_for(kind, family(rng, ("guangxi", "hainan")[number % 2]), rng)
        page = pages.Page(kind, kind, facts, seed)
        picture = pictures.Picture((page,), "neat", f"{seed}/camera", long_side=LONG_SIDE)
        made = pictures.upload(pictures.File("page.jpg", "", (picture,)))
        place = folder / kind / "photo"
        place.mkdir(parents=True)
        (place / "page.jpg").write_bytes(made.data)
        truth = json.dumps({"seed": seed, **made.as_json()}, ensure_ascii=False, indent=1)
        (place / "truth.json").write_text(truth + "\n", encoding="utf-8")
        yield f"| `documents/{kind}/photo/page.jpg` | {TITLES[kind]} | `{seed}` |"
        yield f"| `documents/{kind}/photo/truth.json` | what stands on it and where | `{seed}` |"


TITLES = {
    "id_card_front": "an ID card's portrait side",
    "id_card_back": "an ID card's emblem side",
    "register_cover": "a household register's cover page",
    "register_member": "a member's card of a household register",
    "register_change": "a register's page of changes",
    "marriage_statement": "a marriage certificate's statement page",
    "marriage_info": "a marriage certificate's information page",
    "divorce_certificate": "a divorce certificate, which must be refused by name",
    "delivery_record": "a delivery record",
    "unknown": "the police form 常住人口登记表, which is no register page",
}


def _case(kept: Kept, folder: Path) -> Iterator[str]:
    """A kept case, and the register's lines."""
    case = kept.case()
    case.write(folder)
    yield f"| `cases/{kept.name}/case.json` | {kept.shows} | `{kept.seed}` |"
    yield f"| `cases/{kept.name}/truth.json` | {_wanted(case.expected)} | `{kept.seed}` |"
    for file in case.files:
        shown = ", ".join(page.key for page in file.pages)
        yield f"| `cases/{kept.name}/{file.path}` | {shown} | `{kept.seed}` |"


def _rules(kind: Kind) -> str:
    """The rules that must catch a kind of tampering."""
    all_of = ", ".join(f"`{rule}`" for rule in kind.rules)
    one_of = " or ".join(f"`{rule}`" for rule in kind.any_of)
    return "; ".join(filter(None, (all_of, one_of and f"one of {one_of}")))


def _wanted(expected: Expected) -> str:
    """The expected judgement in words."""
    rules = ", ".join(f"`{rule}`" for rule in (*expected.rules, *expected.any_of))
    return f"{expected.status}, {expected.proposal}: {rules}" if rules else expected.status
