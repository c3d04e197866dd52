"""HTML to PDF: tagged (PDF/UA-1), with language, title and page numbers, from memory only.

Imported in workers and commands only: WeasyPrint costs a second and 40 MB, which the web processes do without.
"""

import functools
import gc
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pydyf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document
from weasyprint.html import UA
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

FONTS = Path(settings.BASE_DIR) / "static" / "portal" / "fonts"
# No font has a sign for them.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# How a page's head tells which files stand behind it: key and checksum, so that the fingerprint covers them.
NAMED = re.compile(r'<meta name="appendix" content="([0-9a-f-]{36}) [0-9a-f]{64}">')
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
    """The PDF of a finished HTML page with the files that it names behind it, and its number of pages.

    ``made_on`` is printed in the foot of each page; it is given here and not in the HTML, so that the HTML alone tells
    whether the content has changed.
    """
    foot, text = _foot(language, made_on), CONTROL.sub("", html)
    document, content = _set(text, foot, title, language)
    # A picture sign or a script that no font on this machine has would leave empty boxes, which readers aloud stumble on.
    missing = {point for font in document.fonts.values() for point in font.missing}
    if missing:
        document, content = _set(text.translate({point: _stand_in(point) for point in missing}), foot, title, language)
    if files := NAMED.findall(html.partition("</head>")[0]):
        # What it works with costs much memory, and few documents have files behind them.
        from portal import appendix

        with translation.override(language):
            return appendix.append(content, files, functools.partial(_notice, language))
    return content, len(document.pages)


def _notice(language: str, name: str, reason: str) -> bytes:
    """A page in place of a file that cannot be printed."""
    html = render_to_string("pdf/notice_of_file.html", {"title": name, "reason": reason, "language": language})
    return _set(CONTROL.sub("", html), "", name, language)[1]


def _set(html: str, foot: str, title: str, language: str) -> tuple[Document, bytes]:
    fetcher = ClosedFetcher()
    with _without_collection():
        page = _Page(string=html, base_url="font:", url_fetcher=fetcher)
        document = page.render(stylesheets=[CSS(string=foot, url_fetcher=fetcher)], font_config=_fonts())
        del page
        document.metadata.title = title
        document.metadata.lang = language
        # The styles refer to each other; freed here, their memory serves the writing.
        gc.collect()
        return document, document.write_pdf(finisher=_finish, pdf_variant="pdf/ua-1")


@contextmanager
def _without_collection() -> Iterator[None]:
    """While a page is set, almost nothing becomes free, and looking for it over and over costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _stand_in(point: int) -> str:
    """For a letter a question mark; a sign is left out."""
    return "?" if unicodedata.category(chr(point)).startswith(("L", "N")) else ""


def _foot(language: str, made_on: date) -> str:
    """The style of the pages' feet; the texts are the catalogue's own, so they may stand in the style sheet as they are."""
    with translation.override(language):
        made = _("Made %(day)s") % {"day": date_format(made_on)}
        page_of = _("page %(page)s of %(pages)s") % {"page": '" counter(page) "', "pages": '" counter(pages) "'}
        texts = {"made": mark_safe(f'"{made}"'), "page_of": mark_safe(f'"{page_of}"')}
        return render_to_string("pdf/foot.css", texts)


def _page_references(file: pydyf.PDF) -> tuple[bytes, ...]:
    """As the library makes them, but once for all pages instead of once for each of many thousand tags."""
    numbers = file.pages["Kids"][::3]
    made: tuple[bytes, ...] = file.__dict__.get("made_references", ())
    if len(made) != len(numbers):
        made = file.made_references = tuple(f"{number} 0 R".encode() for number in numbers)
    return made


pydyf.PDF.page_references = property(_page_references)


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
