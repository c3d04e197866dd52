"""A plan of many measures to PDF, by the portal or with plain CSS; one process for each, so that memory can be told.

``python -m benchmarks.paper portal 1000``. Prints CPU seconds and the process's peak of memory in MB as JSON.
"""

import json
import os
import re
import resource
import sys
import time
from datetime import date

import django

WORDS = ("course", "members", "employer", "full-time", "county", "steward", "plan", "spring", "letter", "office", "pay")
PLAIN = """<style>@page{size:A4 landscape;margin:15mm} body{font:9pt sans-serif} table{border-collapse:collapse;width:100%}
th,td{border:1px solid #999;padding:3px;vertical-align:top;text-align:left}</style>"""


def sentence(seed: int, length: int) -> str:
    return " ".join(WORDS[(seed * 7 + place * (3 + seed % 5)) % len(WORDS)] for place in range(length)).capitalize()


def html(measures: int) -> str:
    """The plan's page from its own template, from rows made here."""
    from django.template.loader import render_to_string

    from plans.models import Plan
    from plans.reports import AreaRows, Row

    areas = []
    for start in range(0, measures, 100):
        rows = []
        for n in range(start, min(start + 100, measures)):
            if n % 10 == 0:
                rows.append(Row("goal", f"1.{n} {sentence(n, 10)}"))
            rows.append(
                Row(
                    "measure",
                    sentence(n, 8 + n % 12),
                    sentence(n + 1, n % 9),
                    sentence(n + 2, 3),
                    "Continuous",
                    "on track",
                )
            )
        areas.append(AreaRows(f"{start}. {sentence(start, 4)}", is_local=False, rows=rows))
    context = {"object": Plan(title="A plan"), "title": "A plan", "head": {"section": "S", "body": "B"}, "areas": areas}
    return render_to_string("pdf/plan.html", {**context, "language": "nb", "facts": []})


def portal_way(page: str) -> bytes:
    from portal import pdf

    return pdf.render(page, title="A plan", language="nb", made_on=date(2026, 1, 1))[0]


def plain_way(page: str) -> bytes:
    """The same table under a few plain rules, all its cells written out, as tagged as the library does it by itself."""
    from weasyprint import HTML

    page = page.replace('<td colspan="2"></td>', "<td></td><td></td>")
    page = re.sub(r"<style>.*?</style>", PLAIN, page, flags=re.DOTALL)
    return HTML(string=re.sub(r"<colgroup>.*?</colgroup>", "", page)).write_pdf(pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    # A worker is warm: it has set a page before.
    way = {"portal": portal_way, "plain": plain_way}[sys.argv[1]]
    way(html(5))
    page = html(int(sys.argv[2]))
    begun = time.process_time()
    content = way(page)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"cpu": time.process_time() - begun, "mb": peak, "bytes": len(content)}))
