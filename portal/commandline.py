"""What the commands have in common: refusals in one sentence with exit code 2, the user on whose behalf they work, days and files.

Commands speak English, as their help and the log do; a message of the interface is told in English, too. What they store
and send is in the language of those who read it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import translation

from members.models import User
from portal.permissions import Refused
from portal.uploads import Unreadable

LANGUAGE = "en"
REFUSED = 2


def failed(sentence: str) -> CommandError:
    """What a command raises: nothing was done, and the sentence says why."""
    return CommandError(sentence, returncode=REFUSED)


@contextmanager
def refusals(of_file: Callable[[str], str] | None = None) -> Iterator[None]:
    """What is refused inside becomes one sentence. ``of_file`` gives the sentence for the code of a file that is refused."""
    try:
        yield
    except ValidationError as error:
        with translation.override(LANGUAGE):
            raise failed(" ".join(error.messages)) from error
    except Refused as refusal:
        with translation.override(LANGUAGE):
            raise failed(str(refusal.reason)) from refusal
    except Unreadable as refusal:
        with translation.override(LANGUAGE):
            raise failed(of_file(refusal.code) if of_file else refusal.code) from refusal


def actor(email: str) -> User | None:
    """The user of an address; nobody, who is the system itself, without one."""
    if not email:
        return None
    try:
        return User.objects.get(email__iexact=email)
    except User.DoesNotExist as error:
        raise failed(f"There is no user with the e-mail “{email}”.") from error


def day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise failed(f"“{value}” is not a date; write it as 2021-12-31.") from error


def content(path: Path, *, at_most: int) -> bytes:
    """The file's bytes; one of more than ``at_most`` bytes is not read at all."""
    try:
        if path.stat().st_size > at_most:
            raise failed(f"The file is larger than {at_most // 2**20} MB.")
        return path.read_bytes()
    except OSError as error:
        raise failed(f"The file “{path}” cannot be read.") from error
