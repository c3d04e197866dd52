"""HTML to PDF: tagged (PDF/UA-1), with language, title and page numbers, from memory only.

Imported in workers and commands only: WeasyPrint costs a second and 40 MB, which the web processes do without.
"""

import functools
import io
from datetime import date
from pathlib import Path

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
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
    document = HTML(string=html, base_url="font:", url_fetcher=fetcher).render(
        stylesheets=[CSS(string=foot, url_fetcher=fetcher)], font_config=_fonts()
    )
    document.metadata.title = title
    document.metadata.lang = language
    out = io.BytesIO()
    document.write_pdf(out, pdf_variant="pdf/ua-1")
    return _finish(out), len(document.pages)


def _finish(source: io.BytesIO) -> bytes:
    """Set what WeasyPrint leaves out: Scope on header cells and the print flag on links."""
    source.seek(0)
    with pikepdf.open(source) as document:
        for item in document.objects:
            if not isinstance(item, pikepdf.Dictionary):
                continue
            if item.get("/S") == "/TH":
                _set_scope(item)
            if item.get("/Subtype") == "/Link":
                item.F = int(item.get("/F", 0)) | 4
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def _set_scope(cell: pikepdf.Dictionary) -> None:
    """A header cell heads its column in the table's head and its row elsewhere; what is said on it already is kept."""
    section = cell.get("/P", {}).get("/P", {}).get("/S")
    scope = pikepdf.Dictionary(
        O=pikepdf.Name.Table, Scope=pikepdf.Name.Column if section == "/THead" else pikepdf.Name.Row
    )
    known = cell.get("/A")
    cell.A = pikepdf.Array([*(known if isinstance(known, pikepdf.Array) else [known]), scope]) if known else scope
