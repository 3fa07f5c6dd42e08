"""A PostgreSQL server for one test session, where this machine has the programs for one."""

import os
import shutil
import subprocess
import uuid
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text

from pipeline.children import free_ports
from pipeline.store import Database


def programs():
    """The folder of PostgreSQL's own programs, or None."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "pg_ctl").exists()), None)


ENGINES = ["sqlite", *(["postgresql"] if programs() else [])]


@contextmanager
def cluster():
    """The address of a fresh server with its data in a folder that goes with it; it refuses to run as root."""
    root = os.getuid() == 0
    who = {"user": "postgres", "group": "postgres", "extra_groups": []} if root else {}
    port, bin = free_ports(1)[0], programs()
    with TemporaryDirectory(prefix="birthcase-pg-", ignore_cleanup_errors=True) as folder:
        if root:
            shutil.chown(folder, "postgres", "postgres")
        data = Path(folder) / "data"

        def do(program, *words):
            subprocess.run([bin / program, *words], check=True, cwd=folder, stdout=subprocess.DEVNULL, **who)

        do("initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -p {port}"
        do("pg_ctl", "-D", data, "-w", "-l", Path(folder) / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://test@127.0.0.1:{port}"
        finally:
            do("pg_ctl", "-D", data, "-m", "immediate", "stop")


def fresh(server):
    """The name of a new database on that server."""
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def servers():
    """The address of a PostgreSQL server, or None where there is none to be had."""
    if "postgresql" not in ENGINES:
        yield None
        return
    with cluster() as url:
        yield url


@pytest.fixture(params=ENGINES)
def either(request, servers, tmp_path):
    """A fresh database of each kind, in turn."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    if request.param == "postgresql":
        url = f"{servers}/{fresh(servers)}"
    opened = Database(url)
    opened.migrate()
    yield opened
    opened.close()
