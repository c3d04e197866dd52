"""Production takes everything from environment variables and has no defaults for what must be chosen."""

import json

import pytest

from tests.portal.ops.conftest import PRODUCTION, clean_environment, manage

SHOWN = """
import json
from django.conf import settings as s
db = s.DATABASES["default"]
print(json.dumps({
    "debug": s.DEBUG, "engine": db["ENGINE"], "pool": db["OPTIONS"]["pool"]["max_size"], "secure": [s.SESSION_COOKIE_SECURE,
    s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT], "broker": s.CELERY_BROKER_URL, "cache": s.CACHES["default"]["BACKEND"],
    "mail": [s.EMAIL_BACKEND, s.EMAIL_HOST, s.EMAIL_PORT], "media": str(s.MEDIA_ROOT), "origins": s.CSRF_TRUSTED_ORIGINS}))
"""


def test_the_deployment_check_is_clean(tmp_path):
    env = clean_environment(tmp_path, **PRODUCTION)
    result = manage("check", "--deploy", "--fail-level", "INFO", env=env)
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "PORTAL_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"]
)
def test_what_must_be_chosen_has_no_default(tmp_path, name):
    env = clean_environment(tmp_path, **PRODUCTION)
    del env[name]
    result = manage("check", env=env)
    assert result.returncode != 0
    assert name in result.stderr


@pytest.mark.parametrize("secret", ["", "short", "embedded-default-key-only-for-demo-and-development-0000"])
def test_a_weak_secret_fails_the_deployment_check(tmp_path, secret):
    env = clean_environment(tmp_path, **{**PRODUCTION, "SECRET_KEY": secret})
    assert manage("check", "--deploy", "--fail-level", "WARNING", env=env).returncode != 0


def test_a_misspelled_kind_of_installation_does_not_open_the_demo(tmp_path):
    """PORTAL_ENV=prod must not quietly run with the demo's key and without TLS."""
    result = manage("check", env=clean_environment(tmp_path, PORTAL_ENV="prod"))
    assert result.returncode != 0
    assert "PORTAL_ENV" in result.stderr


def test_the_settings_follow_the_variables(tmp_path):
    env = clean_environment(
        tmp_path,
        **PRODUCTION,
        DATABASE_POOL_SIZE="9",
        MEDIA_ROOT="/srv/media",
        CSRF_TRUSTED_ORIGINS="https://a.example,https://b.example",
    )
    result = manage("shell", "--no-imports", "-c", SHOWN, env=env)
    assert json.loads(result.stdout) == {
        "debug": False,
        "engine": "django.db.backends.postgresql",
        "pool": 9,
        "secure": [True, True, True],
        "broker": PRODUCTION["REDIS_URL"],
        "cache": "django.core.cache.backends.redis.RedisCache",
        "mail": ["django.core.mail.backends.smtp.EmailBackend", "mail.example.org", 25],
        "media": "/srv/media",
        "origins": ["https://a.example", "https://b.example"],
    }


def test_the_demo_is_refused_in_production(tmp_path):
    result = manage("demo", env=clean_environment(tmp_path, **PRODUCTION))
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert "demo" in result.stderr.lower()


def test_the_embedded_default_needs_no_variable(tmp_path):
    result = manage("check", env=clean_environment(tmp_path))
    assert result.returncode == 0, result.stderr
