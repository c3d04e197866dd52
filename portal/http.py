"""Small pieces that views share."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from portal.workflow import Conflict


def visible_or_404(queryset: Any, user, **lookup: Any) -> Any:
    """The object if ``user`` may see it, else 404: that a thing exists is itself a secret."""
    try:
        return queryset.visible_to(user).get(**lookup)
    except queryset.model.DoesNotExist:
        raise Http404 from None


def attempt(request: HttpRequest, verb, *, done: str = "", form=None, **kwargs: Any):
    """Call a verb for the logged-in user.

    A broken rule becomes errors on ``form`` (or a message), a lost race becomes a message.

    Returns the verb's result, or None where it was refused by a rule. ``Refused`` goes on to the middleware.
    """
    try:
        result = verb(request.user, **kwargs)
    except ValidationError as error:
        if form is not None:
            form.add_operation_errors(error)
        else:
            for sentence in error.messages:
                messages.error(request, sentence)
        return None
    except Conflict as conflict:
        messages.warning(request, str(conflict))
        return None
    if done:
        messages.success(request, done)
    return result if result is not None else True
