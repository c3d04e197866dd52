"""All kinds of printed documents: a literal list."""

from portal.documents import Report

REPORTS: dict[str, Report] = {}
