"""How a plan stands on a day: its measures with the status that they had then, what is behind, what has changed.

Told as it stood on the day are statuses with their notes, who held the offices, and how far the plan had come on its way.
What has no date is told as it is now: which measures the plan has, their words and their deadlines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans import contents, offices
from plans.deadlines import REVIEW_MONTHS
from plans.models import Measure, MeasureStatus, Plan, PlanVersion
from plans.progress import Progress
from portal.calendars import deadline_line, year_wheel
from portal.periods import last_day_of_term, today
from workgroups.models import Meeting
from workgroups.standings import moment_of

# Where nobody has reported on the plan before the day, this long counts as lately.
LATELY_MONTHS = 3
# Deadlines within so many days are coming.
SOON = timedelta(days=90)
# Of the measures that fall on one day of the year, so many are named.
NAMED = 4


@dataclass
class Line:
    """A measure on the day; ``told`` are the statuses that were set until then, the oldest first."""

    measure: Measure
    at: date
    told: list[MeasureStatus] = field(default_factory=list)
    # The status, in words, that it had before what is new.
    was: str = ""

    @property
    def is_open(self) -> bool:
        return self.measure.status not in Measure.ENDED

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.measure.due_on is not None and self.measure.due_on < self.at

    @property
    def is_behind(self) -> bool:
        return self.is_overdue or self.measure.status == Measure.Status.DELAYED

    @property
    def is_untold(self) -> bool:
        """Nobody has ever said how it goes."""
        return self.measure.status == Measure.Status.NOT_STARTED and not self.told and not self.measure.status_note

    @property
    def last(self) -> MeasureStatus | None:
        return self.told[-1] if self.told else None

    @property
    def since(self) -> datetime | None:
        """Since when it has had the status that it has."""
        began = None
        for row in reversed(self.told):
            if row.status != self.measure.status:
                break
            began = row.at
        return began

    def before(self, moment: datetime) -> str:
        """The status that it had at the moment, in words."""
        earlier = [row for row in self.told if row.at < moment]
        return earlier[-1].get_status_display() if earlier else str(Measure.Status.NOT_STARTED.label)

    @property
    def due(self) -> date | None:
        """By when something is due: the deadline, or the next review of a continuous measure."""
        return self.measure.next_review_on or self.measure.due_on

    @property
    def is_review(self) -> bool:
        return self.measure.next_review_on is not None

    @property
    def is_forgotten(self) -> bool:
        """To be reviewed on a day that has passed."""
        return self.is_review and self.due is not None and self.due < self.at


@dataclass
class Standing:
    plan: Plan
    at: date
    content: contents.PlanContent
    lines: list[Line]
    version: PlanVersion | None
    meetings: list[Meeting]

    @property
    def state(self) -> Plan.State:
        """Where the plan stood on its way; a moment that was not recorded counts as long past."""
        plan, moment = self.plan, moment_of(self.at)
        if self.at >= today():
            return Plan.State(plan.state)
        if self.version is None and not _was(plan.approved_at, moment, plan.state not in Plan.UNSETTLED):
            return Plan.State.SUBMITTED if _was(plan.submitted_at, moment, False) else Plan.State.DRAFT
        if _was(plan.closed_at, moment, plan.state == Plan.State.CLOSED):
            return Plan.State.CLOSED
        return Plan.State.REPORTED if _was(plan.reported_at, moment, bool(plan.report_text)) else Plan.State.APPROVED

    @property
    def state_word(self) -> Any:
        """As the plan's page says it: in force only within the period."""
        out_of_force = self.state == Plan.State.APPROVED and not self.plan.is_active(self.at)
        return _("approved") if out_of_force else self.state.label

    @property
    def approved_on(self) -> date | None:
        approved = self.version.made_at if self.version else self.plan.approved_at
        return timezone.localdate(approved) if approved and self.state not in Plan.UNSETTLED else None

    @cached_property
    def progress(self) -> Progress:
        return self.content.share

    @property
    def bars(self) -> list[dict[str, Any]]:
        """The areas, for charts.progress_bars(); each with its share by the one rule."""
        return [{**row, "url": "", "note": _share(row)} for row in self.content.progress]

    @cached_property
    def since(self) -> date:
        """What came after this day is new: the day of the last report on the plan, else three months back."""
        reported = self.plan.reported_at and timezone.localdate(self.plan.reported_at)
        if reported and reported < self.at:
            return reported
        return _months_before(self.at, LATELY_MONTHS)

    @cached_property
    def behind(self) -> list[Line]:
        """The longest overdue first, then those that are said to be delayed."""
        rows = [line for line in self.lines if line.is_behind]
        return sorted(rows, key=lambda line: (not line.is_overdue, line.measure.due_on or date.max))

    @cached_property
    def changed(self) -> list[Line]:
        """Of which something was told since the last time; the latest first."""
        moment = moment_of(self.since)
        rows = [line for line in self.lines if line.last and line.last.at >= moment]
        for line in rows:
            line.was = line.before(moment)
        return sorted(rows, key=lambda line: line.told[-1].at, reverse=True)

    @cached_property
    def coming(self) -> list[Line]:
        """Open, with a deadline or a review within :data:`SOON`, or a review that was forgotten; these last, else the next first."""
        rows = [line for line in self.lines if line.is_open and line.due and line.due <= self.at + SOON]
        rows = [line for line in rows if line.is_review or not line.is_overdue]
        return sorted(rows, key=lambda line: (line.is_forgotten, line.due or date.max))

    @cached_property
    def untold(self) -> list[Line]:
        return [line for line in self.lines if line.is_untold]

    @property
    def told_on(self) -> date | None:
        """The day of the last status of any measure."""
        last = max((line.last.at for line in self.lines if line.last), default=None)
        return timezone.localdate(last) if last else None

    @property
    def ends_on(self) -> date:
        """The last day of the period; of a plan until further notice, of the year."""
        return self.plan.ends_on or date(max(self.at, self.plan.starts_on).year, 12, 31)

    @property
    def deadlines(self) -> list[tuple[date, bool]]:
        """For calendars.deadline_line(): days, and whether the measure is done."""
        rows = [line.measure for line in self.lines if line.measure.status != Measure.Status.DROPPED]
        return [(each.due_on, each.status == Measure.Status.DONE) for each in rows if each.due_on]


