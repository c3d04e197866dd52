"""What the design promises in numbers: weight, contrast, nothing inline."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static" / "portal"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
CSS = (STATIC / "portal.css").read_text(encoding="utf-8")


def weight(name: str) -> int:
    return len(gzip.compress((STATIC / name).read_bytes(), 9))


def test_style_sheet_weighs_at_most_10_kb():
    assert weight("portal.css") <= 10_000


def test_script_weighs_at_most_3_kb():
    assert weight("portal.js") <= 3_000


def test_fonts_weigh_little_and_bring_their_licence():
    sizes = {path.name: path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2")}
    assert sizes["source-sans-3.woff2"] <= 32_000
    assert sum(sizes.values()) <= 64_000
    assert "SIL Open Font License" in (STATIC / "fonts" / "LICENSE.txt").read_text(encoding="utf-8")


def test_font_sets_the_names_of_the_country():
    from fontTools.ttLib import TTFont

    for path in (STATIC / "fonts").glob("*.woff2"):
        known = TTFont(path).getBestCmap()
        missing = [sign for sign in "ÆØÅæøåČčĐđŊŋŠšŦŧŽžÁáÄäÖöÜüÉé«»–—−×…→“”„’‘•§\u00a0" if ord(sign) not in known]
        assert missing == [], path.name


def tokens(theme: str) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\n *\}", CSS, re.S)
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", blocks[0]))
    if theme == "light":
        return light
    dark = CSS[CSS.index("prefers-color-scheme: dark") :]
    return light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", dark[: dark.index("@layer")]))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT = [(ink, ground) for ink in ("ink", "ink-quiet", "accent", "late") for ground in ("ground", "sheet", "sunk")]
TEXT += [(kind, f"{kind}-soft") for kind in ("ok", "soon", "late", "info", "accent")]
TEXT += [("ink", f"{kind}-soft") for kind in ("ok", "soon", "late", "info", "accent")]
TEXT += [(kind, ground) for kind in ("ok", "soon", "info") for ground in ("ground", "sheet")]
TEXT += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("ground", "late")]
EDGES = [(edge, ground) for edge in ("edge", "focus") for ground in ("ground", "sheet", "sunk")]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_of_text(theme):
    colours = tokens(theme)
    poor = {pair: round(contrast(*(colours[n] for n in pair)), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_of_borders_and_focus(theme):
    colours = tokens(theme)
    poor = {pair: round(contrast(*(colours[n] for n in pair)), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 3} == {}


def test_dark_theme_is_a_theme_of_its_own():
    assert tokens("dark")["ground"] != tokens("light")["ground"]


def pages() -> list[Path]:
    """Templates of pages; mails and documents for print may carry their own style."""
    return [
        path
        for path in TEMPLATES.rglob("*")
        if path.suffix in (".html", ".svg") and not {"emails", "pdf"} & set(path.relative_to(TEMPLATES).parts)
    ]


def test_nothing_is_inline():
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\ssrc=)", re.I)
    assert {
        path.name: inline.findall(path.read_text(encoding="utf-8"))
        for path in pages()
        if inline.search(path.read_text(encoding="utf-8"))
    } == {}


def test_style_sheet_loads_nothing_but_the_fonts():
    urls = re.findall(r"url\(\"(?!data:)([^\"]+)", CSS)
    assert sorted(urls) == ["fonts/source-sans-3-italic.woff2", "fonts/source-sans-3.woff2"]
