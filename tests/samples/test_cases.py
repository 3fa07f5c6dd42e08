import datetime as dt
import json
import random
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from samples import cases, collection, forms, lookalikes
from samples.__main__ import main
from samples.materials import Habits
from samples.pages import Page, drawn
from samples.pictures import uploaded
from samples.tamper import KINDS, UnsuitedError, tampered

SCHEMA = json.loads((Path(__file__).parents[2] / "pipeline" / "case.schema.json").read_text(encoding="utf-8"))
CHECK = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
SOME = [(str(seed), province) for seed in range(8) for province in ("guangxi", "hainan")]
SMALL = Habits("7", "flat", plain=True)


@pytest.mark.parametrize(("seed", "province"), SOME)
def test_a_clean_case_keeps_to_the_contract(seed, province):
    case = cases.clean(seed, province)
    CHECK.validate(case.case_json())
    paths = [file.path for file in case.files]
    assert len(set(paths)) == len(paths)
    assert case.expected.status == "accepted" and case.expected.rules == ()


@pytest.mark.parametrize(("seed", "province"), SOME)
def test_a_clean_case_is_in_time_and_complete(seed, province):
    case = cases.clean(seed, province)
    born = case.family.newborn.birth_date
    submitted = dt.datetime.fromisoformat(case.form["submitted_at"]).date()
    assert born + dt.timedelta(days=7) <= submitted <= forms.last_day(province, born)
    keys = {page.key.removesuffix(".upper") for page in case.pages}
    wanted = {"marriage.statement", "marriage.info", "mother.register.cover"}
    wanted |= {
        f"{parent}.{page}"
        for parent in ("mother", "father")
        for page in ("card.front", "card.back", "register.own")
    }
    assert wanted | ({"delivery"} if province == "guangxi" else set()) <= keys


@pytest.mark.parametrize(
    ("born", "last"),
    [("2026-01-31", "2026-02-28"), ("2026-12-15", "2027-01-15"), ("2026-05-31", "2026-06-30")],
)
def test_the_term_of_guangxi_ends_with_the_next_month(born, last):
    assert forms.last_day("guangxi", dt.date.fromisoformat(born)) == dt.date.fromisoformat(last)


def test_the_same_seed_gives_the_same_folder(tmp_path):
    for name in ("a", "b"):
        uploaded.cache_clear()
        case = cases.clean("7", "hainan", SMALL)
        replace(case, files=case.files[:2]).write(tmp_path / name)
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / name).rglob("*.*")} for name in ("a", "b"))
    assert first == second and len(first) == 4


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_tampering_changes_a_case(name):
    kind = KINDS[name]
    assert kind.says.endswith(".") and (kind.rules or kind.any_of)
    made = 0
    for seed in range(4):
        for province in kind.provinces:
            case = cases.clean(str(seed), province)
            try:
                changed = tampered(case, name, random.Random(seed))
            except UnsuitedError:
                continue
            made += 1
            CHECK.validate(changed.case_json())
            assert changed.expected.status == "flagged" and changed.tamper == name
            same_files = [file.pictures for file in case.files] == [file.pictures for file in changed.files]
            same_form = {**case.case_json(), "case_id": 0} == {**changed.case_json(), "case_id": 0}
            assert not (same_files and same_form)
    assert made


@pytest.mark.parametrize("name", ["name_on_page", "card_expired", "missing_own"])
def test_tampering_leaves_other_pages_alone(name):
    case = cases.clean("3", "guangxi", Habits("3", plain=True))
    changed = tampered(case, name, random.Random(1))
    kept = {file for file in case.files} & {file for file in changed.files}
    assert len(case.files) - 3 <= len(kept) < len(case.files)


def test_a_lookalike_is_one_character_off():
    assert lookalikes.mistaken("黄梓萱", random.Random(1)) in {"黄锌萱", "黄梓宣"}
    assert lookalikes.mistaken("未央", random.Random(1)) is None


def test_a_page_can_lack_its_seal_and_nothing_else():
    family = cases.clean("5", "guangxi").family
    page = Page("x", "register_member", family.mother_page, "5")
    sealed, bare = drawn(page), drawn(Page("x", "register_member", family.mother_page, "5", sealed=False))
    assert "seal" in sealed.marks and not bare.marks
    assert sealed.values == bare.values and sealed.boxes == bare.boxes


def test_the_command_line_draws_a_case_with_its_truth(tmp_path):
    assert (
        main(
            [
                "draw",
                "--seed",
                "4",
                "--province",
                "hainan",
                "--profile",
                "flat",
                "--plain",
                "--tamper",
                "one_face",
                str(tmp_path),
            ]
        )
        == 0
    )
    (folder,) = tmp_path.iterdir()
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert truth["expected"]["rules"] == ["marriage.photo"]
    assert set(truth["files"]) == {p.name for p in folder.iterdir()} - {"case.json", "truth.json"}


def test_the_command_line_draws_single_papers(tmp_path):
    assert main(["draw", "--kind", "id_card_front", "--count", "2", "--profile", "flat", str(tmp_path)]) == 0
    truths = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(tmp_path.glob("*.truth.json"))]
    assert [truth["pages"][0]["documents"][0]["kind"] for truth in truths] == ["id_card_front"] * 2


def weighed(number):
    """Whether the check character of GB 11643 is right, worked out without the library."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
    return "10X98765432"[total % 11] == number[17]


@pytest.mark.parametrize(("seed", "province"), SOME)
def test_numbers_are_right_but_where_they_were_made_wrong(seed, province):
    case = cases.clean(seed, province)
    assert weighed(case.form["mother"]["id_number"]) and weighed(case.form["father"]["id_number"])
    wrong = tampered(case, "check_character", random.Random(1)).form
    assert not (weighed(wrong["mother"]["id_number"]) and weighed(wrong["father"]["id_number"]))
    for page in tampered(case, "number_digit", random.Random(1)).pages:
        if page.kind.startswith("id_card"):
            assert weighed(page.facts.id_number)


def test_the_register_names_every_kept_file():
    registered = set(
        re.findall(
            r"^\| `((?:cases|documents)/[^`]+)`",
            (collection.HOME / "README.md").read_text(encoding="utf-8"),
            re.M,
        )
    )
    kept = {p for folder in ("cases", "documents") for p in (collection.HOME / folder).rglob("*.*")}
    assert registered == {p.relative_to(collection.HOME).as_posix() for p in kept}


def test_kept_cases_keep_to_the_contract():
    for path in (collection.HOME / "cases").glob("*/case.json"):
        CHECK.validate(json.loads(path.read_text(encoding="utf-8")))


def test_kept_cases_are_those_that_the_seed_gives():
    for kept in collection.CASES:
        written = json.loads(
            (collection.HOME / "cases" / kept.name / "case.json").read_text(encoding="utf-8")
        )
        assert written == kept.case().case_json()
