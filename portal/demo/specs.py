"""The shapes in which the demo's texts are written down."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Job:
    """A task from a case: who (a seat of the group), what, days from the meeting, and whether it has been done."""

    who: str
    title: str
    days: int = 30
    done: bool = True


@dataclass(frozen=True)
class Case:
    title: str
    kind: str = "discussion"
    background: str = ""
    text: str = ""
    decision: str = ""
    jobs: tuple[Job, ...] = ()


@dataclass(frozen=True)
class Gathering:
    """A meeting, so many days from today (negative: it has been), and how far its minutes have come."""

    days: int
    title: str
    cases: tuple[Case, ...]
    format: str = "digital"
    place: str = ""
    # "", "draft", "submitted", "approved", "laid": laid before the first board meeting that fits, and noted after it.
    minutes: str = "laid"
    # Days from now on which the notice went out; three weeks before the meeting unless told.
    called: int | None = None
    # Seats that sent an apology.
    away: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A measure. ``due``: days from today, a pair of days, "løpende", or None. ``status`` with its note."""

    text: str
    who: str = ""
    due: int | tuple[int, int] | str | None = None
    status: str = "not_started"
    note: str = ""
    comment: str = ""
    budget: int | None = None
    project: str = ""
    # Seats named in person, besides the offices in ``who``.
    seats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """A plan: areas → goals → measures; what lies outside the areas stands last."""

    title: str
    introduction: str
    short_term: str
    long_term: str
    areas: tuple[tuple[str, tuple[tuple[str, tuple[Step, ...]], ...]], ...]
    outside: tuple[Step, ...] = ()
    # "draft", "submitted", "approved".
    state: str = "approved"
    # The day of the draft, so many days from today.
    written: int = -170


@dataclass(frozen=True)
class Team:
    """An expert group."""

    name: str
    slug: str
    purpose: str
    focus: str
    adviser: str
    contact: str
    logins: dict[str, str] = field(default_factory=dict)
    shared: bool = False
    # The day on which the leader's term ended, if it has.
    leader_until: int | None = None
    gatherings: tuple[Gathering, ...] = ()
    scheme: Scheme | None = None
