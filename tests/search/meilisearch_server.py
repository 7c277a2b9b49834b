"""A local server speaking the part of Meilisearch's HTTP protocol that Relais uses, and able to go wrong.

Run by itself it is a process: `python meilisearch_server.py PORT [KEY]`. `POST /-/fault {"fault": …}` chooses how it
goes wrong; that route, and `GET /-/seen`, are not Meilisearch's.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.search.meilisearch_routes import EMPTY_STATS, Answer, Routes
from tests.search.milli_store import ApiError, Store

JSON_BODY = {
    "html": "<!doctype html><title>502 Bad Gateway</title>",
    "not_json": "{hits: [",
    "no_hits": '{"query": "x", "processingTimeMs": 0}',
    "error_body": '{"message": "Index not accessible", "code": "internal", "type": "internal", "link": ""}',
    "wrong_types": '{"hits": [{"slug": 12, "_rankingScore": "high"}, null, "mots"]}',
    "not_numbers": '{"hits": [{"slug": "mots", "_rankingScore": NaN}]}',
    "a_list": "[]",
    "null": "null",
    "nothing": "",
    "deep": "[" * 100_000,
}
UNKNOWN_HITS = {"hits": [{"slug": f"inconnu-{n}", "_rankingScore": 1.0} for n in range(20)]}


class MeilisearchServer:
    """The server, in threads of this process. `fault` is "" or one of the ways to go wrong below."""

    def __init__(self, *, port: int = 0, key: str = "") -> None:
        self.store = Store()
        self.key = key
        self.fault = ""
        self.seconds = 1.0
        self.elsewhere = ""
        self.seen: list[tuple[str, str, str]] = []  # method, target, content type: what a log of requests would hold
        self.under_way = 0
        self.most_under_way = 0
        self.thawed = threading.Event()
        server = self

        class Handler(_Handler):
            owner = server

        self._http = _Http(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> "MeilisearchServer":
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Die: the port is closed, requests under way are let go."""
        self.thawed.set()
        self._http.shutdown()
        self._http.server_close()
        self.store.close()

    def go_wrong(self, fault: str, *, seconds: float = 1.0) -> None:
        """From now on; "" to be well again. `frozen` accepts and never answers; `slow` waits `seconds`."""
        self.thawed.set()
        self.thawed = threading.Event()
        self.fault, self.seconds = fault, seconds

    def __enter__(self) -> "MeilisearchServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the play."""


class _Handler(BaseHTTPRequestHandler):
    owner: MeilisearchServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 names wanted by the standard library

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""

    def _serve(self) -> None:
        server = self.owner
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server.seen.append((self.command, self.path, self.headers.get("Content-Type") or ""))
        if self.path.startswith("/-/"):
            return self._own(body)
        server.under_way += 1
        server.most_under_way = max(server.most_under_way, server.under_way)
        try:
            if not self._gone_wrong():
                status, answer = self._answer(body)
                self._send(status, json.dumps(answer))
        finally:
            server.under_way -= 1
        return None

    def _answer(self, body: bytes) -> Answer:
        try:
            self._authorize()
            content = self._content(body)
            with self.owner.store.lock:
                return Routes(self.owner.store).answer(self.command, self.path, content)
        except ApiError as error:
            return error.status, error.body

    def _authorize(self) -> None:
        if not self.owner.key or self.path == "/health":
            return
        given = self.headers.get("Authorization")
        if given is None:
            message = "The Authorization header is missing. It must use the bearer authorization method."
            raise ApiError(401, "missing_authorization_header", message, "auth")
        if given != f"Bearer {self.owner.key}":
            raise ApiError(403, "invalid_api_key", "The provided API key is invalid.", "auth")

    def _content(self, body: bytes) -> Any:
        if self.command not in ("POST", "PATCH"):
            return None
        accepted = "Accepted values for the Content-Type header are: `application/json`"
        kind = self.headers.get("Content-Type")
        if kind is None:
            raise ApiError(415, "missing_content_type", f"A Content-Type header is missing. {accepted}")
        if kind.partition(";")[0] != "application/json":
            raise ApiError(415, "invalid_content_type", f"The Content-Type `{kind}` is invalid. {accepted}")
        try:
            return json.loads(body)
        except ValueError as fault:
            raise ApiError(400, "malformed_payload", f"The `json` payload provided is malformed. `{fault}`.") from None

    def _gone_wrong(self) -> bool:
        """Play the fault chosen; True when it has answered in its own way, or never will."""
        server, fault = self.owner, self.owner.fault
        searching = self.path.endswith("/search")
        if fault == "frozen":
            server.thawed.wait(60)
            return True
        if fault == "slow":
            server.thawed.wait(server.seconds)
        elif fault == "error500":
            self._send(500, json.dumps(ApiError(500, "internal", "An internal error has occurred.", "internal").body))
        elif fault == "cut":
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"hits": [')
            self.close_connection = True
        elif fault in ("drip", "drip_headers", "endless"):
            self._never_end(fault)
        elif fault == "redirect":
            self.send_response(307)
            self.send_header("Location", server.elsewhere + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif fault == "empty":
            self._send(200, json.dumps({"hits": []} if searching else EMPTY_STATS))
        elif searching and fault == "unknown":
            self._send(200, json.dumps(UNKNOWN_HITS))
        elif fault in JSON_BODY:
            self._send(200, JSON_BODY[fault])
        else:
            return False
        return fault != "slow"

    def _never_end(self, fault: str) -> None:
        head = b"HTTP/1.1 200 OK\r\nX-Slow: " if fault == "drip_headers" else b"HTTP/1.1 200 OK\r\n\r\n"
        chunk, pause = (b" " * 65_536, 0.0) if fault == "endless" else (b"a", 0.02)
        self.wfile.write(head)
        while not self.owner.thawed.wait(pause):
            self.wfile.write(chunk)

    def _own(self, body: bytes) -> None:
        if self.command == "POST":
            wanted = json.loads(body)
            self.owner.go_wrong(wanted["fault"], seconds=wanted.get("seconds", 1.0))
        self._send(200, json.dumps({"seen": self.owner.seen}))

    def _send(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    running = MeilisearchServer(port=int(sys.argv[1]), key=sys.argv[2] if len(sys.argv) > 2 else "").start()
    print(running.url, flush=True)
    threading.Event().wait()
