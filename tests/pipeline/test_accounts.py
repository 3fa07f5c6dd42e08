"""Accounts on both databases."""

import threading

import pytest
from sqlalchemy import text

from casefile.errors import UsageError
from pipeline import accounts
from pipeline.accounts import SignInRefused
from pipeline.store import sessions, users

PASSWORD = "一句不短的登录口令 2026"


@pytest.fixture
def database(either):
    digest = accounts.hashed(PASSWORD)
    with either.writing() as connection:
        users.add(connection, "boss", ["admin", "reviewer"], "test", digest)
        users.add(connection, "wei", ["reviewer"], "test", digest)
    return either


def test_somebody_signs_in_and_out(database):
    token = accounts.sign_in(database, "wei", PASSWORD)
    with database.writing() as connection:
        assert sessions.user_of(connection, token) == ("wei", False)
        assert sessions.user_of(connection, token + "x") is None
        sessions.end(connection, token, "wei")
        assert sessions.user_of(connection, token) is None


@pytest.mark.parametrize("name", ["wei", "nobody", ""])
def test_wrong_password_and_wrong_name_are_told_alike(database, name):
    with pytest.raises(SignInRefused, match="用户名或密码不对"):
        accounts.sign_in(database, name, "wrong")


def test_tries_side_by_side_lock_the_account_too(database):
    told = []

    def guess():
        with pytest.raises(SignInRefused) as refused:
            accounts.sign_in(database, "wei", "wrong")
        told.append(str(refused.value))

    threads = [threading.Thread(target=guess) for _ in range(7)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum("不对" in one for one in told) == 5 and sum("锁定" in one for one in told) == 2
    with pytest.raises(SignInRefused, match="锁定"):
        accounts.sign_in(database, "wei", PASSWORD)
    with database.writing() as connection:
        users.restore(connection, "wei", "test")
    assert accounts.sign_in(database, "wei", PASSWORD)


def test_another_password_ends_every_session(database):
    old = accounts.sign_in(database, "wei", PASSWORD)
    fresh = accounts.change_password(database, "wei", PASSWORD, PASSWORD + "!")
    with database.looking() as connection:
        assert sessions.user_of(connection, old) is None
        assert sessions.user_of(connection, fresh) == ("wei", False)
        assert not users.known(connection, "wei").to_change
    with pytest.raises(SignInRefused):
        accounts.change_password(database, "wei", PASSWORD, "another word 12345")


def test_lapsed_sessions_are_cleared_away(database):
    accounts.sign_in(database, "wei", PASSWORD)
    with database.writing() as connection:
        connection.execute(text("UPDATE sessions SET seen_at = seen_at - 4000"))
    accounts.sign_in(database, "boss", PASSWORD)
    with database.looking() as connection:
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar() == 1


def test_last_admin_stays(database):
    with pytest.raises(UsageError), database.writing() as connection:
        users.end(connection, "boss", "test")
    with database.looking() as connection:
        assert users.known(connection, "boss").ended_at is None


def test_first_user_is_made_once(either, tmp_path):
    path = accounts.admit_first(either, tmp_path)
    assert accounts.admit_first(either, tmp_path) == path
    assert accounts.sign_in(either, accounts.FIRST, path.read_text().strip())
    with either.looking() as connection:
        assert users.known(connection, accounts.FIRST).roles == set(users.ROLES)


@pytest.mark.parametrize("name", ["", " ", "a b", "<b>", "=1+1", "@x", "-x", "x" * 65, "a/b"])
def test_name_that_could_be_taken_for_something_else_is_refused(database, name):
    with pytest.raises(UsageError), database.writing() as connection:
        users.add(connection, name, ["reviewer"], "test")
