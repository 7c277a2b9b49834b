"""The proxy's own files, with a real nginx where there is one: TLS, headers, calm pages when the app is away.

Only addresses and folders are changed: the ones of the image do not exist here.
"""

import http.client
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from relais.core.clock import now
from relais.directory.snapshot import snapshot_from_csv
from relais.directory.strip import STRIP
from relais.geo.gazetteer import load_gazetteer
from relais.search.export_static import export_static
from relais.web.shield import SECURITY_HEADERS
from tests.deploy.reading import DEPLOY, ROOT
from tests.serving import Serving, free_port

PROXY = DEPLOY / "proxy"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PATIENCE = 20.0
FORM = "application/x-www-form-urlencoded"
TYPED = "motquepersonnenedoitgarder"


class Said(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str


class Door:
    """A running nginx, and the app behind it."""

    def __init__(self, folder: Path, app_port: int) -> None:
        self.folder, self.app_port = folder, app_port
        self.tls, self.plain, self.health = free_port(), free_port(), free_port()
        (folder / "nginx.conf").write_text(self.configuration(), encoding="utf-8")
        command = [str(NGINX), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [*command, "-g", "daemon off; master_process off;"], stdout=self.log, stderr=subprocess.STDOUT
        )

    def configuration(self) -> str:
        changed = {
            "/etc/nginx/mime.types": f"{self.folder}/mime.types",
            "/etc/nginx/headers.conf": str(PROXY / "headers.conf"),
            "/run/secrets/": f"{self.folder}/secrets/",
            "/srv/pages": str(PROXY),
            "/srv/edition": f"{self.folder}/edition",
            "/tmp/": f"{self.folder}/",
            "http://app:8000": f"http://127.0.0.1:{self.app_port}",
            "listen 127.0.0.1:8081": f"listen 127.0.0.1:{self.health}",
            "listen 8080": f"listen 127.0.0.1:{self.plain}",
            "listen 8443": f"listen 127.0.0.1:{self.tls}",
        }
        text = (PROXY / "nginx.conf").read_text(encoding="utf-8")
        assert [ours for ours in changed if ours not in text] == []
        # In one pass: the project itself may stand under /tmp/.
        return re.sub("|".join(map(re.escape, changed)), lambda found: changed[found[0]], text)

    def ask(self, path: str, *, method: str = "GET", body: str = "", kind: str = "application/json") -> Said:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection("127.0.0.1", self.tls, timeout=PATIENCE, context=trusting)
        headers = {"Content-Type": kind, "Host": f"localhost:{self.tls}"} if body else {}
        return said(line, method, path, body, headers)

    def ask_plain(self, port: int, path: str) -> Said:
        return said(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE), "GET", path, "", {})

    def wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self.ask_plain(self.health, "/").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.log.close()


