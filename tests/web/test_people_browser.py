"""The pages of administrators, auditors and data officers in a real browser, by day and by night."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from pipeline import accounts
from pipeline.store import checks, corrections, users
from tests.pipeline.test_figures import DOCUMENT, settled
from tests.web.test_review_browser import browser, desk, runtime  # noqa: F401

PLACES = ("/users", "/audit", "/figures", "/quality", "/password")


@pytest.fixture
def filled(runtime):  # noqa: F811
    id = settled(runtime.database, "A", "accepted")
    settled(runtime.database, "B", "flagged")
    with runtime.database.writing() as connection:
        corrections.add(connection, id, DOCUMENT, "name", "黄", "韦审核")
        checks.draw(connection, [id])


@pytest.mark.parametrize(("scheme", "size"), [("light", (1366, 768)), ("dark", (820, 1180))])
def test_pages_are_for_everybody(desk, filled, scheme, size):  # noqa: F811
    one = desk("管理员", *users.ROLES, scheme=scheme, size=size)
    for path in PLACES:
        one.open(path)
        found = Axe().run(one.page).response["violations"]
        serious = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}]
        assert serious == [], json.dumps(serious, ensure_ascii=False)
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), path


def test_somebody_is_let_in_chooses_a_password_and_another_language(desk, runtime, filled):  # noqa: F811
    boss = desk("管理员", "admin").open("/users")
    boss.get_by_label("用户名").fill("新人")
    boss.get_by_role("button", name="新增").click()
    once = boss.locator(".told code").inner_text()
    new = desk("x").context
    new.clear_cookies()
    page = new.new_page()
    page.goto("/login")
    page.get_by_label("用户名").fill("新人")
    page.get_by_label("密码").fill(once)
    page.get_by_role("button", name="进入").click()
    expect(page.locator("h1")).to_have_text("更换密码")
    page.get_by_label("现在的密码").fill(once)
    page.get_by_label("新密码").fill("一句不短的登录口令 2026")
    page.get_by_role("button", name="更换").click()
    expect(page.locator(".who")).to_contain_text("新人")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".who")).to_contain_text("Sign out")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    assert accounts.sign_in(runtime.database, "新人", "一句不短的登录口令 2026")
