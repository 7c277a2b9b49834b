"""The database did not answer a form: a page that holds what was posted, to be sent again as it was.

Nothing is kept by the server nor by the browser: what was typed travels in hidden fields. A form that carries the
identifier of its act does it once, however often it is sent.
"""

from collections.abc import Mapping
from typing import Any

from litestar import MediaType, Request, Response
from litestar.enums import RequestEncodingType
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from relais.core.errors import Refused
from relais.web.forms import Sent, parse_form
from relais.web.pages import Pages

SENTENCE = "La base de données ne répond pas pour l'instant. Rien n'est perdu : ce que vous avez saisi est gardé ici."


class AgainPage(Response[bytes]):
    """Read only once the handler gave up: the body may still be on its way."""

    def __init__(self, pages: Pages, request: Request[Any, Any, Any], secrets: Mapping[str, str]) -> None:
        super().__init__(b"", status_code=503, media_type=MediaType.HTML)
        self._pages = pages
        self._secrets = secrets
        self._sent_by = request

    def to_asgi_response(self, *_args: Any, **_more: Any) -> Any:
        """An application that reads what was posted, then answers."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            body = again_page(self._pages, scope["path"], await _posted(self._sent_by), self._secrets)
            page = ASGIResponse(body=body, status_code=503, media_type=MediaType.HTML)
            await page(scope, receive, send)

        return answer


def is_form(request: Request[Any, Any, Any]) -> bool:
    """Whether an ordinary form was posted: files are chosen again."""
    return request.method == "POST" and request.content_type[0] == RequestEncodingType.URL_ENCODED


def again_page(pages: Pages, path: str, posted: Sent, secrets: Mapping[str, str]) -> bytes:
    """The page. `secrets` are asked for again by their label, or left out: never written in a page."""
    return pages.text(
        "web/again.html",
        title="Momentanément indisponible",
        sentence=SENTENCE,
        action="/" + path.lstrip("/\\"),
        kept=[(name, text) for name, texts in posted.items() if name not in secrets for text in texts],
        asked=[(name, label) for name, label in secrets.items() if label and name in posted],
    ).encode()


async def _posted(request: Request[Any, Any, Any]) -> Sent:
    try:
        return parse_form(await request.body(), request.headers.get("content-type", ""))
    except Refused:
        return {}