def said(line: http.client.HTTPConnection, method: str, path: str, body: str, headers: dict[str, str]) -> Said:
    try:
        line.request(method, path, body=body.encode() or None, headers=headers)
        answer = line.getresponse()
        return Said(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
    finally:
        line.close()


needs_nginx = pytest.mark.skipif(
    NGINX is None or not shutil.which("openssl"), reason="nginx or openssl is not on this machine"
)


def open_door(short_folder: Path, app_port: int) -> Iterator[Door]:
    folder = Path(tempfile.mkdtemp(dir=short_folder))
    make_certificate(folder / "secrets")
    (folder / "mime.types").write_text("types { text/html html; text/css css; }")
    (folder / "edition").mkdir()
    door = Door(folder, app_port)
    door.wait()
    yield door
    door.close()


def make_certificate(folder: Path) -> None:
    folder.mkdir()
    subject = ["-subj", "/CN=localhost", "-days", "1", "-nodes", "-newkey", "rsa:2048"]
    files = ["-keyout", str(folder / "tls_key"), "-out", str(folder / "tls_certificate")]
    subprocess.run(["openssl", "req", "-x509", *subject, *files], check=True, capture_output=True)


@pytest.fixture(scope="module")
def alone(short_folder: Path) -> Iterator[Door]:
    """The proxy with nothing behind it, as when the app is away."""
    yield from open_door(short_folder, free_port())


@pytest.fixture
def edition(alone: Door) -> Iterator[None]:
    """What the worker has written."""
    folder = alone.folder / "edition" / "secours"
    export_static(folder, snapshot_from_csv(ROOT / "data"), load_gazetteer(ROOT / "data"), now())
    yield
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def served(short_folder: Path) -> Iterator[Door]:
    """The proxy and the app behind it."""
    folder = Path(tempfile.mkdtemp(dir=short_folder))
    folder.chmod(0o711)
    app = Serving(folder / "var")
    app.wait_ready()
    yield from open_door(short_folder, app.port)
    app.end(signal.SIGTERM)


@needs_nginx
def test_plain_http_leads_to_https_without_a_promise_over_http(served: Door) -> None:
    answer = served.ask_plain(served.plain, "/aide")
    assert answer.status == 301
    assert answer.headers["location"] == "https://127.0.0.1/aide"
    assert "strict-transport-security" not in answer.headers


@needs_nginx
@pytest.mark.parametrize("path", ["/", "/api/v1/services/mots", "/sante"])
def test_the_app_answers_behind_tls_with_each_header_once(served: Door, path: str) -> None:
    answer = served.ask(path)
    assert answer.status == 200
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    for name, value in SECURITY_HEADERS:
        assert answer.headers[name.decode()] == value.decode()
    assert "nginx" not in answer.headers.get("server", "").lower() or "/" not in answer.headers["server"]


@needs_nginx
def test_a_search_goes_through_and_its_words_stay_out_of_every_log(served: Door) -> None:
    answer = served.ask("/api/v1/search", method="POST", body=json.dumps({"text": f"addiction {TYPED}"}))
    assert answer.status == 200
    assert "addiction" in answer.body
    assert TYPED not in (served.folder / "log").read_text()


@needs_nginx
def test_a_body_too_long_for_the_app_gets_the_page_of_the_app(served: Door) -> None:
    answer = served.ask("/", method="POST", body="text=" + "a" * 70_000, kind=FORM)
    assert answer.status == 413
    assert "64 Ko au plus" in answer.body.replace("\u202f", " ").replace("\xa0", " ")


@needs_nginx
def test_a_body_too_long_for_the_proxy_gets_a_page_with_the_emergency_numbers(served: Door) -> None:
    answer = served.ask("/", method="POST", body="text=" + "a" * 140_000, kind=FORM)
    assert answer.status == 413
    assert "3114" in answer.body
    assert json.loads(served.ask("/api/v1/search", method="POST", body="a" * 140_000).body)["status"] == 413


@needs_nginx
@pytest.mark.usefixtures("edition")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_the_app_a_page_leads_to_the_edition_and_the_words_go_nowhere(alone: Door, method: str) -> None:
    answer = alone.ask("/", method=method, body=f"text={TYPED}" if method == "POST" else "", kind=FORM)
    assert answer.status == 303
    assert answer.headers["location"].endswith("/secours/index.html")
    assert TYPED not in str(answer.headers)
    page = alone.ask("/secours/index.html")
    assert page.status == 200
    assert "Par département" in page.body
    assert alone.ask("/secours/departement-69.html").status == 200


@needs_nginx
@pytest.mark.usefixtures("edition")
def test_the_edition_is_given_with_the_headers_of_the_app(alone: Door) -> None:
    page = alone.ask("/secours/index.html")
    for name, value in SECURITY_HEADERS:
        if name != b"permissions-policy":  # it has no script
            assert page.headers[name.decode()] == value.decode()
    assert page.headers["cache-control"] == "no-store"
    assert alone.ask("/secours/relais.css").headers["content-type"].startswith("text/css")


@needs_nginx
def test_without_the_app_nor_an_edition_the_emergency_numbers_are_shown(alone: Door) -> None:
    answer = alone.ask("/secours/index.html")
    assert answer.status == 503
    assert "3114" in answer.body
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@needs_nginx
@pytest.mark.parametrize("path", ["/api/v1/services/mots", "/sante"])
def test_without_the_app_a_program_gets_a_problem_and_a_monitor_is_not_deceived(alone: Door, path: str) -> None:
    answer = alone.ask(path)
    assert answer.status == 503
    assert json.loads(answer.body)["status"] == 503


@needs_nginx
def test_the_addresses_of_callers_are_never_written(alone: Door) -> None:
    alone.ask("/")
    assert "127.0.0.1" not in (alone.folder / "log").read_text()


def test_the_page_of_errors_bears_the_emergency_numbers_of_the_app() -> None:
    page = (PROXY / "erreur.html").read_text(encoding="utf-8")
    for number in STRIP:
        assert (
            f'<a href="{number.href}"><strong>{number.display}</strong> {number.word}</a> : {number.sentence}' in page
        )


def test_the_headers_of_the_proxy_are_those_of_the_app() -> None:
    written = (PROXY / "headers.conf").read_text(encoding="utf-8")
    given = {
        name.lower(): value.strip('"') for name, value in re.findall(r"^add_header (\S+) (.*) always;$", written, re.M)
    }
    for name, value in SECURITY_HEADERS:
        if name != b"permissions-policy":
            assert given[name.decode()] == value.decode()
