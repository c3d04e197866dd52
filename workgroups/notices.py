"""Mails about meetings and minutes, the calendar files that go with them, and the signed link by which a notice is answered."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from members.models import Appointment, Person
from members.roles import Role
from portal import documents, mail
from portal.models import Document
from workgroups.models import Meeting, Minutes, Participant
from workgroups.reports import NOTICE

# The purpose is part of the signature: a token of another kind does not fit.
SIGNER = signing.Signer(sep=".", salt="participant.answer")
# What is recorded long afterwards is not mailed about.
TIMELY = timedelta(days=2)


def token_of(participant: Participant) -> str:
    return SIGNER.sign(participant.key.hex)


def participant_of(token: str) -> Participant | None:
    """Whose token it is, or None for one that we have not signed or that is worthless by now."""
    try:
        key = UUID(hex=SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Participant.objects.select_related("meeting__body__unit", "person__user").filter(key=key).first()


def answer_path(participant: Participant) -> str:
    return reverse("workgroups:rsvp.answer", args=[token_of(participant)])


def without_mail(people: Iterable[Person]) -> list[Person]:
    """Those whom no mail reaches; the caller must tell them."""
    return [person for person in people if not person.email]


def send_notice(meeting: Meeting, participants: Sequence[Participant], *, asked_by) -> None:
    _send("meeting_called", meeting, participants, asked_by=asked_by)


def send_change(
    meeting: Meeting, participants: Sequence[Participant], *, was: dict[str, Any], changed: list[str], asked_by
) -> None:
    _send("meeting_changed", meeting, participants, asked_by=asked_by, was=was, changed=changed)


def send_cancellation(
    meeting: Meeting, participants: Sequence[Participant], *, reason: str, left_out: bool = False
) -> None:
    _send("meeting_cancelled", meeting, participants, cancelled=True, reason=reason, left_out=left_out)


def _send(
    template: str, meeting: Meeting, participants: Sequence[Participant], *, asked_by=None, cancelled: bool = False, **context: Any
) -> None:  # fmt: skip
    """One mail to each participant, in their language; of a meeting that is over nobody is told."""
    if meeting.ends_at <= timezone.now():
        return
    people = Person.objects.select_related("user").in_bulk([p.person_id for p in participants])
    printed: dict[str, Document] = {}
    for participant in participants:
        person = people[participant.person_id]
        if not person.email:
            continue
        to = person.recipient
        language = to.language or settings.LANGUAGE_CODE
        attachments = [_calendar_attachment(meeting, person, cancelled=cancelled)]
        if not cancelled:
            if language not in printed:
                printed[language] = documents.request(NOTICE, meeting, language=language, asked_by=asked_by)
            with translation.override(language):
                label = _("Notice")
                name = slugify(f"{label} {meeting.body.name} {meeting.day.isoformat()}")
            attachments.insert(0, mail.Attachment(f"{name}.pdf", "application/pdf", document=printed[language]))
        mail.queue(
            template,
            to=to,
            occasion=f"{template}:{participant.pk}:{meeting.sequence}",
            context={
                "meeting": meeting,
                "participant": participant,
                "answer_path": answer_path(participant),
                "meeting_path": reverse("workgroups:meeting.view", args=[meeting.pk]),
                **context,
            },
            about=meeting,
            attachments=attachments,
        )


def _calendar_attachment(meeting: Meeting, person: Person, *, cancelled: bool) -> mail.Attachment:
    method = "CANCEL" if cancelled else "REQUEST"
    return mail.Attachment(
        "invite.ics", f'text/calendar; method={method}; charset="utf-8"',
        content=calendar_file(meeting, person, cancelled=cancelled),
    )  # fmt: skip


def calendar_file(meeting: Meeting, person: Person, *, cancelled: bool = False) -> bytes:
    """The meeting as an event for one person's calendar (RFC 5546): a new sequence replaces, CANCEL takes it out."""
    # Four megabytes that a web process needs only when it sends a notice.
    import icalendar

    zone = timezone.get_default_timezone()
    event = icalendar.Event()
    event.add("uid", f"{meeting.uid}@section-portal")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", f"{meeting.body.name}: {meeting.title}")
    event.add("location", " · ".join(part for part in (meeting.place, meeting.link) if part))
    event.add("description", meeting.notice)
    if meeting.link:
        event.add("url", meeting.link)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    caller = meeting.called_by.person if meeting.called_by and meeting.called_by.person_id else None
    if caller and caller.email:
        event.add("organizer", _address(caller))
    attendee = _address(person)
    attendee.params["RSVP"] = "FALSE" if cancelled else "TRUE"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    event.add("attendee", attendee)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Section portal//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _address(person: Person) -> Any:
    from icalendar import vCalAddress

    address = vCalAddress(f"mailto:{person.email}")
    address.params["CN"] = " ".join(person.name.replace('"', "").split())
    return address


def _office_holders(body_ids: Iterable[int], roles: Iterable[str]) -> list[Person]:
    """Who holds one of the roles today, each once."""
    appointments = (
        Appointment.objects.active().filter(body_id__in=body_ids, role__in=roles).select_related("person__user")
    )
    return list({appointment.person_id: appointment.person for appointment in appointments}.values())


def send_submitted(minutes: Minutes, at: datetime) -> None:
    """To those present: read and approve. To contact and adviser: read."""
    if at < timezone.now() - TIMELY:
        return
    meeting = minutes.meeting
    present = [p.person for p in meeting.participants.select_related("person__user") if p.took_part and not p.is_guest]
    others = _office_holders([meeting.body_id], [Role.CONTACT, Role.ADVISER])
    approvers = {person.pk for person in present}
    for person in {person.pk: person for person in [*present, *others]}.values():
        _send_minutes("minutes_submitted", minutes, person, occasion=at.isoformat(), approves=person.pk in approvers)


def send_approved(minutes: Minutes, at: datetime) -> None:
    """To the contact and to the unit's administration: the minutes are ready to be laid before the board."""
    if at < timezone.now() - TIMELY:
        return
    body = minutes.meeting.body
    administrations = body.unit.bodies.filter(kind="administration", closed_on=None).values_list("pk", flat=True)
    contacts = _office_holders([body.pk], [Role.CONTACT])
    staff = _office_holders(list(administrations), [Role.ADMINISTRATOR, Role.HEAD_OF_UNIT])
    contact_ids = {person.pk for person in contacts}
    for person in {person.pk: person for person in [*contacts, *staff]}.values():
        _send_minutes("minutes_approved", minutes, person, occasion="once", is_contact=person.pk in contact_ids)


def _send_minutes(template: str, minutes: Minutes, person: Person, *, occasion: str, **context: Any) -> None:
    if not person.email:
        return
    attachments = []
    if minutes.archived_id:
        # The archived paper is in the portal's own language, so its name is, too, whoever approved.
        with translation.override(settings.LANGUAGE_CODE):
            label = _("Minutes")
        name = slugify(f"{label} {minutes.meeting.body.name} {minutes.meeting.day.isoformat()}")
        attachments.append(mail.Attachment(f"{name}.pdf", "application/pdf", document=minutes.archived))
    mail.queue(
        template,
        to=person.recipient,
        occasion=f"{template}:{minutes.pk}:{occasion}",
        context={
            "minutes": minutes,
            "meeting": minutes.meeting,
            "minutes_path": reverse("workgroups:minutes.view", args=[minutes.pk]),
            **context,
        },
        about=minutes,
        attachments=attachments,
    )
