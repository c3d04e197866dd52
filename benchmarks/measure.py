"""The measurements. A time counts as a ratio to another of the same round; sizes, queries and memory are counts."""

import gzip
import http.client
import json
import math
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.servers import Scratch, free_port, memory, serve, stop

ROUNDS = 8
# Requests of one page in one round; the quickest counts, as the others were held up by something else.
TRIES = 3
EMPTY = "/bench/empty/"
GOALS = ("W1", "W2", "W4", "W5", "P4", "F1", "F3")


@dataclass(frozen=True)
class Result:
    code: str
    what: str
    value: float
    limit: float | None
    unit: str = "×"

    @property
    def shown(self) -> str:
        return f"{self.value:.2f} {self.unit}" if self.unit == "×" else f"{self.value:.0f} {self.unit}".strip()

    @property
    def goal(self) -> str:
        return "" if self.limit is None else f"≤ {self.limit:g}"

    @property
    def verdict(self) -> str:
        return "" if self.limit is None else "holds" if self.value <= self.limit else "missed"


def measured(scratches: dict[int, Scratch], wanted: frozenset[str], say: Callable[[str], None]) -> list[Result]:
    """The results of the goals asked for."""
    sizes = sorted(scratches)
    small, large = scratches[sizes[0]], scratches[sizes[-1]]
    results: list[Result] = []
    if "W4" in wanted:
        results += queries(large, say)
    if wanted & {"W1", "W2", "F3", "P4"}:
        results += served(scratches, small, large, say)
    if "W5" in wanted:
        say("memory of the web workers …")
        os.environ["STATIC_ROOT"] = f"{small.folder.name}/static"
        make_document(large)
        results += workers_memory(large)
    if "F1" in wanted:
        say("setting a plan of 1 000 measures …")
        results += paper(large)
    return sorted((result for result in results if result.code in wanted), key=lambda result: result.code)


def make_document(scratch: Scratch) -> None:
    """For the archive; made once, then found again."""
    scratch.run("benchmarks.archive", str(scratch.facts["plan"]), str(scratch.facts["user"]))


def served(
    scratches: dict[int, Scratch], small: Scratch, large: Scratch, say: Callable[[str], None]
) -> Iterator[Result]:
    """What is measured at the portal's running servers."""
    say("making a document for the archive …")
    for scratch in scratches.values():
        make_document(scratch)
        # All read the static files that the first has collected.
        os.environ["STATIC_ROOT"] = f"{small.folder.name}/static"
        scratch.serve()
    say(f"{ROUNDS} rounds over the pages …")
    yield from times(scratches)
    yield from first_visit(large)
    for scratch in scratches.values():
        stop(scratch.server)


def pages_of(scratch: Scratch) -> dict[str, str]:
    facts = scratch.facts
    return {
        "empty": EMPTY,
        "trivial": "/bench/trivial/",
        "list": "/people/",
        "detail": f"/people/{facts['person']}/",
        "home": "/",
        "search": "/search/?q=Nordli",
        "groups": "/groups/",
        "plan": f"/plans/{facts['plan']}/",
        "archive": f"/documents/plan/{facts['plan']}/",
    }


def times(scratches: dict[int, Scratch]) -> Iterator[Result]:
    """Round-robin over all pages of all sizes; medians of the rounds' ratios."""
    seconds: dict[int, dict[str, list[float]]] = {
        size: {name: [] for name in pages_of(scratch)} for size, scratch in scratches.items()
    }
    for number in range(ROUNDS + 1):
        for size, scratch in scratches.items():
            with _client(scratch) as get:
                for name, path in pages_of(scratch).items():
                    best = min(_timed(get, path) for _try in range(TRIES))
                    # The first round warms caches and plans.
                    if number:
                        seconds[size][name].append(best)
    small, large = min(scratches), max(scratches)

    def ratio(size: int, name: str, other_size: int, other: str) -> float:
        pairs = zip(seconds[size][name], seconds[other_size][other], strict=True)
        return statistics.median(one / another for one, another in pairs)

    yield Result("W1", f"list of people at {large} / empty page", ratio(large, "list", large, "empty"), 1.5)
    yield Result("W1", "empty page / trivial view", ratio(large, "empty", large, "trivial"), None)
    for name in ("list", "detail", "home", "search", "groups"):
        what = f"{name} at {large} / at {small} people"
        yield Result("W2", what, ratio(large, name, small, name), 1.10)
    yield Result("F3", "unchanged plan from its archive / its page", ratio(large, "archive", large, "plan"), 2)


