"""Files printed behind a document: receipts behind a claim.

The page names them in its head, ``<meta name="appendix" content="KEY SHA256">`` for each, so that its fingerprint covers
them. PDF files are appended page by page without anything that acts; pictures are set on pages of their own; what cannot be
read gives a page that says so.
"""

import io
import warnings
from collections.abc import Callable, Iterator

import pikepdf
from django.utils.translation import gettext as _
from pikepdf.models import PdfParsingError
from PIL import Image, ImageOps

from portal.models import StoredFile

# A4 in points, and the room around a picture.
WIDTH, HEIGHT, MARGIN = 595.28, 841.89, 36
# Of a picture as printed: enough to read the small print.
PIXELS = 2200
MOST_PIXELS = 80_000_000
MOST_PAGES = 100
# What begins and ends a part of a structure.
MARKS = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})
# What libraries raise over a file that is broken, locked, or made to be huge.
BROKEN = (
    pikepdf.PdfError, PdfParsingError, pikepdf.ForeignObjectError, OSError, ValueError, SyntaxError, KeyError, TypeError, RuntimeError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


class Unprintable(Exception):
    """A file cannot be printed; ``reason`` says why, as a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def append(content: bytes, keys: list[str], notice: Callable[[str, str], bytes]) -> tuple[bytes, int]:
    """The document with its files behind it, and the number of all pages.

    ``notice`` sets a page that tells why a file is not there: its name and the reason.
    """
    stored = {str(row.key): row for row in StoredFile.objects.filter(key__in=keys)}
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as whole:
        with whole.open_outline() as outline:
            for number, key in enumerate(keys, start=1):
                row, first = stored.get(key), len(whole.pages)
                name = row.name if row is not None else _("a file that was removed")
                for page in _pages(row, name, notice):
                    whole.pages.append(page)
                    _quieten(whole, whole.pages[-1])
                title = _("Receipt %(number)d: %(name)s") % {"number": number, "name": name}
                outline.root.append(pikepdf.OutlineItem(title, first))
        whole.save(made)
        return made.getvalue(), len(whole.pages)


def _pages(row: StoredFile | None, name: str, notice: Callable[[str, str], bytes]) -> Iterator[pikepdf.Page]:
    try:
        if row is None:
            raise Unprintable(_("The file is not in the archive."))
        with row.file.open("rb") as file:
            data = file.read()
        source = _of_pdf(data) if row.media_type == "application/pdf" else _of_picture(data)
    except Unprintable as why:
        source = _unmarked(pikepdf.open(io.BytesIO(notice(name, why.reason))))
    except FileNotFoundError:
        source = _unmarked(pikepdf.open(io.BytesIO(notice(name, _("The file is not in the archive.")))))
    yield from source.pages


def _unmarked(source: pikepdf.Pdf) -> pikepdf.Pdf:
    """Without the marks of a structure of its own, which does not come along."""
    for page in source.pages:
        drawn = [each for each in pikepdf.parse_content_stream(page) if str(each.operator) not in MARKS]
        page.Contents = source.make_stream(pikepdf.unparse_content_stream(drawn))
    return source


def _of_pdf(data: bytes) -> pikepdf.Pdf:
    try:
        source = pikepdf.open(io.BytesIO(data))
        count = len(source.pages)
        if count:
            # Stamps and filled-in fields become part of the page, before all that can act is taken off it.
            source.flatten_annotations("all")
        if count <= MOST_PAGES:
            _unmarked(source)
    except pikepdf.PasswordError:
        raise Unprintable(_("The file is locked by a password. Open it in the portal.")) from None
    except BROKEN:
        raise Unprintable(_("The file is damaged and cannot be read.")) from None
    if not count:
        raise Unprintable(_("The file is damaged and cannot be read."))
    if count > MOST_PAGES:
        raise Unprintable(_("The file has more than %(count)d pages. Open it in the portal.") % {"count": MOST_PAGES})
    return source


def _of_picture(data: bytes) -> pikepdf.Pdf:
    """One page with the picture on it, turned as the camera was held."""
    try:
        jpeg, width, height = _jpeg(data)
    except BROKEN:
        raise Unprintable(_("The picture is damaged and cannot be shown.")) from None
    source = pikepdf.new()
    page = source.add_blank_page(page_size=(WIDTH, HEIGHT))
    picture = pikepdf.Stream(
        source, jpeg, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
        ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    scale = min((WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height, 1)
    wide, high = width * scale, height * scale
    left, low = (WIDTH - wide) / 2, HEIGHT - MARGIN - high
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=picture))
    page.Contents = source.make_stream(f"q {wide:.2f} 0 0 {high:.2f} {left:.2f} {low:.2f} cm /Picture Do Q".encode())
    return source


def _jpeg(data: bytes) -> tuple[bytes, int, int]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError(opened.size)
            opened.draft("RGB", (PIXELS, PIXELS))
            turned = ImageOps.exif_transpose(opened)
            turned.thumbnail((PIXELS, PIXELS))
            flat = Image.new("RGB", turned.size, "white")
            flat.paste(turned, mask=turned.getchannel("A") if "A" in turned.getbands() else None)
    made = io.BytesIO()
    flat.save(made, "JPEG", quality=85)
    return made.getvalue(), flat.width, flat.height


def _quieten(whole: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Nothing on the page acts, and none of it is taken for a part of the document that is read aloud."""
    for key in ("/Annots", "/AA", "/StructParents", "/Tabs", "/B", "/Metadata", "/PieceInfo"):
        if key in page:
            del page[key]
    page.contents_add(whole.make_stream(b"/Artifact BMC\n"), prepend=True)
    page.contents_add(whole.make_stream(b"\nEMC"))
