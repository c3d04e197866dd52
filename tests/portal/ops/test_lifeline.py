"""The watcher that ends processes where the system does not tell them of their parent's death."""

import subprocess
import sys
import time

from tests.portal.ops.conftest import ROOT, is_alive


def started(code: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", code], process_group=0, stdout=subprocess.PIPE, text=True)


def test_ends_the_groups_it_was_told_of_when_the_parent_is_gone():
    watcher = subprocess.Popen([sys.executable, "-m", "portal.lifeline"], cwd=ROOT, stdin=subprocess.PIPE, text=True)
    told = started("import time; time.sleep(60)")
    finished = started("import time; time.sleep(60)")
    deaf = started("import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)")
    assert deaf.stdout.readline() == "deaf\n"
    watcher.stdin.write(f"{told.pid}\n{finished.pid}\n-{finished.pid}\n{deaf.pid}\n")
    # What closes when the parent is killed.
    watcher.stdin.close()
    try:
        assert told.wait(10) == -15
        assert deaf.wait(10) == -9
        assert watcher.wait(10) == 0
        assert finished.poll() is None
    finally:
        for process in (told, finished, deaf):
            process.kill()
            process.wait()
            process.stdout.close()


def test_a_tied_process_dies_with_its_parent():
    child = (
        "import os, time; from portal import lifeline; lifeline.tie_to_parent(os.getppid(), 9); "
        "print(os.getpid(), flush=True); time.sleep(60)"
    )
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}]).wait()"
    process = subprocess.Popen([sys.executable, "-c", parent], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pid = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    until = time.monotonic() + 5
    while time.monotonic() < until and is_alive(pid):
        time.sleep(0.05)
    assert not is_alive(pid)
