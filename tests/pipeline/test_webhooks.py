"""Webhooks: what is sent, to where, and what a receiver makes of it."""

import http.server
import json
import threading

import httpcore
import pytest

from birthcase.receiving import Receiver
from casefile.errors import UsageError
from pipeline.addresses import AddressForbidden, CheckedBackend, check_url, may_call, networks_of
from pipeline.intake import receive_case
from pipeline.runtime import Runtime
from pipeline.store import deliveries, keys
from pipeline.webhooks import Sender, secret_of
from tests.pipeline.cases import PAGES, form
from tests.pipeline.test_intake import runtime  # noqa: F401


class Listener:
    """A receiver on this machine that answers as it is told."""

    def __init__(self):
        self.status, self.got, self.location = 200, [], None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.got.append((dict(self.headers), body))
                self.send_response(outer.status)
                if outer.location:
                    self.send_header("Location", outer.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def listener():
    opened = Listener()
    yield opened
    opened.close()


@pytest.fixture
def reachable(runtime):  # noqa: F811
    """The runtime with this machine's own network allowed."""
    settings = runtime.settings.model_copy(update={"webhook_networks": "127.0.0.0/8"})
    return Runtime(settings, runtime.database, runtime.objects)


def hook(runtime, url, events=(), system="local", scopes=keys.SCOPES):  # noqa: F811
    key = keys.fresh()
    with runtime.database.writing() as connection:
        access = keys.add(connection, key, system, scopes, "test")
        return deliveries.add_hook(connection, access, url, events)


def arrive(runtime, case_id="A", system="local"):  # noqa: F811
    return receive_case(runtime, system, json.dumps(form(case_id=case_id)).encode(), PAGES).case


def send(runtime, clock=None):  # noqa: F811
    sender = Sender(runtime, clock) if clock else Sender(runtime)
    try:
        while sender.send_due():
            pass
    finally:
        sender.close()


def states(runtime):  # noqa: F811
    from sqlalchemy import text

    with runtime.database.looking() as connection:
        return [
            tuple(row) for row in connection.execute(text("SELECT state, attempts, answer FROM deliveries"))
        ]


def wake(runtime):  # noqa: F811
    from sqlalchemy import text

    with runtime.database.writing() as connection:
        connection.execute(text("UPDATE deliveries SET not_before = 0"))


def test_s7_event_arrives_signed_and_once(reachable, listener):
    made = hook(reachable, listener.url)
    case = arrive(reachable)
    send(reachable)
    receiver = Receiver(secret_of(reachable.settings, made))
    told = [receiver.event(headers, body) for headers, body in listener.got]
    assert [one["event"] for one in told] == ["case.received", "case.progress"]
    assert told[0]["case"] == {"id": case.id, "case_id": "A", "state": "received"}
    assert told[1]["progress"].startswith("材料已收到")
    assert states(reachable) == [("done", 1, "200")] * 2


def test_only_the_events_asked_for_and_only_the_own_system(reachable, listener):
    hook(reachable, listener.url, ["case.progress"])
    hook(reachable, listener.url, system="other", scopes=["webhooks"])
    arrive(reachable)
    send(reachable)
    assert [json.loads(body)["event"] for _, body in listener.got] == ["case.progress"]


def test_secret_lies_in_no_table(reachable, listener):
    from sqlalchemy import text

    made = hook(reachable, listener.url)
    secret = secret_of(reachable.settings, made).removeprefix("whsec_")
    with reachable.database.looking() as connection:
        for table in ("hooks", "deliveries", "audit", "keys"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            assert secret not in str(rows)
    with reachable.database.writing() as connection:
        renewed = deliveries.renew_secret(connection, made, "test")
    assert secret_of(reachable.settings, renewed) != secret_of(reachable.settings, made)


def test_s7_trouble_is_tried_again_later_and_later_and_given_up(reachable, listener):
    hook(reachable, listener.url, ["case.received"])
    arrive(reachable)
    listener.status = 500
    send(reachable)
    assert (states(reachable), len(listener.got)) == ([("waiting", 1, "500")], 1)
    for _ in range(len(deliveries.BACK_OFF)):
        wake(reachable)
        send(reachable)
    assert (states(reachable), len(listener.got)) == ([("dead", 10, "500")], 10)
    assert len({headers["webhook-id"] for headers, _ in listener.got}) == 1


def test_receiver_that_is_gone_for_good_ends_the_hook(reachable, listener):
    hook(reachable, listener.url)
    arrive(reachable)
    listener.status = 410
    send(reachable)
    arrive(reachable, "B")
    send(reachable)
    assert len(listener.got) == 1


def test_s7_one_that_hangs_holds_up_no_other(reachable, listener, monkeypatch):
    import socket

    monkeypatch.setattr("pipeline.webhooks._SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hook(reachable, f"http://127.0.0.1:{silent.getsockname()[1]}/", ["case.received"])
        hook(reachable, listener.url, ["case.received"])
        arrive(reachable)
        send(reachable)
    assert len(listener.got) == 1
    assert sorted(states(reachable)) == [("done", 1, "200"), ("waiting", 1, "ReadTimeout")]


def test_s8_redirect_is_not_followed(reachable, listener):
    hook(reachable, listener.url, ["case.received"])
    listener.status, listener.location = 302, "file:///etc/passwd"
    arrive(reachable)
    send(reachable)
    assert len(listener.got) == 1 and states(reachable) == [("waiting", 1, "302")]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "https://", "https://localhost/",
        "https://127.0.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "https://10.0.0.1/",
        "https://user:secret@example.com/", "https://intern/", "https://[::ffff:127.0.0.1]/",
        "https://exa mple.com/", "https://例子.中国/", "https://example.com/" + "a" * 500, "https://0/",
        "https://example.com:99999/", "https://100.64.0.1/", "https://224.0.0.1/",
    ],
)  # fmt: skip
def test_s8_address_that_is_not_public_is_refused(url):
    with pytest.raises(UsageError):
        check_url(url, ())


def test_allowed_network_may_be_called_and_no_other():
    networks = networks_of("10.2.0.0/16")
    check_url("http://10.2.3.4/hook", networks)
    assert may_call("10.2.3.4", networks) and not may_call("10.3.3.4", networks)
    with pytest.raises(UsageError):
        networks_of("everything")


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.215.14", "169.254.169.254"], ["::1"]])
def test_s8_name_that_leads_inside_is_not_called(monkeypatch, answers):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (one, 443)) for one in answers])
    with pytest.raises(AddressForbidden):
        CheckedBackend(()).connect_tcp("example.com", 443)


