"""Scratch databases and gunicorn servers for the time of a benchmark."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ADMIN_URL = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")


class Scratch(AbstractContextManager):
    """A database, a folder and (once started) a server; gone afterwards."""

    def __init__(self, name: str) -> None:
        self.name = f"portal_bench_{os.getpid()}_{name}"
        self.folder = tempfile.TemporaryDirectory(prefix="portal-bench-")
        self.server: subprocess.Popen | None = None
        self.port = 0
        self.facts: dict = {}
        _admin(f'CREATE DATABASE "{self.name}"')

    @property
    def environment(self) -> dict[str, str]:
        url = urlsplit(ADMIN_URL)._replace(path=f"/{self.name}").geturl()
        return {
            **os.environ,
            "DATABASE_URL": url,
            "PORTAL_VAR": self.folder.name,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "REDIS_URL": "",
        }

    def run(self, module: str, *args: str) -> str:
        """A module's output, run as a process of its own in this environment."""
        command = [sys.executable, "-m", module, *args]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise RuntimeError(f"{module}: {done.stderr[-2000:]}")
        return done.stdout

    def fill(self, people: int) -> None:
        self.facts = json.loads(self.run("benchmarks.fill", str(people)))

    def serve(self, application: str = "portal.wsgi", workers: int = 1) -> None:
        self.port = free_port()
        self.server = serve(application, self.port, workers, self.environment)

    def __exit__(self, *exc) -> None:
        stop(self.server)
        _admin(f'DROP DATABASE "{self.name}" WITH (FORCE)')
        self.folder.cleanup()


def serve(application: str, port: int, workers: int, environment: dict[str, str]) -> subprocess.Popen:
    """gunicorn on a port of its own: the portal under its server's settings, anything else as gunicorn comes."""
    environment = {**environment, "WEB_BIND": f"127.0.0.1:{port}", "WEB_WORKERS": str(workers)}
    if application.startswith("portal."):
        options = ["--config", "python:portal.server"]
    else:
        options = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", *options, application]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _attempt in range(150):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/bench/trivial/", timeout=5).read()
            return server
        except OSError:
            if server.poll() is not None:
                raise RuntimeError(f"{application} ended with {server.returncode}") from None
            time.sleep(0.2)
    raise RuntimeError(f"{application} does not answer")


def stop(server: subprocess.Popen | None) -> None:
    if server is not None and server.poll() is None:
        server.terminate()
        server.wait(timeout=15)


def memory(server: subprocess.Popen) -> int:
    """Kilobytes that the server and its workers hold, shared pages counted once (PSS)."""
    processes = [server.pid, *_children(server.pid)]
    return sum(_pss(pid) for pid in processes)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _admin(statement: str) -> None:
    with psycopg.connect(ADMIN_URL, autocommit=True) as connection:
        connection.execute(statement)
