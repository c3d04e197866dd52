"""A plan as a file in any of the formats, with its name and media type."""

import re
from dataclasses import dataclass

from plans import contents
from plans.exports.texts import period
from plans.models import Plan

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True)
class File:
    name: str
    media_type: str
    data: bytes


def write(plan: Plan, kind: str) -> File:
    """``kind``: docx, xlsx, csv or json. The libraries are imported here, as they take memory that no page needs."""
    outline = contents.outline(contents.load(plan))
    name = re.sub(r"[^\w-]+", "-", f"{plan.title}-{plan.starts_on.year}").strip("-")[:80]
    starts_on, ends_on = plan.starts_on, plan.ends_on
    if kind == "docx":
        from plans.exports import form

        facts = f"{plan.body.unit} · {plan.body} · {period(starts_on, ends_on)}"
        data = form.document(outline, facts=facts, starts_on=starts_on, ends_on=ends_on)
    elif kind == "xlsx":
        from plans.exports import sheet

        data = sheet.document(outline, starts_on=starts_on, ends_on=ends_on)
    elif kind == "csv":
        from plans.exports import commas

        data = commas.document(outline, starts_on=starts_on, ends_on=ends_on)
    else:
        from plans.exports import data as fields

        data = fields.document(outline)
    return File(f"{name or 'plan'}.{kind}", MEDIA_TYPES[kind], data)
