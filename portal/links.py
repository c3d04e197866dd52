"""Where an object is shown: one table, for search, history, what is new and what one owes."""

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

# "app_label.model" → (URL name, the attribute that the address carries).
PAGES: dict[str, tuple[str, str]] = {
    "members.call": ("sections:call.view", "pk"),
    "members.person": ("members:person.view", "pk"),
    "plans.budget": ("money:budget.view", "pk"),
    "plans.claim": ("money:claim.view", "pk"),
    "plans.claimline": ("money:claim.view", "claim_id"),
    "plans.measure": ("plans:measure.view", "pk"),
    "plans.plan": ("plans:plan.view", "pk"),
    "plans.posting": ("money:posting.view", "pk"),
    "sections.body": ("sections:body.view", "slug"),
    "sections.unit": ("sections:unit.view", "slug"),
    "workgroups.meeting": ("workgroups:meeting.view", "pk"),
    "workgroups.minutes": ("workgroups:minutes.view", "pk"),
    "workgroups.workgroup": ("workgroups:group.view", "slug"),
}


def address(label: str, key) -> str:
    """The page of an object of the model ``label``; empty where such objects have no page of their own."""
    if label not in PAGES:
        return ""
    return reverse(PAGES[label][0], args=[key])


def of(obj) -> str:
    """The page of an object; empty where it has none of its own."""
    label = obj._meta.label_lower
    return address(label, getattr(obj, PAGES[label][1])) if label in PAGES else ""


def of_body(body) -> str:
    """A group's page, or the page of another body."""
    return address("workgroups.workgroup" if body.is_group else "sections.body", body.slug)


def of_entry(content_type: ContentType, object_id: int) -> str:
    """The page of what an audit entry is about, where its address can be told without reading the object."""
    label = f"{content_type.app_label}.{content_type.model}"
    return address(label, object_id) if PAGES.get(label, ("", ""))[1] == "pk" else ""
