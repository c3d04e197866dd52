"""``manage.py portal``: the whole portal with one command. See portal/supervisor.py for how the processes are kept."""

import contextlib
import errno
import fcntl
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from portal import broker, probe
from portal.supervisor import CannotStart, Process, Supervisor

PYTHON = [sys.executable]
# How long to wait for the processes of a portal that was killed a moment ago.
LAST_ONES_LEAVE = 10.0
ALREADY_RUNS = (
    "The portal already runs on {var}. End that one first, or give this one a folder of its own by PORTAL_VAR."
)
BROKER_STAYS = "The broker of a portal that was killed still holds {var}. Wait a moment and start again."


class Command(BaseCommand):
    help = (
        "Run the portal: web server, worker, schedule and, without REDIS_URL, its own broker. Ctrl-C ends all of them."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", default=settings.PORT, help="where the pages are (default: the variable PORT, else 8000)"
        )
        parser.add_argument(
            "--host",
            default=settings.HOST,
            help="the address to listen on (default: the variable HOST, else 127.0.0.1)",
        )
        parser.add_argument(
            "--stop-with-parent", action="store_true", help="end when the program that started this one ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port = _port_number(options["port"])
        settings.VAR_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)
        self._refuse_unprepared_database()
        with contextlib.ExitStack() as held:
            held.enter_context(
                holding(settings.VAR_DIR / "portal.lock", wait=0, refusal=ALREADY_RUNS.format(var=settings.VAR_DIR))
            )
            listener = held.enter_context(listening(options["host"], port))
            processes = [*self._broker(held), *self._processes(listener, port)]
            supervisor = Supervisor(processes, say=self._say, stop_with_parent=options["stop_with_parent"])
            # The children open connections of their own.
            connections.close_all()
            try:
                supervisor.run(when_ready=lambda: self._greet(options["host"], port))
            except CannotStart as error:
                raise CommandError(str(error)) from None
        self._say("The portal has stopped.")

    def _processes(self, listener: socket.socket, port: int) -> list[Process]:
        celery = [*PYTHON, "-m", "celery", "--quiet", "--app", "portal.celery"]
        worker = [*celery, "worker", "--without-gossip", "--without-mingle"]
        beat = [*celery, "beat", "--pidfile", "", "--schedule", settings.CELERY_BEAT_SCHEDULE_FILENAME]
        web = [*PYTHON, "-m", "gunicorn", "--config", "python:portal.server", "portal.wsgi"]
        return [
            Process("worker", worker),
            Process("schedule", beat),
            Process(
                "web",
                web,
                is_ready=lambda: probe.answers(port, host=_reachable(listener)),
                pass_fds=(listener.fileno(),),
                environment={"WEB_BIND": f"fd://{listener.fileno()}"},
            ),
        ]

    def _broker(self, held: contextlib.ExitStack) -> list[Process]:
        """The embedded broker, unless REDIS_URL names another one or this machine has only files for it."""
        var = settings.VAR_DIR
        if settings.REDIS_URL:
            return []
        if not broker.has_embedded_server():
            (var / "broker" / "control").mkdir(parents=True, exist_ok=True)
            return []
        try:
            broker.make_socket_folder(var)
        except OSError as error:
            raise CommandError(f"The broker has no place for its socket: {error}.") from None
        # It holds this lock as long as it lives: after a kill the next portal waits until it has written its file.
        lock = held.enter_context(
            holding(var / "broker.lock", wait=LAST_ONES_LEAVE, refusal=BROKER_STAYS.format(var=var))
        )
        command = broker.server_command(var)
        return [
            Process(
                "broker",
                command,
                is_ready=lambda: broker.is_answering(var),
                is_ground=True,
                pass_fds=(lock.fileno(),),
                orphaned=signal.SIGTERM,
            )
        ]

    def _refuse_unprepared_database(self) -> None:
        try:
            executor = MigrationExecutor(connection)
            pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {str(error).strip()}") from None
        if pending:
            raise CommandError("The database is not up to date. Run: python manage.py prepare")

    def _greet(self, host: str, port: int) -> None:
        name = "localhost" if host in ("127.0.0.1", "localhost", "0.0.0.0", "::1", "::") else host  # noqa: S104
        lines = ["", f"The portal is ready: http://{name}:{port}", ""]
        lines += _demo_logins()
        # The supervisor itself needs the database no more.
        connections.close_all()
        lines += ["Ctrl-C ends it.", ""]
        self._say("\n".join(lines))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _port_number(value: str | int) -> int:
    try:
        port = int(value)
    except ValueError:
        port = 0
    if not 1 <= port <= 65535:
        raise CommandError(f"{value} is no port: choose a number from 1 to 65535, such as PORT=8000.")
    return port


def _demo_logins() -> list[str]:
    """How to log in, where the demo's accounts are."""
    from portal.demo.offices import LOGINS, PASSWORD

    addresses = [f"{name}@demo.example" for name in LOGINS]
    there = set(
        get_user_model()._default_manager.filter(email__in=addresses, is_active=True).values_list("email", flat=True)
    )
    if not there:
        return []
    return [
        f"Log in with the password {PASSWORD} as",
        *(f"  {address}" for address in addresses if address in there),
        "",
    ]


def _reachable(listener: socket.socket) -> str:
    host = listener.getsockname()[0]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


@contextlib.contextmanager
def holding(path: Path, *, wait: float, refusal: str) -> Iterator[IO[str]]:
    """Hold a lock file; raises CommandError with ``refusal`` when somebody else still holds it after ``wait`` seconds."""
    with path.open("w") as lock:
        until = time.monotonic() + wait
        while not _locked(lock):
            if time.monotonic() >= until:
                raise CommandError(refusal)
            time.sleep(0.1)
        yield lock


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """The portal's own listening socket, which every web server of it gets: a port in use is told before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(f"Port {port} is in use. Choose another one: PORT={port + 1} make run") from None
        if error.errno == errno.EACCES:
            raise CommandError(
                f"Port {port} is reserved for the system. Choose one above 1023: PORT=8000 make run"
            ) from None
        raise CommandError(
            f"Cannot listen on {host}:{port}: {error.strerror}. Set HOST to an address of this machine."
        ) from None
    with listener:
        yield listener
