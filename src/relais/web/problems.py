"""Refusals and errors: a calm page for a person, problem+json for a program, one French sentence in both."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException

from relais.core.db import Unavailable
from relais.core.errors import Refused
from relais.web.again import AgainPage, is_form
from relais.web.pages import Pages
from relais.web.shield import Answer

PROBLEM = "application/problem+json"
SENTENCES = {
    400: "La demande n'a pas pu être lue.",
    403: "Cette demande vient d'un autre site : elle est refusée.",
    404: "Cette page n'existe pas ou n'existe plus.",
    405: "Cette page ne répond pas à cette façon de demander.",
    413: "Ce qui est envoyé est trop long : 64 Ko au plus.",
    415: "Ce type de contenu n'est pas attendu ici.",
    422: "Un champ n'a pas la forme attendue.",
    500: "Une erreur est survenue de notre côté. Les numéros d'urgence restent valables.",
    503: "Le service est momentanément indisponible. Les numéros d'urgence restent valables.",
}
TITLES = {
    400: "Demande illisible",
    403: "Demande refusée",
    404: "Page introuvable",
    405: "Demande impossible",
    413: "Envoi trop long",
    415: "Envoi inattendu",
    422: "Champ à corriger",
    500: "Erreur de notre côté",
    503: "Momentanément indisponible",
}
Handler = Callable[[Request[Any, Any, Any], Exception], Response[Any]]
logger = logging.getLogger("relais.web")


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457, with the code of the refusal and the field at fault."""

    title: str
    status: int
    detail: str
    code: str = ""
    field: str | None = None


class Problems:
    """Renders every refusal. The page of an unforeseen error is made at start: nothing can keep it from showing.

    `secrets`: names of fields that are never written back in a page, with their label (none: they are dropped).
    """

    def __init__(self, pages: Pages, secrets: Mapping[str, str] | None = None) -> None:
        self.pages = pages
        self._secrets = secrets or {}
        self._last_resort = self._page(500, SENTENCES[500])

    def handlers(self) -> Mapping[int | type[Exception], Handler]:
        """What Litestar is given."""
        return {Refused: self._refused, HTTPException: self._http, Exception: self._unforeseen}

    def foreign(self, path: str) -> Answer:
        """The ready answer to a post from another site."""
        media_type, body = self._body(
            path, Problem(title=TITLES[403], status=403, detail=SENTENCES[403], code="origin")
        )
        return 403, [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())], body

    def _refused(self, request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
        assert isinstance(fault, Refused)  # noqa: S101 registered for this class alone
        if isinstance(fault, Unavailable) and is_form(request) and not _wants_json(request.scope["path"]):
            return AgainPage(self.pages, request, self._secrets)
        status = fault.status
        title = TITLES.get(status, TITLES[400])
        problem = Problem(title=title, status=status, detail=fault.sentence, code=fault.code, field=fault.field)
        return self._response(request, problem)

    def _http(self, request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
        assert isinstance(fault, HTTPException)  # noqa: S101 registered for this class alone
        status = fault.status_code if fault.status_code in SENTENCES else 400
        if status >= 500:
            return self._unforeseen(request, fault)
        problem = Problem(title=TITLES[status], status=status, detail=SENTENCES[status])
        allow = {name.lower(): value for name, value in (fault.headers or {}).items() if name.lower() == "allow"}
        return self._response(request, problem, allow)

    def _unforeseen(self, request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
        # The log keeps its type and place, never its words: they may hold what was typed.
        logger.error("unforeseen error", exc_info=fault)
        if _wants_json(request.scope["path"]):
            return self._response(request, Problem(title=TITLES[500], status=500, detail=SENTENCES[500]))
        return Response(self._last_resort, status_code=500, media_type=MediaType.HTML)

    def _response(
        self, request: Request[Any, Any, Any], problem: Problem, headers: Mapping[str, str] | None = None
    ) -> Response[bytes]:
        media_type, body = self._body(request.scope["path"], problem)
        return Response(body, status_code=problem.status, media_type=media_type, headers=headers)

    def _body(self, path: str, problem: Problem) -> tuple[str, bytes]:
        if _wants_json(path):
            return PROBLEM, msgspec.json.encode(problem)
        return MediaType.HTML.value, self._page(problem.status, problem.detail)

    def _page(self, status: int, sentence: str) -> bytes:
        return self.pages.text("web/problem.html", title=TITLES.get(status, TITLES[400]), sentence=sentence).encode()


def _wants_json(path: str) -> bool:
    return path.startswith("/api/") or path == "/openapi.json"
