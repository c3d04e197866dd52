"""Markdown as people write it in minutes and plans, to HTML that is safe to show. The same for page, PDF and comparison."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Headings of a text stand below those of the page that shows it.
DEMOTE = 2
TAGS = {
    "p",
    "br",
    "hr",
    "strong",
    "em",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
TAGS |= {f"h{level}" for level in range(DEMOTE + 1, 7)}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "typographer": True})
    # Pictures would be fetched from elsewhere; none are shown. "Replacements" only, as quotation marks differ by language.
    return parser.enable(["table", "strikethrough", "replacements"]).disable("image")


_markdown = _parser()


def to_html(text: str | None) -> SafeString:
    """Clean HTML of a Markdown text. Raw HTML in the text is shown as text, never obeyed."""
    if not text:
        return mark_safe("")
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + DEMOTE)}"
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow"
    )
    return mark_safe(clean)
