"""The demo data: one union with invented people and a year of work, made through the same verbs as the interface.

Deterministic, and told relative to today: ``build.build()`` makes it, ``reset.clear()`` takes everything away.
"""
