# syntax=docker/dockerfile:1
# One image for web, worker and beat; docker-compose.yml says which command each runs.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
WORKDIR /app
# The libraries first: they change less often than the code.
COPY requirements.lock ./
RUN /venv/bin/python -m pip install --require-hashes -r requirements.lock
COPY . .
# Neither needs a database or a secret: the embedded default is enough to read the settings.
RUN PORTAL_ENV=embedded /venv/bin/python manage.py compile_catalogues \
 && PORTAL_ENV=embedded STATIC_ROOT=/static /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm
# What the PDF engine loads at run time.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin portal \
 && install -d -o portal -g portal -m 750 /data /data/media
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_ENV=production \
    PORTAL_VAR=/data \
    STATIC_ROOT=/static \
    WEB_BIND=0.0.0.0:8000
WORKDIR /app
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "portal.probe"]
CMD ["gunicorn", "--config", "python:portal.server", "portal.wsgi"]
