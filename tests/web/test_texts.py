"""Every word of the console is there in both languages."""

import re
from pathlib import Path

import web
from web.pages import MENU, ROLE_NAMES
from web.texts import english

FOLDER = Path(web.__file__).parent
CHINESE = re.compile("[\u3400-\u9fff]")


def written():
    """What templates and code ask for by `_("…")`."""
    for path in (*FOLDER.glob("templates/*.html"), *FOLDER.glob("*.py")):
        yield from re.findall(r"""\b_\((["'])(.*?)\1""", path.read_text(encoding="utf-8"))


def test_every_sentence_has_its_english():
    asked = {text for _, text in written()} | set(ROLE_NAMES.values()) | {label for _, label, _ in MENU}
    assert len(asked) > 20
    assert sorted(asked - set(english())) == []


def test_english_has_no_chinese_and_the_same_places():
    for chinese, text in english().items():
        assert not CHINESE.search(text), text
        assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", text)), chinese
