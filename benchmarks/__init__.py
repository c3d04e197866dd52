"""Speed as ratios and counts: the portal beside reference pages in the same rounds. ``make bench`` or ``python -m benchmarks``."""
