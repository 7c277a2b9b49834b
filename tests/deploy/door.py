"""A real nginx before the app, by the proxy's own files: only addresses and folders are changed."""

import http.client
import os
import re
import shutil
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.deploy.reading import DEPLOY
from tests.serving import free_port

PROXY = DEPLOY / "proxy"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PATIENCE = 20.0


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
