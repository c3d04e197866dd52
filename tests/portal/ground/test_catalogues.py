"""Every text that a user may see has its Bokmål and its Nynorsk, with the same placeholders."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import templatize

ROOT = Path(settings.BASE_DIR)
APPS = ("portal", "members", "sections", "workgroups", "plans")
# Function → which arguments are msgids, and where the context stands.
CALLS = {
    "_": ((0,), None), "gettext": ((0,), None), "gettext_lazy": ((0,), None), "gettext_noop": ((0,), None),
    "ngettext": ((0, 1), None), "ngettext_lazy": ((0, 1), None),
    "pgettext": ((1,), 0), "pgettext_lazy": ((1,), 0), "npgettext": ((1, 2), 0), "npgettext_lazy": ((1, 2), 0),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def _texts(source: str, name: str) -> Iterator[tuple[str, str]]:
    """(context, msgid) of each call in Python source."""
    for node in ast.walk(ast.parse(source, name)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        positions, context_at = CALLS.get(called, ((), None))
        strings = [
            arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None for arg in node.args
        ]
        for position in positions[:1]:
            if position < len(strings) and strings[position]:
                context = strings[context_at] if context_at is not None else ""
                yield context or "", strings[position]


def _from_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        # templatize gives one call to a line, in places that Python cannot parse: the calls are cut out.
        code = templatize(path.read_text(), origin=str(path))
        for call in re.findall(r"\b(?:n?p?gettext|_)\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[\s,\w])*\)", code):
            try:
                yield from _texts(call.replace("\n", "\\n") if "'''" not in call else call, str(path))
            except SyntaxError:
                continue


def _from_code() -> Iterator[tuple[str, str]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _texts(path.read_text(), str(path))


@pytest.fixture(scope="module")
def used() -> set[tuple[str, str]]:
    return {*_from_code(), *_from_templates()}


def _catalogue(language: str) -> dict[tuple[str, str], polib.POEntry]:
    catalogue = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))
    return {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue}


def test_texts_are_found_in_code_and_in_templates(used):
    assert len(used) > 500


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_text_is_translated(language, used):
    catalogue = _catalogue(language)

    missing = sorted(key for key in used if key not in catalogue or not catalogue[key].translated())

    assert missing == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_placeholders_survive_translation(language):
    wrong = []
    for entry in _catalogue(language).values():
        allowed = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            names = set(PLACEHOLDER.findall(text))
            # A plural's singular may do without its number; a plain text must keep them all.
            if not names <= allowed or (not entry.msgid_plural and names != allowed):
                wrong.append((entry.msgid, text))

    assert wrong == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_nothing_is_left_over_or_unsure(language):
    catalogue = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))

    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []
