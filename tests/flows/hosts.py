"""Network namespaces as hosts: one with the servers, others with workers, cables between them that can be cut."""

import os
import shutil
import subprocess
from contextlib import ExitStack, contextmanager

import pytest

HUB = "10.77.0.1"
_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def _ip(*words):
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class Hosts:
    """A hub at 10.77.0.1 and hosts by name, each behind a cable of its own; none reaches anything else."""

    def __init__(self, *names):
        """Their namespaces carry this process's id, so that runs beside each other do not meet."""
        self.names = names
        self.stack = ExitStack()
        self.mark = f"b{os.getpid() % 100000}"

    def space(self, name):
        """The namespace of a host."""
        return f"{self.mark}-{name}"

    def command(self, name, command, plain=False):
        """That command as it runs on a host; `plain`: as nobody."""
        who = _NOBODY if plain else ()
        named = ("unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"', name)
        return ["ip", "netns", "exec", self.space(name), *named, *who, *map(str, command)]

    def run(self, name, command, plain=False, **more):
        """Run it to its end; what it printed."""
        asked = self.command(name, command, plain)
        done = subprocess.run(asked, capture_output=True, text=True, timeout=300, check=False, **more)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, name, command, log, **more):
        """Start it; it is ended with the hosts."""
        with log.open("ab") as output:
            asked = self.command(name, command)
            process = subprocess.Popen(asked, stdout=output, stderr=output, start_new_session=True, **more)
        self.stack.callback(_ended, process)
        return process

    def plugged(self, name, plugged):
        """Pull out a host's cable, or plug it in again."""
        hub = self.space("hub")
        _ip("netns", "exec", hub, "ip", "link", "set", f"to-{name}", "up" if plugged else "down")

    def _space(self, name):
        _ip("netns", "add", self.space(name))
        self.stack.callback(_ip, "netns", "del", self.space(name))
        _ip("-n", self.space(name), "link", "set", "lo", "up")

    def _wire(self, number, name):
        hub, host = self.space("hub"), self.space(name)
        _ip("-n", hub, "link", "add", f"to-{name}", "type", "veth", "peer", "name", "eth0", "netns", host)
        _ip("-n", hub, "link", "set", f"to-{name}", "master", "bridge", "up")
        _ip("-n", host, "addr", "add", f"10.77.0.{number}/24", "dev", "eth0")
        _ip("-n", host, "link", "set", "eth0", "up")

    def __enter__(self):
        """Make them; skips where this machine does not let us."""
        if os.getuid() != 0 or not all(map(shutil.which, ("ip", "unshare", "setpriv"))):
            pytest.skip("network namespaces need root, iproute2 and util-linux")
        try:
            self._space("hub")
            _ip("-n", self.space("hub"), "link", "add", "bridge", "type", "bridge")
            _ip("-n", self.space("hub"), "addr", "add", f"{HUB}/24", "dev", "bridge")
            _ip("-n", self.space("hub"), "link", "set", "bridge", "up")
            for number, name in enumerate(self.names, 2):
                self._space(name)
                self._wire(number, name)
        except subprocess.CalledProcessError as error:
            self.stack.close()
            pytest.skip(f"no network namespaces here: {error.stderr.strip()}")
        return self

    def __exit__(self, *_):
        """End what runs on them, and take them away."""
        self.stack.close()


def _ended(process):
    process.terminate()
    try:
        process.wait(40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def postgres(hosts, programs, folder):
    """A server on the hub that the hosts may use, with the databases birthcase and prefect."""
    shutil.chown(folder, "nobody", "nogroup")
    data = folder / "data"
    hosts.run("hub", [programs / "initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8"], True)
    with (data / "pg_hba.conf").open("a") as file:
        file.write("host all all 10.77.0.0/24 trust\n")
    options = f"-c fsync=off -c listen_addresses={HUB} -c unix_socket_directories=''"
    control = [programs / "pg_ctl", "-D", data]
    hosts.run("hub", [*control, "-w", "-l", folder / "log", "-o", options, "start"], True)
    try:
        for name in ("birthcase", "prefect"):
            hosts.run(
                "hub",
                [programs / "psql", "-h", HUB, "-U", "test", "-c", f"CREATE DATABASE {name}", "postgres"],
            )
        yield
    finally:
        hosts.run("hub", [*control, "-m", "immediate", "stop"], True)
