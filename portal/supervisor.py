"""Runs the portal's processes: starts them in order, starts again what dies, and ends all of them in order.

Knows nothing of Django, so that it stays small: it holds the children while they do the work.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from portal import lifeline

# A process that lived this long is healthy again: its next end is a first one.
HEALTHY_AFTER = 30.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# So many early ends of a process in a row, before all was ready once, mean that it cannot run here.
ATTEMPTS_AT_START = 4
# Finish what is at hand; leave it; be killed. A job that is left goes back to the broker.
STEPS_TO_THE_END = ((signal.SIGTERM, 6.0), (signal.SIGQUIT, 2.0))


class CannotStart(Exception):
    """The portal cannot run; the text says why and what helps."""


@dataclass
class Process:
    """One kind of process and the one that runs of it now."""

    name: str
    command: list[str]
    # When it is ready for those that need it.
    is_ready: Callable[[], bool] = lambda: True
    # Others stand on it: it ends after them.
    is_ground: bool = False
    # What it gets when the supervisor is killed and nobody is left to wait for it: what it held is found again in the database.
    orphaned: signal.Signals = signal.SIGKILL
    pass_fds: tuple[int, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    popen: subprocess.Popen | None = None
    started_at: float = 0.0
    failures: int = 0
    start_at: float = 0.0

    @property
    def is_running(self) -> bool:
        return self.popen is not None and self.popen.poll() is None


class Supervisor:
    """Holds processes, in the order in which they need each other."""

    def __init__(self, processes: list[Process], *, say: Callable[[str], None], stop_with_parent: bool = False) -> None:
        self.processes = processes
        self.say = say
        self.stopping = False
        self.hurry = False
        self.reason = ""
        self.was_ready = False
        self.pid = os.getpid()
        self.parent = os.getppid() if stop_with_parent else None
        self.watcher: subprocess.Popen | None = None

    def run(self, when_ready: Callable[[], None]) -> None:
        """Start all, call ``when_ready``, and keep them running until a signal asks for the end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        if self.parent is not None:
            lifeline.tie_to_parent(self.parent, signal.SIGTERM)
        if not lifeline.ON_LINUX:
            self._start_watcher()
        try:
            for process in self.processes:
                self._start(process)
                self._wait_until_ready(process)
            if not self.stopping:
                self.was_ready = True
                when_ready()
            while not self.stopping:
                self._look_after()
                time.sleep(0.2)
        finally:
            self._stop_all()

    def _on_signal(self, number: int, frame: object) -> None:
        # A second Ctrl-C means: now.
        self.hurry = self.stopping
        self._stop_because(signal.Signals(number).name)

    def _stop_because(self, reason: str) -> None:
        self.reason = self.reason or reason
        self.stopping = True

    def _start(self, process: Process) -> None:
        def in_child() -> None:
            # The supervisor's own handling of signals ends here; what it blocked or ignored is the child's own again.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            lifeline.tie_to_parent(self.pid, process.orphaned)

        process.started_at = time.monotonic()
        # A group of its own: Ctrl-C reaches the supervisor alone, which ends the others in order.
        process.popen = subprocess.Popen(
            process.command,
            stdin=subprocess.DEVNULL,
            process_group=0,
            pass_fds=process.pass_fds,
            env={**os.environ, **process.environment},
            preexec_fn=in_child,
        )
        self._tell_watcher(process.popen.pid)

    def _wait_until_ready(self, process: Process) -> None:
        until = time.monotonic() + 90
        while not self.stopping and not (process.is_running and process.is_ready()):
            self._look_after()
            if time.monotonic() > until:
                raise CannotStart(f"The process «{process.name}» does not answer. Its lines above say why.")
            time.sleep(0.1)

    def _look_after(self) -> None:
        """Start again what has ended, after a pause that grows with each end."""
        now = time.monotonic()
        if self.parent is not None and _has_left(self.parent):
            self._stop_because("what started the portal has ended")
        for process in self.processes:
            if self.stopping or process.popen is None or process.is_running:
                continue
            if not process.start_at:
                self._plan_restart(process, now)
            elif now >= process.start_at:
                process.start_at = 0.0
                self._start(process)

    def _plan_restart(self, process: Process, now: float) -> None:
        assert process.popen is not None  # noqa: S101 - for the type checker: it ran
        lifeline.end_group(process.popen.pid, signal.SIGKILL)  # what it left behind
        self._tell_watcher(-process.popen.pid)
        process.failures = 1 if now - process.started_at > HEALTHY_AFTER else process.failures + 1
        if not self.was_ready and process.failures >= ATTEMPTS_AT_START:
            raise CannotStart(f"The process «{process.name}» does not start. Its lines above say why.")
        pause = min(FIRST_PAUSE * 2 ** (process.failures - 1), LONGEST_PAUSE)
        process.start_at = now + pause
        self.say(
            f"The process «{process.name}» ended ({_reason(process.popen.returncode)}); it starts again in {pause:g} s."
        )

    def _stop_all(self) -> None:
        """End those that do the work side by side, then what they stand on."""
        if self.reason:
            self.say(f"Stopping ({self.reason}) …")
        for group in (False, True):
            self._stop([process for process in self.processes if process.is_ground is group])
        if self.watcher is not None and self.watcher.stdin is not None:
            self.watcher.stdin.close()
            self.watcher.wait()

    def _stop(self, processes: list[Process]) -> None:
        running = [process.popen for process in processes if process.popen is not None]
        for number, patience in STEPS_TO_THE_END:
            if self.hurry:
                break
            for popen in running:
                if popen.poll() is None:
                    popen.send_signal(number)
            until = time.monotonic() + patience
            while any(popen.poll() is None for popen in running) and time.monotonic() < until and not self.hurry:
                time.sleep(0.02)
        for popen in running:
            lifeline.end_group(popen.pid, signal.SIGKILL)
            popen.wait()
            self._tell_watcher(-popen.pid)

    def _start_watcher(self) -> None:
        self.watcher = subprocess.Popen(
            [sys.executable, "-m", "portal.lifeline"],
            stdin=subprocess.PIPE,
            text=True,
            bufsize=1,
            start_new_session=True,
        )

    def _tell_watcher(self, group: int) -> None:
        if self.watcher is not None and self.watcher.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.watcher.stdin.write(f"{group}\n")


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _has_left(parent: int) -> bool:
    """Whether the program that started us has ended, or was asked to by an interrupt that it kept to itself.

    ``make`` that gets an interrupt alone waits for its recipe without telling it; it then has put the signal back to its default.
    """
    if os.getppid() != parent:
        return True
    try:
        with open(f"/proc/{parent}/status") as status:
            fields = dict(line.split(":", 1) for line in status)
    except (OSError, ValueError):
        return False
    interrupt = 1 << (signal.SIGINT - 1)
    return not (int(fields["SigCgt"], 16) | int(fields["SigIgn"], 16)) & interrupt