def read(plan: Plan, on: date | None = None) -> Standing:
    """Eight queries, however many measures: the plan's rows, their statuses, the offices, the last approval, meetings."""
    at = on or today()
    moment = moment_of(at)
    content = contents.load(plan)
    statuses = MeasureStatus.objects.filter(measure__plan=plan, at__lt=moment).select_related("by__person")
    told: dict[int, list[MeasureStatus]] = {}
    for row in statuses.order_by("at", "pk"):
        told.setdefault(row.measure_id, []).append(row)
    lines = [Line(measure, at, told.get(measure.pk, [])) for measure in content.counted]
    if at < today():
        for line in lines:
            _as_then(line, moment)
    offices.resolve(content.counted, offices.holders(plan.body_id, at))
    version = plan.versions.filter(made_at__lt=moment).first()
    return Standing(plan, at, content, lines, version, _meetings(plan, moment))


def _as_then(line: Line, moment: datetime) -> None:
    """The measure as it was told to stand; where nothing is recorded of the time before, as it was written."""
    measure, last = line.measure, line.last
    if last:
        measure.status, measure.status_note = last.status, last.note
    elif measure.status_at and measure.status_at >= moment:
        measure.status, measure.status_note = Measure.Status.NOT_STARTED, ""
    if measure.reviewed_on and measure.reviewed_on > line.at:
        measure.reviewed_on = None


def _meetings(plan: Plan, moment: datetime) -> list[Meeting]:
    """The body's meetings in the plan's period, called and held: whoever sees the plan may see these."""
    called = Q(called_at=None) | Q(called_at__lt=moment)
    found = Meeting.objects.filter(called, body=plan.body_id, state__in=(Meeting.State.CALLED, Meeting.State.HELD))
    found = found.filter(starts_at__date__gte=plan.starts_on)
    if plan.ends_on:
        found = found.filter(starts_at__date__lte=plan.ends_on)
    return list(found.order_by("starts_at", "pk"))


def _was(at: datetime | None, moment: datetime, is_there: bool) -> bool:
    return at < moment if at else is_there


def _share(row: Mapping[str, Any]) -> str:
    percent = Progress.of(row).percent
    return "" if percent is None else f"{percent} %"


def _months_before(day: date, months: int) -> date:
    return last_day_of_term(day, -months) + timedelta(days=1)


# --- The year ---------------------------------------------------------------------------------------------------------


@dataclass
class Entry:
    """What a day of the year holds of one kind: measures, or a meeting."""

    on: date
    kind: str
    lines: list[Line] = field(default_factory=list)
    meeting: Meeting | None = None

    @property
    def first(self) -> list[Line]:
        return self.lines[:NAMED]

    @property
    def more(self) -> int:
        return len(self.lines) - len(self.first)

    @property
    def states(self) -> Iterable[str]:
        """The state of each, for the wheel's marks."""
        if self.kind != "deadline":
            return [""] * max(len(self.lines), 1)
        return ["done" if not line.is_open else "delayed" if line.is_overdue else "on_track" for line in self.lines]


def entries(standing: Standing, year: int) -> list[Entry]:
    """Deadlines, reviews and meetings of the year, by day."""
    found: dict[tuple[date, str], Entry] = {}
    for line in standing.lines:
        for on, kind in _days(line, standing.ends_on):
            if on.year == year:
                found.setdefault((on, kind), Entry(on, kind)).lines.append(line)
    rows = list(found.values())
    for meeting in standing.meetings:
        on = timezone.localdate(meeting.starts_at)
        if on.year == year:
            rows.append(Entry(on, "meeting", meeting=meeting))
    return sorted(rows, key=lambda entry: (entry.on, entry.kind))


def _days(line: Line, last: date) -> Iterable[tuple[date, str]]:
    """The deadline of a measure that is not dropped; the next reviews of one that goes on, as long as the plan runs."""
    measure = line.measure
    if measure.due_on and measure.status != Measure.Status.DROPPED:
        yield measure.due_on, "deadline"
    review = measure.next_review_on
    while review and review <= last:
        yield review, "review"
        review = last_day_of_term(review, measure.review_months or REVIEW_MONTHS) + timedelta(days=1)


def years_of(standing: Standing) -> list[int]:
    return list(range(standing.plan.starts_on.year, standing.ends_on.year + 1))


def year_of(standing: Standing) -> int:
    """The year of the day, or the nearest one of the plan's period."""
    years = years_of(standing)
    return min(max(standing.at.year, years[0]), years[-1])


def figures(standing: Standing, year: int) -> dict[str, Any]:
    """``line``: the deadlines of the whole period; ``wheel``: the year; ``months``: what the wheel shows, month by month."""
    found = entries(standing, year)
    events = [(entry.on, entry.kind, state) for entry in found for state in entry.states]
    months: dict[date, list[Entry]] = {}
    for entry in found:
        months.setdefault(entry.on.replace(day=1), []).append(entry)
    return {
        "line": deadline_line(standing.deadlines, standing.plan.starts_on, standing.ends_on, standing.at),
        "wheel": year_wheel(year, events, standing.at),
        "months": list(months.items()),
    }
