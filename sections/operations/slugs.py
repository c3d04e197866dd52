"""Short names for addresses, made from the name."""

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from portal.workflow import Conflict

LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a", "ä": "a", "ö": "o", "ß": "ss"})
# Words that stand in addresses where a slug could stand.
RESERVED = {"new"}
LONGEST = 100


def make(model: type[models.Model], name: str, fallback: str) -> str:
    """A free slug for ``name``; a name without Latin letters gets ``fallback`` and a number."""
    base = slugify(name.translate(LETTERS))[:LONGEST].strip("-") or fallback
    taken = set(model._base_manager.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def insert(obj: models.Model) -> None:
    """Save a new row; if somebody takes its slug at the same moment, that is a lost race and no error page."""
    try:
        with transaction.atomic():
            obj.save()
    except IntegrityError:
        raise Conflict from None
