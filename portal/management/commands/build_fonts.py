"""Cut Source Sans 3 to what the portal sets, as one variable woff2 for page and paper.

The result is committed; run this again only when the type family or the characters change.
"""

from pathlib import Path

import fontpkg_source_sans_3 as source
from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools import subset
from fontTools.varLib import instancer

# Latin, Latin-1, Latin Extended-A (Sámi and Central European names), then punctuation, currency, arrows and signs in use.
RANGES = [(0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x2015), (0x2018, 0x201E), (0x2190, 0x2193)]
SINGLE = "ȘșȚț†•…‰′″‹›⁄€−×÷≈≠≤≥✓\u2009\u202f"
FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "tnum", "lnum", "pnum", "case"]
WEIGHTS = (400, 700)
FACES = {"SourceSans3[wght].ttf": "source-sans-3.woff2", "SourceSans3-Italic[wght].ttf": "source-sans-3-italic.woff2"}
# The licence reserves the name "Source" for unchanged files, so the subset carries a name of its own.
NAMES = {1: "Portal Sans", 4: "Portal Sans", 6: "PortalSans"}
NAME_IDS = [0, 1, 2, 4, 6, 13, 14]


def characters() -> set[int]:
    """The code points that the subset keeps."""
    points = {point for first, last in RANGES for point in range(first, last + 1)}
    return points | {ord(character) for character in SINGLE}


def cut(origin: Path, target: Path) -> int:
    """Write the subset of one face; returns its size in bytes."""
    options = subset.Options(
        layout_features=FEATURES, flavor="woff2", hinting=False, notdef_outline=True, name_IDs=NAME_IDS
    )
    options.name_languages = ["*"]
    font = subset.load_font(origin, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    instancer.instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = NAMES[record.nameID]
    subset.save_font(font, target, options)
    font.close()
    return target.stat().st_size


class Command(BaseCommand):
    help = "Cut the type family to the characters in use and write it to static/portal/fonts/."

    def handle(self, *args, **options) -> None:
        folder = settings.BASE_DIR / "static" / "portal" / "fonts"
        folder.mkdir(parents=True, exist_ok=True)
        for origin, name in FACES.items():
            size = cut(source.ROOT / "files" / origin, folder / name)
            self.stdout.write(f"{name}: {size} bytes")
        (folder / "LICENSE.txt").write_bytes((source.ROOT / "LICENSE").read_bytes())
