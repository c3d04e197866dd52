"""Agendas to begin from: a literal table. Their words are stored in the language of the one who calls the meeting."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sections.models import Body
from workgroups.models import AgendaItem

Kind = AgendaItem.Kind
BOARDS = frozenset({Body.Kind.BOARD, Body.Kind.EXECUTIVE, Body.Kind.NATIONAL_BOARD})
# Not a template: the standing items of the last meeting and what was not finished there.
PREVIOUS = "previous"


@dataclass(frozen=True)
class Line:
    """One case of a template; ``minutes`` is the time set aside."""

    title: Any
    kind: str
    minutes: int


@dataclass(frozen=True)
class Template:
    code: str
    label: Any
    lines: tuple[Line, ...]


ORDINARY = Template(
    "ordinary",
    _("Ordinary meeting"),
    (
        Line(_("Approval of the notice and the agenda"), Kind.STANDING, 5),
        Line(_("Approval of the minutes of the last meeting"), Kind.STANDING, 5),
        Line(_("News since last: the members tell"), Kind.STANDING, 20),
        Line(_("News from the board"), Kind.STANDING, 10),
        Line(_("The action plan: status and next steps"), Kind.STANDING, 30),
        Line(_("Tasks from earlier meetings"), Kind.STANDING, 10),
        Line(_("Any other business"), Kind.STANDING, 10),
    ),
)
STARTUP = Template(
    "startup",
    _("First meeting of a new group"),
    (
        Line(_("Welcome, and who we are"), Kind.INFORMATION, 30),
        Line(_("The group's mandate"), Kind.INFORMATION, 20),
        Line(_("How we work together: meetings, minutes, the portal"), Kind.DISCUSSION, 20),
        Line(_("Choice of secretary"), Kind.DECISION, 10),
        Line(_("What matters most in our field?"), Kind.DISCUSSION, 45),
        Line(_("A first draft of the action plan"), Kind.DISCUSSION, 45),
        Line(_("Dates of the year's meetings"), Kind.DECISION, 10),
    ),
)
BOARD = Template(
    "board",
    _("Board meeting"),
    (
        Line(_("Approval of the notice and the agenda"), Kind.STANDING, 5),
        Line(_("Approval of the minutes of the last meeting"), Kind.STANDING, 5),
        Line(_("News since last: the board members' activity"), Kind.STANDING, 20),
        Line(_("Minutes from the counties"), Kind.STANDING, 10),
        Line(_("Orientation from the administration"), Kind.STANDING, 15),
        Line(_("Updates from the groups"), Kind.STANDING, 30),
        Line(_("Finances"), Kind.STANDING, 10),
        Line(_("Any other business"), Kind.STANDING, 10),
    ),
)
EMPTY = Template("empty", _("Empty agenda"), ())
TEMPLATES = {template.code: template for template in (ORDINARY, STARTUP, BOARD, EMPTY)}


def choices(body: Body) -> list[tuple[str, Any]]:
    """What a body may begin from, the likeliest first."""
    offered = (BOARD, EMPTY) if body.kind in BOARDS else (ORDINARY, STARTUP, EMPTY)
    named = [(template.code, template.label) for template in offered]
    return [*named[:1], (PREVIOUS, _("As the last meeting, with what was not finished")), *named[1:]]
