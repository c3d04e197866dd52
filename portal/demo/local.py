"""A local union with a large plan in the union's form, and the meetings of its board and of a county's committee."""

from members.models import Appointment, Person
from members.roles import Role
from portal.demo.offices import COUNTY, LOCAL
from portal.demo.schemes import Planning
from portal.demo.story import Story
from portal.demo.teams import Meetings
from portal.demo.texts.local_board import COUNTY_GATHERINGS, GATHERINGS
from portal.demo.texts.local_plan import SCHEME
from portal.demo.union import Union
from sections.models import Body


def plan(story: Story, union: Union) -> None:
    """The local union's year and plan; the county committee's meetings."""
    body = union.local_boards[LOCAL]
    seats = _seats(body, {"leader": Role.LEADER, "secretary": Role.SECRETARY, "treasurer": Role.TREASURER})
    meetings = Meetings(story, body, seats)
    for gathering in GATHERINGS:
        meetings.plan(gathering, hours=(17, 20))
    Planning(story, body, seats, seats["leader"]).plan(SCHEME, years=1)
    committee = union.counties[COUNTY]
    meetings = Meetings(story, committee, _seats(committee, {"leader": Role.SECTION_LEADER}))
    for gathering in COUNTY_GATHERINGS:
        meetings.plan(gathering)


def _seats(body: Body, roles: dict[str, Role]) -> dict[str, Person]:
    held = {a.role: a.person for a in Appointment.objects.filter(body=body).select_related("person")}
    return {seat: held[role] for seat, role in roles.items()}
