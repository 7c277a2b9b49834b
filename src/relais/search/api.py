"""`POST /api/v1/search`: the desk's question and answer as JSON, decoded and encoded once, straight to bytes."""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from relais.core import clock
from relais.search.engine import SearchEngine
from relais.search.model import SearchRequest, SearchResponse
from relais.web.bodies import JsonBytes, decode_json
from relais.web.openapi import Operation

OPERATION = Operation(
    method="post",
    path="/api/v1/search",
    name="search",
    summary="Chercher de l'aide : besoins, lieux, noms, numéros. Rien de ce qui est demandé n'est gardé.",
    request=SearchRequest,
    response=SearchResponse,
    refusals=(400, 403, 405, 413, 422),
)


def search_api(engine: SearchEngine) -> Sequence[HTTPRouteHandler]:
    """The route of the API."""
    decoder = msgspec.json.Decoder(SearchRequest)
    encoder = msgspec.json.Encoder()

    @post("/api/v1/search", status_code=200, include_in_schema=False)
    async def search(request: Request[Any, Any, Any]) -> ASGIApp:
        asked = decode_json(decoder, await request.body())
        answer = await engine.answer(asked, now=clock.now())
        return JsonBytes(encoder.encode(answer))

    return [search]
