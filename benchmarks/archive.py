"""Makes a plan's document, so that the archive has it: ``python -m benchmarks.archive PLAN USER``."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    from members.models import User
    from plans.models import Plan
    from portal import documents
    from portal.reports import REPORTS

    user = User.objects.get(pk=sys.argv[2])
    plan = Plan.objects.get(pk=sys.argv[1])
    language = documents.language_of(user)
    document = documents.request(REPORTS["plan"], plan, language=language, asked_by=user)
    documents.make(document)
