"""``python -m benchmarks``: prints ratios and counts, and whether each goal holds. Ends with 1 where one does not.

``python -m benchmarks W1 W2`` measures what these goals need alone.
"""

import sys
import time

import psycopg

from benchmarks import measure
from benchmarks.servers import ADMIN_URL, Scratch

SIZES = (100, 10_000, 400_000)


def say(text: str) -> None:
    print(text, flush=True)


def main(asked: list[str]) -> int:
    begun = time.monotonic()
    if unknown := set(asked) - set(measure.GOALS):
        say(f"There is no {', '.join(sorted(unknown))}. The goals are {', '.join(measure.GOALS)}.")
        return 2
    try:
        psycopg.connect(ADMIN_URL, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        say(f"No PostgreSQL answers: {str(error).strip()} Set BENCH_POSTGRES to one where databases may be made.")
        return 2
    scratches: dict[int, Scratch] = {}
    try:
        for size in SIZES:
            scratches[size] = Scratch(str(size))
            say(f"filling a scratch database with {size} people …")
            scratches[size].fill(size)
        first = scratches[SIZES[0]]
        first.run("django", "collectstatic", "--noinput", "--verbosity", "0")
        results = measure.measured(scratches, frozenset(asked or measure.GOALS), say)
    finally:
        for scratch in scratches.values():
            scratch.__exit__(None, None, None)
    say("")
    say(f"{'':<5}{'what':<66}{'measured':>10}{'goal':>9}")
    for result in results:
        say(f"{result.code:<5}{result.what:<66}{result.shown:>10}{result.goal:>9}  {result.verdict}")
    missed = [result for result in results if result.verdict == "missed"]
    say(f"\n{len(missed)} goals missed; {time.monotonic() - begun:.0f} seconds")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
