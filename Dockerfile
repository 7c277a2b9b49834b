# The image of Relais, for docker-compose.yml. Python 3.11 on Debian 12: what the tests run on.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
WORKDIR /app
# demo: the programs of PostgreSQL 18, to make backups and to try them in a server of their own.
COPY requirements/build.txt requirements/run.txt requirements/demo.txt requirements/
RUN python -m venv /opt/relais \
    && /opt/relais/bin/python -m pip install --require-hashes --only-binary :all: \
        -r requirements/build.txt -r requirements/run.txt -r requirements/demo.txt
COPY pyproject.toml ./
COPY src src
# Installed in place: templates, migrations and static files are read where they lie.
RUN /opt/relais/bin/python -m pip install --no-deps --no-build-isolation --editable . \
    && /opt/relais/bin/python -m compileall -q src \
    && /opt/relais/bin/python -m pip uninstall --yes setuptools pip

FROM python:3.11-slim-bookworm
# Nothing that installs or builds stays, here or in the environment.
RUN python -m pip uninstall --yes --root-user-action=ignore wheel setuptools pip \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin relais \
    && install -d -o relais -g relais -m 0750 /var/lib/relais \
    && install -d -o relais -g relais -m 0700 /keys \
    && install -d -o relais -g relais -m 0755 /edition \
    && install -d -o relais -g relais -m 0700 /backups
WORKDIR /app
COPY --from=build /opt/relais /opt/relais
COPY --from=build /app /app
COPY data data
COPY search_index search_index
COPY LICENSE ./
ENV PATH=/opt/relais/bin:$PATH PYTHONUTF8=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    RELAIS_HOST=0.0.0.0 RELAIS_PORT=8000 \
    RELAIS_VAR_DIR=/var/lib/relais RELAIS_KEYS_DIR=/keys RELAIS_DATA_DIR=/app/data RELAIS_SEARCH_INDEX_DIR=/app/search_index
USER 10001:10001
EXPOSE 8000
VOLUME /var/lib/relais /keys
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/sante', timeout=2)"]
CMD ["relais", "serve"]
