"""Logs: one line of JSON (or of text on a terminal) for each event, with the request's id and without personal data."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# Values under these names never reach a log.
HIDDEN_NAMES = re.compile(
    r"e-?mail|password|passwd|secret|token|cookie|authorization|session|address|phone|user_agent|^name$|_name$|^ip$"
)
# Names that the hiding would take for personal data and that are none.
PLAIN_NAMES = frozenset({"logger_name", "task_name", "child_task_name", "func_name"})
HIDDEN = "[hidden]"
MASKS = [
    # E-mail addresses, also those that a database quotes in its error.
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*"), "[e-mail]"),
    # Norwegian identity numbers and phone numbers.
    (re.compile(r"(?<![\w-])\d{6} ?\d{5}(?![\w-])"), "[number]"),
    (re.compile(r"(?<!\w)\+\d{2} ?(?:\d ?){8}(?!\w)"), "[number]"),
    # What was searched for, and the signed part of an address that works without a login.
    (re.compile(r"(?<=\w|/)\?[\w%.~+&=;:@/*'!$(),-]+"), "?[query]"),
    (re.compile(r"(?<=/)[\w-]*[:-][\w:-]{24,}(?=/|\s|$)"), "[signed]"),
    # Passwords in the addresses of servers.
    (re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"), "[secret]"),
]


def mask(text: str) -> str:
    """The text without what could tell who a person is."""
    for pattern, replacement in reversed(MASKS):
        text = pattern.sub(replacement, text)
    return text


def redact(logger: Any, method: str, event: EventDict) -> EventDict:
    """Structlog processor: hides values by their name and masks personal data inside texts."""
    return {name: _redacted(name, value) for name, value in event.items()}


def _redacted(name: str, value: Any) -> Any:
    if name not in PLAIN_NAMES and HIDDEN_NAMES.search(name.lower()):
        return HIDDEN
    if isinstance(value, dict):
        return {key: _redacted(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted("", inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return mask(str(value))


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.stdlib.ExtraAdder(allow=["status_code"]),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]


def configure(level: str, form: str) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING. ``form`` is "json" or "text"."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "portal": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "portal"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            **{
                name: {"level": level}
                for name in ("portal", "members", "sections", "workgroups", "plans", "django_structlog")
            },
            "django": {"handlers": [], "level": level, "propagate": True},
            # The development server's own lines; pages are told by django_structlog.
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            # What starts and ends is told by django_structlog, with the request's id.
            "celery": {"level": "WARNING"},
        },
    }
