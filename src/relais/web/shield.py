"""One thin layer around the whole application: headers on every answer, and no post from another site."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        b"microphone=(), payment=(), usb=()",
    ),
    (b"x-frame-options", b"DENY"),
)
NO_STORE = (b"cache-control", b"no-store")
WRITING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class Shield:
    """Wraps an application. `refuse(path)` gives the ready answer to a post that comes from elsewhere.

    `reading` holds the paths, and the folders (ending in a slash), that change nothing and carry no session: they
    accept a post that names no origin. `public_origin` is the one right origin; "" = the host the browser asked for.
    """

    def __init__(
        self, app: ASGIApp, *, public_origin: str, reading: frozenset[str], refuse: Callable[[str], Answer]
    ) -> None:
        self.app = app
        self.public_origin = public_origin
        self.reading = reading
        self._reading_folders = tuple(path for path in reading if path.endswith("/") and path != "/")
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET:
            return  # there is none here: the server is told to refuse them
        head = scope["method"] == "HEAD"
        if head:  # a copy: the server reads its own to know that no body follows
            scope = cast("HTTPScope", {**scope, "method": "GET"})

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = guarded(message["headers"])
            elif head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        if scope["method"] not in WRITING_METHODS or self._welcome(scope):
            await self.app(scope, receive, send_guarded)
        else:
            await _send_answer(self.refuse(scope["path"]), send_guarded)

    def _welcome(self, scope: HTTPScope) -> bool:
        """Whether an unsafe request comes from our own pages.

        Under `no-referrer` a browser sends `Origin: null` with our own forms, so its `Sec-Fetch-Site`, which no
        page can forge, is asked first.
        """
        sent = {name: value for name, value in scope["headers"] if name in {b"origin", b"sec-fetch-site", b"host"}}
        site = sent.get(b"sec-fetch-site")
        origin = sent.get(b"origin")
        if site is not None and site not in {b"same-origin", b"none"}:
            return False
        if origin is None or origin == b"null":
            return site is not None or self._reads_only(scope["path"], opaque=origin is not None)
        return self._same(origin.decode("latin-1"), sent.get(b"host", b"").decode("latin-1"))

    def _reads_only(self, path: str, *, opaque: bool) -> bool:
        if opaque and path.startswith("/api/"):
            return False  # a script in a sandboxed frame; an old browser's form never posts there
        return path in self.reading or path.startswith(self._reading_folders)

    def _same(self, origin: str, host: str) -> bool:
        if self.public_origin:
            return origin == self.public_origin
        return bool(host) and urlsplit(origin).netloc == host


def guarded(headers: object) -> list[tuple[bytes, bytes]]:
    """`headers` with ours added; nothing is kept by a browser unless the answer itself says so."""
    kept = [*headers, *SECURITY_HEADERS]  # type: ignore[misc]
    if not any(name == b"cache-control" for name, _ in kept):
        kept.append(NO_STORE)
    return kept


async def _send_answer(answer: Answer, send: Send) -> None:
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
