"""How the supervisor treats processes that end by themselves."""

import subprocess
import sys

from tests.portal.ops.conftest import ROOT, is_alive

PRELUDE = """
import signal, sys, os
from portal.supervisor import CannotStart, Process, Supervisor
python = [sys.executable, "-c"]
def say(text): print(text, flush=True)
"""


def run(code: str, timeout: float = 60) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", PRELUDE + code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


def test_what_never_starts_is_given_up_with_a_sentence():
    result = run("""
broken = Process("web", [*python, "raise SystemExit(3)"], is_ready=lambda: False)
try:
    Supervisor([broken], say=say).run(lambda: say("ready"))
except CannotStart as error:
    say(error)
""")
    lines = result.stdout.splitlines()
    assert lines[-1] == "The process «web» does not start. Its lines above say why."
    # The pause doubles.
    assert [line.rsplit(" in ")[1] for line in lines[:-1]] == ["0.5 s.", "1 s.", "2 s."]
    assert all("exit code 3" in line for line in lines[:-1])
    assert "ready" not in result.stdout


def test_the_ground_ends_after_what_stands_on_it():
    result = run("""
child = "import signal, time; signal.signal(15, lambda *a: (print('NAME ends', flush=True), exit(0))); time.sleep(60)"
def started(process): return lambda: time.monotonic() - process.started_at > 1
import time
ground = Process("ground", [*python, child.replace("NAME", "ground")], is_ground=True)
above = Process("above", [*python, child.replace("NAME", "above").replace("exit(0)", "time.sleep(0.5), exit(0)")])
ground.is_ready, above.is_ready = started(ground), started(above)
Supervisor([ground, above], say=say).run(lambda: os.kill(os.getpid(), signal.SIGTERM))
say("all ended")
""")
    assert result.stdout.splitlines() == ["Stopping (SIGTERM) …", "above ends", "ground ends", "all ended"]


def test_a_deaf_process_is_killed_and_its_children_with_it():
    result = run(
        """
import time
deaf = "import signal, subprocess, sys, time; [signal.signal(n, signal.SIG_IGN) for n in (2, 3, 15)]; "
deaf += "child = subprocess.Popen(['sleep', '60']); print(child.pid, flush=True); time.sleep(60)"
process = Process("deaf", [*python, deaf])
process.is_ready = lambda: time.monotonic() - process.started_at > 1
Supervisor([process], say=say).run(lambda: os.kill(os.getpid(), signal.SIGINT))
say("all ended")
"""
    )
    child, stopping, last = result.stdout.splitlines()
    assert (stopping, last) == ("Stopping (SIGINT) …", "all ended")
    assert not is_alive(int(child))
