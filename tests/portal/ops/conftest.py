"""Helpers for tests that start the portal's commands as real processes."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "k9#Lw2@vQ7!xTz4^bN8&mR5*cY1(hJ6)pG3-dS0=fA+eU_iO.wE7zR",
    "ALLOWED_HOSTS": "portal.example.org",
    "PORTAL_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://portal:secret@database.example.org/portal",
    "REDIS_URL": "redis://:secret@broker.example.org:6379/0",
    "EMAIL_URL": "smtp://mail.example.org:25",
}


def clean_environment(var: Path, **extra: str) -> dict[str, str]:
    """This machine's environment without anything that would set the portal."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "USER") if name in os.environ}
    return {**kept, "PORTAL_VAR": str(var), **extra}


def manage(*arguments: str, env: dict[str, str], timeout: float = 60) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=timeout, check=False)


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
