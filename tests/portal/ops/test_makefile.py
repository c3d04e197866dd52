"""The commands that README and CI name are there, and what is missing on a machine is told in one sentence."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.portal.ops.conftest import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"^([a-z0-9]+):", MAKEFILE, re.MULTILINE)
SETUP = ROOT / ".ci" / "setup.sh"


def test_every_target_is_phony_and_explained_in_the_readme():
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split()
    assert set(TARGETS) == set(phony)
    readme = (ROOT / "README.md").read_text() + (ROOT / "docs" / "OPERATING.md").read_text()
    for target in set(TARGETS) - {"help", "dev"}:
        assert f"make {target}" in readme, target


def test_help_lists_the_targets():
    result = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = {line.partition(" - ")[0] for line in result.stdout.splitlines()}
    assert listed == set(TARGETS) - {"dev"}


@pytest.mark.parametrize("script", [".ci/setup.sh", ".ci/run"])
def test_the_scripts_are_well_formed(script):
    shell = "sh" if script.endswith(".sh") else "bash"
    subprocess.run([shell, "-n", script], cwd=ROOT, check=True)
    assert os.access(ROOT / script, os.X_OK)


@pytest.fixture
def bare_machine(tmp_path):
    """A copy of the install script in a folder with a space, and a PATH that has only the shell's own tools."""
    home = tmp_path / "my portal"
    (home / ".ci").mkdir(parents=True)
    shutil.copy(SETUP, home / ".ci" / "setup.sh")
    (home / "requirements.lock").write_text("")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "cat", "rm", "id", "env"):
        (tools / name).symlink_to(shutil.which(name))

    def run() -> subprocess.CompletedProcess:
        return subprocess.run(
            ["sh", ".ci/setup.sh", "requirements.lock"],
            cwd=home,
            env={"PATH": str(tools)},
            capture_output=True,
            text=True,
            check=False,
        )

    run.tools = tools  # type: ignore[attr-defined]
    return run


def executable(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_a_missing_python_is_told_with_the_command_that_helps(bare_machine):
    executable(bare_machine.tools / "dnf", "exit 1")
    result = bare_machine()
    assert result.returncode == 1
    assert result.stderr == "The portal needs Python 3.11 or newer. Install it: sudo dnf install -y python3\n"


def test_an_old_python_is_as_good_as_none(bare_machine):
    executable(bare_machine.tools / "python3", "exit 1")
    executable(bare_machine.tools / "brew", "exit 1")
    result = bare_machine()
    assert result.returncode == 1
    assert result.stderr == "The portal needs Python 3.11 or newer. Install it: brew install python\n"


def test_a_missing_venv_module_is_told_when_it_cannot_be_installed(bare_machine):
    executable(
        bare_machine.tools / "python3",
        'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac',
    )
    # A machine with apt where we are nobody special.
    executable(bare_machine.tools / "apt-get", "exit 1")
    (bare_machine.tools / "id").unlink()
    executable(bare_machine.tools / "id", "echo 1000")
    result = bare_machine()
    assert result.returncode == 1
    assert result.stderr == "Python's venv module is missing. Install it: sudo apt-get install -y python3.11-venv\n"
