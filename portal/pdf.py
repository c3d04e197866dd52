"""HTML to PDF: tagged (PDF/UA-1), with language, title and page numbers, from memory only.

Imported in workers and commands only: WeasyPrint costs a second and 40 MB, which the web processes do without.
"""

import functools
import gc
import re
from datetime import date
from pathlib import Path

import pydyf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.html import UA
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

FONTS = Path(settings.BASE_DIR) / "static" / "portal" / "fonts"
# FatalURLFetchingError is a BaseException: unnamed, it would end the worker's process.
ERRORS = (Exception, FatalURLFetchingError)


class ClosedFetcher(URLFetcher):
    """Fetches nothing but the portal's own fonts (``font:name``): no file, no network, whatever a text may hold."""

    def fetch(self, url, headers=None):
        if url.startswith("font:"):
            path = FONTS / Path(url.removeprefix("font:")).name
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/woff2"})
        raise ValueError(f"not allowed in a document: {url[:80]}")


class _Page(HTML):
    """A page under fewer defaults than WeasyPrint's own, which cost long tables half of their memory and time.

    There, six pseudo-elements (marks and notes) are made for every element; here list items alone get one.
    """

    def _ua_stylesheets(self, forms=False):
        return [_defaults()]


@functools.cache
def _defaults() -> CSS:
    source = re.sub(r"^::marker\b", "li::marker", UA, flags=re.MULTILINE)
    source = re.sub(r"^::(footnote|note)-.*$", "", source, flags=re.MULTILINE)
    return CSS(string=source, counter_style=CounterStyle())


@functools.cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def render(html: str, *, title: str, language: str, made_on: date) -> tuple[bytes, int]:
    """The PDF of a finished HTML page, and its number of pages.

    ``made_on`` is printed in the foot of each page; it is given here and not in the HTML, so that the HTML alone tells
    whether the content has changed.
    """
    with translation.override(language):
        foot = render_to_string("pdf/foot.css", {"made_on": made_on})
    fetcher = ClosedFetcher()
    document = _Page(string=html, base_url="font:", url_fetcher=fetcher).render(
        stylesheets=[CSS(string=foot, url_fetcher=fetcher)], font_config=_fonts()
    )
    document.metadata.title = title
    document.metadata.lang = language
    # The styles refer to each other; freed here, their memory serves the writing.
    gc.collect()
    return document.write_pdf(finisher=_finish, pdf_variant="pdf/ua-1"), len(document.pages)


def _finish(document, file) -> None:
    """Set what WeasyPrint leaves out: the scope of header cells and the print flag on links."""
    for item in file.objects:
        if not isinstance(item, pydyf.Dictionary):
            continue
        if item.get("S") == "/TH":
            group = _parent(file, _parent(file, item))
            item["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"
        if item.get("Subtype") == "/Link":
            item["F"] = int(item.get("F", 0)) | 4


def _parent(file, element):
    return file.objects[int(element["P"].split()[0])]
