"""What ends the portal's processes when the one that started them is killed.

Linux tells a process when its parent dies (``tie_to_parent``). Elsewhere a watcher holds a pipe to the parent and ends the process
groups that it was told of when the pipe breaks (``python -m portal.lifeline``, one line ``+group`` or ``-group`` each).
"""

import contextlib
import ctypes
import os
import signal
import sys
import time

ON_LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True) if ON_LINUX else None


def tie_to_parent(parent: int, number: signal.Signals) -> None:
    """Have this process get ``number`` when ``parent`` dies. To be called in the child, before it runs its program."""
    if libc is None:
        return
    libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), number)


def end_group(group: int, number: int) -> bool:
    """Signal a process group; 0 only asks. False when nobody is in it any more."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so of a group of zombies
        return False
    return True


def watch() -> None:
    """Keep the list of groups until the parent's end of the pipe closes, then end what is left of them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line)
        if group > 0:
            groups.add(group)
        else:
            groups.discard(-group)
    for number in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + 3
        groups = {group for group in groups if end_group(group, number)}
        while groups and time.monotonic() < until:
            time.sleep(0.05)
            groups = {group for group in groups if end_group(group, 0)}


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        watch()
