"""``manage.py portal`` with real processes: it serves, heals, ends cleanly, and leaves nothing behind."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from portal import probe
from tests.portal.ops.conftest import ROOT, clean_environment, is_alive, manage


class Portal:
    """A running portal in a folder of its own."""

    def __init__(self, var: Path, port: int) -> None:
        self.var, self.port = var, port
        self.env = clean_environment(var, PORT=str(port), WEB_WORKERS="1", WORKER_PROCESSES="1")
        self.log = var.parent / "portal.log"
        self.process: subprocess.Popen | None = None

    def start(self) -> "Portal":
        command = [sys.executable, "manage.py", "portal"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        wait_for(lambda: "The portal is ready" in self.output() or self.process.poll() is not None, 60)
        assert self.process.poll() is None, self.output()
        return self

    def output(self) -> str:
        return self.log.read_text()

    def family(self) -> set[int]:
        """The process ids of all that work for this portal, found by its folder."""
        wanted = str(self.var).encode()
        found = set()
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                pid = int(entry.name)
                # The broker writes its title over its environment, but it works in the folder.
                if (
                    wanted in (entry / "environ").read_bytes() or os.readlink(entry / "cwd") == str(self.var)
                ) and is_alive(pid):
                    found.add(pid)
        return found - {os.getpid()}

    def pid_of(self, part: str) -> int:
        pids = [
            pid
            for pid in self.family()
            if part in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            and parent_of(pid) == self.process.pid
        ]
        assert len(pids) == 1, (part, pids)
        return pids[0]

    def end(self) -> None:
        for pid in self.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait(20)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def wait_for(condition, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=5) as answer:
            return json.load(answer) == {"ready": True, "database": "ok", "broker": "ok", "pending_migrations": 0}
    except OSError:
        return False


@pytest.fixture
def portal(tmp_path, free_port):
    # A space and letters beyond ASCII in the path, as people have them; long enough that the socket must move elsewhere.
    var = tmp_path / "Seksjonens mappe æøå" / ("x" * 60)
    assert manage("prepare", "--no-static", env=clean_environment(var)).returncode == 0
    portal = Portal(var, free_port)
    yield portal
    portal.end()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_serves_heals_and_ends_cleanly_with_its_data_kept(portal):
    portal.start()
    assert probe.answers(portal.port)
    assert is_ready(portal.port)

    # A web server that dies is replaced.
    web = portal.pid_of("gunicorn")
    os.kill(web, signal.SIGKILL)
    wait_for(lambda: "The process «web» ended (signal 9)" in portal.output(), 10)
    wait_for(lambda: probe.answers(portal.port), 30)
    assert portal.pid_of("gunicorn") != web

    # So is the broker, and the worker finds the new one.
    os.kill(portal.pid_of("valkey"), signal.SIGKILL)
    wait_for(lambda: "The process «broker» ended (signal 9)" in portal.output(), 10)
    wait_for(lambda: is_ready(portal.port), 30)
    ping = [sys.executable, "-m", "celery", "--quiet", "--app", "portal.celery", "inspect", "ping", "--timeout", "3"]
    wait_for(
        lambda: subprocess.run(ping, cwd=ROOT, env=portal.env, capture_output=True, check=False).returncode == 0, 60
    )

    # A second start on the same data is refused, whatever its port.
    second = manage("portal", "--port", "0", env=portal.env)
    assert (second.returncode, second.stderr.count("\n")) == (1, 1)
    second = manage("portal", "--port", str(portal.port + 1), env=portal.env)
    assert second.returncode == 1
    assert "already runs" in second.stderr
    # One on other data cannot have this port.
    elsewhere = clean_environment(portal.var.parent / "other")
    assert manage("prepare", "--no-static", env=elsewhere).returncode == 0
    third = manage("portal", "--port", str(portal.port), env=elsewhere)
    assert third.returncode == 1
    assert f"Port {portal.port} is in use. Choose another one: PORT={portal.port + 1} make run" in third.stderr

    began = time.monotonic()
    portal.process.send_signal(signal.SIGINT)
    assert portal.process.wait(20) == 0
    assert time.monotonic() - began < 10
    assert portal.output().rstrip().endswith("The portal has stopped.")
    assert portal.family() == set()
    assert (portal.var / "portal.sqlite3").stat().st_size > 0
    assert list((portal.var / "appendonlydir").iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_leaves_no_process_behind_when_killed_and_starts_again(portal):
    portal.start()
    # Worker pool and web workers are grandchildren: they must go too.
    wait_for(lambda: len(portal.family()) >= 7, 30)
    portal.process.kill()
    portal.process.wait()
    wait_for(lambda: portal.family() == set(), 10)
    portal.start()
    assert probe.answers(portal.port)
    # A killed worker takes its pool along.
    worker = portal.pid_of("portal.celery worker")
    pool = {pid for pid in portal.family() if parent_of(pid) == worker}
    wait_for(lambda: pool or pool.update(pid for pid in portal.family() if parent_of(pid) == worker), 20)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: not pool & portal.family(), 10)


def test_an_unprepared_database_is_told_in_one_sentence(tmp_path):
    result = manage("portal", env=clean_environment(tmp_path / "var"))
    assert result.returncode == 1
    other = manage("check_mandates", env=clean_environment(tmp_path / "var"))
    assert other.returncode == 2
    for told in (result.stderr, other.stderr):
        assert "manage.py prepare" in told
        assert "Traceback" not in told


@pytest.mark.parametrize("port", ["http", "0", "99999", "-1", ""])
def test_a_port_that_is_none_is_told_in_one_sentence(tmp_path, port):
    result = manage("portal", env=clean_environment(tmp_path, PORT=port))
    assert result.returncode == 1
    assert "is no port" in result.stderr
    assert "Traceback" not in result.stderr
