"""A plan's rows as they are shown, exported and printed."""

from plans import contents
from plans.models import MeasureResponsible


def test_those_responsible_are_written_with_words_people_and_offices(draft, member, leader):
    words, office, both = draft.measures
    words.responsible_text = "Vernetjenesten"
    words.save()
    both.responsible_text = f"Vernetjenesten, {leader.person.name}"
    both.save()
    MeasureResponsible.objects.create(measure=words, label="Vernetjenesten")
    MeasureResponsible.objects.create(measure=office, role="leader")
    for user in (member, leader):
        MeasureResponsible.objects.create(measure=both, person=user.person)
    written = [contents.responsible_text(measure) for measure in contents.load(draft.plan).measures]
    assert written[:2] == ["Vernetjenesten", "leader"]
    assert written[2] == f"Vernetjenesten, {leader.person.name}\n{member.person.name}"