def test_s8_very_address_that_was_looked_at_is_called(monkeypatch):
    """A name that leads elsewhere the second time it is asked does not matter: it is asked once."""
    asked, called = [], []
    monkeypatch.setattr(
        "socket.getaddrinfo", lambda *_, **__: asked.append(1) or [(0, 0, 0, "", ("93.184.215.14", 443))]
    )
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", lambda _, host, *__: called.append(host))
    CheckedBackend(()).connect_tcp("example.com", 443)
    assert (len(asked), called) == (1, ["93.184.215.14"])


def test_s8_hook_that_leads_inside_is_called_never(runtime, listener):  # noqa: F811
    hook(runtime, listener.url, ["case.received"])
    arrive(runtime)
    send(runtime)
    assert listener.got == [] and states(runtime) == [("waiting", 1, "ADDRESS_FORBIDDEN")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"webhook-timestamp": "1000000000"}, "五分钟"),
        ({"webhook-timestamp": "x"}, "时间"),
        ({"webhook-id": "evt_other"}, "签名"),
        ({"webhook-signature": "v1,AAAA"}, "签名"),
        ({"webhook-signature": ""}, "签名"),
    ],
)
def test_s7_receiver_believes_no_forged_or_old_delivery(reachable, listener, change, told):
    made = hook(reachable, listener.url)
    arrive(reachable)
    send(reachable)
    headers, body = listener.got[0]
    receiver = Receiver(secret_of(reachable.settings, made))
    with pytest.raises(UsageError, match=told):
        receiver.event({**headers, **change}, body)
    with pytest.raises(UsageError, match="签名"):
        receiver.event(headers, body + b" ")
    assert receiver.event(headers, body) is not None
    assert receiver.event(headers, body) is None


def test_s7_deliveries_out_of_order_tell_their_own_time(reachable, listener):
    """The one that failed comes after those behind it; a receiver orders them by `at`."""
    hook(reachable, listener.url, ["case.received", "case.withdrawn"])
    arrive(reachable, "A")
    listener.status = 500
    send(reachable)
    listener.status = 200
    arrive(reachable, "B")
    send(reachable)
    wake(reachable)
    send(reachable)
    events = [json.loads(body) for _, body in listener.got[1:]]
    assert [one["case"]["case_id"] for one in events] == ["B", "A"]
    assert [one["case"]["case_id"] for one in sorted(events, key=lambda one: one["at"])] == ["A", "B"]


def test_s7_clock_ten_minutes_off_is_noticed(reachable, listener):
    import time

    made = hook(reachable, listener.url, ["case.received"])
    arrive(reachable)
    send(reachable, lambda: time.time() + 600)
    with pytest.raises(UsageError, match="五分钟"):
        Receiver(secret_of(reachable.settings, made)).event(*listener.got[0])
