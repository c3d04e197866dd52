"""The rules about what comes back: the plan, the budget, the members' input."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.words import kr
from workgroups.rules.base import BREACH, OK, SOON, Answer
from workgroups.rules.meetings import season, year_end
from workgroups.standings import PlanFigures, Standing

# The board decides a year's budget at the latest at its meetings of that winter: until the end of March it is not late.
BUDGET_UNTIL = (3, 31)
INPUT_NOTICE = timedelta(days=14)


def plan(standing: Standing) -> Answer:
    """A plan that covers the day is approved by the board."""
    found = standing.plan
    if found is None:
        url = f"{reverse('plans:plan.create')}?body={standing.group.pk}"
        text = _("Write an action plan and submit it to the board.")
        return Answer(BREACH, text, _("none"), value=0, bound=1, needs="plan.create", url=url)
    url = reverse("plans:plan.view", args=[found.id])
    if found.in_force:
        return Answer(OK, _approved(found), _done(found), value=1, bound=1)
    if found.state == "closed":
        return Answer(OK, _("The plan of this period is closed."), _("closed"), value=1, bound=1)
    if found.state == "submitted":
        return Answer(SOON, _("It waits for the board’s approval."), _("submitted"), value=0, bound=1, url=url)
    text = _("Finish the draft and submit it to the board.")
    return Answer(BREACH, text, _("draft"), value=0, bound=1, needs="plan.create", url=url)


def _done(found: PlanFigures) -> str:
    return _("%(done)d of %(total)d measures done") % {"done": found.done, "total": found.total}


def _approved(found: PlanFigures) -> str:
    if not found.behind:
        return _("Approved by the board.")
    behind = ngettext("%(n)d measure behind", "%(n)d measures behind", found.behind) % {"n": found.behind}
    return _("Approved by the board; %(behind)s.") % {"behind": behind}


def budget(standing: Standing) -> Answer:
    """The board has decided what the group may spend in the year; nought is a decision too."""
    year = standing.at.year
    if standing.grant is not None:
        text = _("Decided for %(year)d.") % {"year": year}
        return Answer(OK, text, kr(standing.grant), value=1, bound=1)
    due = date(year, *BUDGET_UNTIL)
    text = _("The board has not decided the budget of %(year)d.") % {"year": year}
    url = reverse("sections:grant.decide", args=[standing.group.slug])
    severity = SOON if standing.at <= due else BREACH
    return Answer(severity, text, _("not decided"), value=0, bound=1, due=due, needs="grant.decide", url=url)


def annual_input(standing: Standing) -> Answer:
    """Once in the calendar year the members are asked for input, and the round is brought to an end."""
    asked = standing.round
    if asked is None:
        severity = season(standing.at)
        figure = _("not asked")
        if severity == OK:
            return Answer(OK, _("There is time until the end of the year."), figure, value=0)
        text = _("Ask the members for their input of the year.")
        url = reverse("workgroups:input.open", args=[standing.group.slug])
        return Answer(severity, text, figure, value=0, due=year_end(standing.at), needs="input.open", url=url)
    figure = _("%(count)d of %(limit)s") % {"count": asked.answered, "limit": asked.asked}
    limit = str(asked.asked)
    if asked.is_done(standing.at):
        return Answer(OK, _("Asked and answered."), figure, limit, asked.answered, asked.asked)
    if asked.closes_on < standing.at:
        text = _("The time to answer is over. Close the round with a summary.")
        return Answer(BREACH, text, figure, limit, asked.answered, asked.asked, asked.closes_on)
    if asked.closes_on <= standing.at + INPUT_NOTICE:
        text = _("Remind those who have not answered.")
        return Answer(SOON, text, figure, limit, asked.answered, asked.asked, asked.closes_on)
    return Answer(OK, _("The members are being asked."), figure, limit, asked.answered, asked.asked, asked.closes_on)
