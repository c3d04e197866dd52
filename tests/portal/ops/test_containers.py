"""Dockerfile and compose file: no engine is needed to see that they hold together.

compose-spec.json is the Compose Specification's own schema (github.com/compose-spec/compose-spec, Apache License 2.0).
"""

import importlib
import json
import re
import shlex
from pathlib import Path

import jsonschema
import pytest
import yaml
from django.core.management import get_commands

from tests.portal.ops.conftest import PRODUCTION, ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]


def test_the_compose_file_follows_the_specification():
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text())
    jsonschema.Draft7Validator(schema).validate(COMPOSE)


def test_all_parts_are_there():
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "postgres", "redis", "mail"}
    assert set(OURS) == {"migrate", "web", "worker", "beat"}
    assert SERVICES["mail"]["profiles"] == ["mail"]
    for name in ("web", "worker", "beat", "postgres", "redis"):
        assert SERVICES[name]["healthcheck"]["test"], name
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_what_services_depend_on_and_mount_is_declared():
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in COMPOSE["volumes"]


def test_containers_get_every_variable_that_production_requires():
    image = dict(re.findall(r"(\w+)=(\S+)", DOCKERFILE[DOCKERFILE.rindex("FROM ") :]))
    for name in OURS:
        assert set(PRODUCTION) <= set(SERVICES[name]["environment"]) | set(image), name
    assert image["PORTAL_ENV"] == "production"


def commands() -> list[tuple[str, list[str]]]:
    """Every command that an image or a container of ours runs."""
    found = [(name, SERVICES[name]["command"]) for name in OURS]
    for name in OURS:
        test = SERVICES[name]["healthcheck"].get("test")
        if test:
            found.append((f"{name} health", test[1:] if test[0] == "CMD" else shlex.split(test[1])))
    for instruction, words in re.findall(r"^(CMD|HEALTHCHECK.* CMD) (\[.*\])$", DOCKERFILE, re.MULTILINE):
        found.append((instruction, json.loads(words)))
    for line in re.findall(r"manage\.py [^&\\\n]+", DOCKERFILE):
        found.append((line, ["python", *line.split()]))
    return found


@pytest.mark.parametrize(("where", "words"), commands())
def test_every_command_exists(where, words):
    if words[:2] == ["python", "manage.py"]:
        assert words[2] in get_commands()
    elif words[:2] == ["python", "-m"]:
        assert importlib.import_module(words[2])
    elif words[0] == "gunicorn":
        config, application = words[2].removeprefix("python:"), words[3]
        assert importlib.import_module(config).bind
        assert importlib.import_module(application).application
    elif words[0] == "celery":
        assert importlib.import_module(words[words.index("--app") + 1]).app
        assert {"worker", "beat", "inspect"} & set(words)
    else:
        assert words[0] == "test"


def test_every_path_that_is_copied_exists():
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, re.MULTILINE))
    for stage, source in re.findall(r"^COPY --from=(\w+) (\S+) \S+$", DOCKERFILE, re.MULTILINE):
        assert stage in stages
        # What is taken from a stage, the stage has made.
        assert source in DOCKERFILE[: DOCKERFILE.index("COPY --from")]


def test_the_image_runs_without_rights_and_with_the_system_libraries_of_the_install_script():
    assert re.search(r"^USER portal$", DOCKERFILE, re.MULTILINE)
    packages = re.search(r"packages='([^']+)'", (ROOT / ".ci" / "setup.sh").read_text())[1].split()
    for package in packages:
        assert package in DOCKERFILE


def test_secrets_and_data_stay_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", "var", ".env", ".venv"} <= set(ignored)
