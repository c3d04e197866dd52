"""How the supervisor treats processes that end by themselves."""

import subprocess
import sys

from tests.portal.ops.conftest import ROOT, is_alive

PRELUDE = """
import os, pathlib, signal, sys, tempfile
from portal.supervisor import CannotStart, Process, Supervisor

folder = pathlib.Path(tempfile.mkdtemp())
def say(text): print(text, flush=True)
def python(code): return [sys.executable, "-c", code]
def child(name, code, **fields):
    # Ready when it says so by a file: a slow machine starts slowly.
    code = code.replace("READY", f"open({str(folder / name)!r}, 'w').close()").replace("NAME", name)
    return Process(name, python(code), is_ready=(folder / name).exists, **fields)
"""


def run(code: str, timeout: float = 60) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", PRELUDE + code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


def test_what_never_starts_is_given_up_with_a_sentence():
    result = run("""
broken = Process("web", python("raise SystemExit(3)"), is_ready=lambda: False)
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
code = "import signal, time; signal.signal(15, lambda *a: (WAIT, print('NAME ends', flush=True), exit(0))); READY; time.sleep(60)"
ground = child("ground", code.replace("WAIT", "0"), is_ground=True)
above = child("above", code.replace("WAIT", "time.sleep(0.5)"))
Supervisor([ground, above], say=say).run(lambda: os.kill(os.getpid(), signal.SIGTERM))
say("all ended")
""")
    assert result.stdout.splitlines() == ["Stopping (SIGTERM) …", "above ends", "ground ends", "all ended"]


def test_a_deaf_process_is_killed_and_its_children_with_it():
    result = run("""
code = "import signal, subprocess, time; [signal.signal(n, signal.SIG_IGN) for n in (2, 3, 15)]; "
code += "print(subprocess.Popen(['sleep', '60']).pid, flush=True); READY; time.sleep(60)"
Supervisor([child("deaf", code)], say=say).run(lambda: os.kill(os.getpid(), signal.SIGINT))
say("all ended")
""")
    pid, *said = result.stdout.splitlines()
    assert said == ["Stopping (SIGINT) …", "all ended"]
    assert not is_alive(int(pid))