def queries(scratch: Scratch, say: Callable[[str], None]) -> Iterator[Result]:
    """SQL of each page, told by the portal itself in a process of its own."""
    pages = {name: path for name, path in pages_of(scratch).items() if name not in ("empty", "trivial", "archive")}
    told = json.loads(scratch.run("benchmarks.queries", scratch.facts["session"], json.dumps(pages)))
    for name, count in told.items():
        limit = 6 if name in ("list", "groups") else 12
        yield Result("W4", f"SQL queries of {name}", count, None if name == "search" else limit, "")


def first_visit(scratch: Scratch) -> Iterator[Result]:
    """Bytes and files of the list page for a browser that has nothing yet; the font apart."""
    with _client(scratch) as get:
        page = get("/people/").decode()
        linked = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js)[^"]*)"', page))
        files = [get(path) for path in linked]
    size = len(gzip.compress(page.encode(), 6))
    whole = size + sum(len(gzip.compress(file, 6)) for file in files)
    yield Result("P4", "first visit of the list, gzipped, without the font", whole / 1000, 24, "kB")
    yield Result("P4", "files of the first visit", 1 + len(files), 4, "")
    yield Result("P4", "later visits of the list, gzipped", size / 1000, 8, "kB")


def workers_memory(scratch: Scratch) -> Iterator[Result]:
    """Two workers after some requests, against two of an empty Django project, shared pages counted once."""
    held = []
    for application in ("portal.wsgi", "benchmarks.empty_project"):
        port = free_port()
        server = serve(application, port, 2, {**scratch.environment, "WEB_THREADS": "1"})
        try:
            paths = [path for name, path in pages_of(scratch).items() if application == "portal.wsgi"]
            for _again in range(10):
                for path in paths or ["/bench/trivial/"]:
                    _fetch(port, path, scratch.facts["session"])
            held.append(memory(server))
        finally:
            stop(server)
    yield Result("W5", "memory of 2 web workers / of an empty project's", held[0] / held[1], 1.5)
    yield Result("W5", "memory of 2 web workers", held[0] / 1024, None, "MB")


def paper(scratch: Scratch) -> Iterator[Result]:
    """Each in a process of its own, in turns."""
    runs: dict[tuple[str, int], list[dict]] = {("portal", 1000): [], ("plain", 1000): [], ("portal", 250): []}
    for _round in range(3):
        for (way, measures), found in runs.items():
            command = [sys.executable, "-m", "benchmarks.paper", way, str(measures)]
            done = subprocess.run(command, env=scratch.environment, capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout.splitlines()[-1]))
    ours, plain, quarter = runs.values()
    share = statistics.median(one["cpu"] / other["cpu"] for one, other in zip(ours, plain, strict=True))
    growth = statistics.median(one["cpu"] / other["cpu"] for one, other in zip(ours, quarter, strict=True))
    yield Result("F1", "PDF of 1 000 measures / with plain CSS", share, 0.5)
    yield Result("F1", "growth exponent from 250 to 1 000 measures", math.log(growth) / math.log(4), 1.0, "×")
    yield Result("F1", "memory of the process that sets 1 000", max(run["mb"] for run in ours), 200, "MB")


class _client:
    """One kept connection for a visitor who is logged in."""

    def __init__(self, scratch: Scratch) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", scratch.port, timeout=60)
        self.cookie = f"sessionid={scratch.facts['session']}"

    def __enter__(self) -> Callable[[str], bytes]:
        return self.get

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        response = self.connection.getresponse()
        content = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answers {response.status}")
        return content

    def __exit__(self, *exc) -> None:
        self.connection.close()


def _timed(get: Callable[[str], bytes], path: str) -> float:
    begun = time.perf_counter()
    get(path)
    return time.perf_counter() - begun


def _fetch(port: int, path: str, session: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    connection.getresponse().read()
    connection.close()
