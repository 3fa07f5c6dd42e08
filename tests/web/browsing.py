"""A real browser before a real server: Debian's Chromium, one for all tests, a fresh context for each person."""

import contextlib
import socket
import threading
import time

import uvicorn

from pipeline.store import sessions, users
from web.people import COOKIE

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextlib.contextmanager
def served(app):
    """The application at an address of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


class Desk:
    """A person before the console; what a page complains of is kept in `complaints`."""

    def __init__(self, browser, runtime, address, name, *roles, size=(1366, 768), scheme="light"):
        with runtime.database.writing() as connection:
            if users.get(connection, name) is None:
                users.add(connection, name, roles or ("reviewer",), "test")
            token = sessions.begin(connection, name)
        width, height = size
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, base_url=address, locale="zh-CN"
        )
        self.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        self.page = self.context.new_page()
        self.page.set_default_timeout(8000)
        self.complaints = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message):
        expected = "status of 4" in message.text
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(message.text)

    def ready(self):
        """Wait until the page listens."""
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def keys(self, *names):
        for name in names:
            self.ready()
            self.page.keyboard.press(name)

    def open(self, path):
        self.page.goto(path)
        return self.page
