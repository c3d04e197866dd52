"""Ask the running portal whether it answers: ``python -m portal.probe``; exit code 0 when it does.

Uses the standard library only, so that a health check does not load the portal each time.
"""

import http.client
import os
import sys


def answers(port: int, *, host: str = "127.0.0.1", name: str = "localhost", timeout: float = 3) -> bool:
    """Whether GET /healthz on the address says ok. ``name`` is the host name that the portal listens to."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", "/healthz", headers={"Host": name})
        response = connection.getresponse()
        return response.status == 200 and response.read().strip() == b"ok"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    allowed = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    port = int(os.environ.get("WEB_BIND", "127.0.0.1:8000").rpartition(":")[2])
    return 0 if answers(port, name=allowed if allowed not in ("", "*") else "localhost") else 1


if __name__ == "__main__":
    sys.exit(main())
