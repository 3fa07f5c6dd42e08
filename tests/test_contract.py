"""What the parts owe each other: every rule is there, documented, and asked for by known provinces."""

import re
from pathlib import Path

import pytest

import casefile
import pipeline
import validators
from casefile.case import Kind
from validators import words
from validators.__main__ import page
from validators.province import FOLDER, Page, load, provinces
from validators.rule import ORDER, rules

ROOT = Path(__file__).parent.parent
IDS = (ROOT / "tests/data/rule_ids.txt").read_text(encoding="utf-8").split()
DOCS = ROOT / "docs/rules.md"


def test_every_rule_of_the_specification_exists_and_no_other():
    assert {rule.id for rule in rules()} == set(IDS)


def test_rules_are_documented():
    text = DOCS.read_text(encoding="utf-8")
    assert text == page(), "write the list again: python -m validators docs/rules.md"
    assert [id for id in IDS if f"## `{id}`" not in text] == []


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_says_what_it_asks_with_examples(rule):
    assert re.search(r"\b(Passes|Fails|Missing|Ineligible|Not applicable|Unreadable)\b", rule.text)
    assert rule.title and rule.source
    assert rule.subject in ORDER


@pytest.mark.parametrize("name", provinces())
def test_provinces_name_known_rules_slots_and_pages(name):
    province = load(name)
    assert set(province.rules) <= set(IDS)
    assert {page.kind for pages in province.materials.values() for page in pages} <= set(Kind)
    assert {"guangxi", "hainan"} <= set(provinces())
    assert load(FOLDER / f"{name}.toml") == province


def test_every_kind_and_page_has_its_official_word():
    assert set(words.KINDS) == set(Kind)
    assert all(page.term for page in Page)


@pytest.mark.parametrize("package", [casefile, pipeline, validators], ids=lambda package: package.__name__)
def test_our_packages_come_from_this_repository(package):
    assert Path(package.__file__).is_relative_to(ROOT)
