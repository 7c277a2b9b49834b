"""`POST /api/v1/places`: the places that begin like what is typed; posted, so that nothing typed is in an address."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp
from msgspec import Meta, Struct

from relais.core.text import fold
from relais.geo.model import Place
from relais.geo.places import PlaceIndex
from relais.web.bodies import JsonBytes, decode_json
from relais.web.openapi import Operation


class PlacesRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is typed so far."""

    text: Annotated[str, Meta(max_length=120)]
    limit: Annotated[int, Meta(ge=1, le=20)] = 8


class PlacesAnswer(Struct, frozen=True, kw_only=True):
    """Places, best first."""

    places: tuple[Place, ...]


OPERATION = Operation(
    method="post",
    path="/api/v1/places",
    name="places",
    summary="Compléter un lieu : commune, code postal, département, région.",
    request=PlacesRequest,
    response=PlacesAnswer,
    refusals=(400, 403, 405, 413, 422),
)


def places_for(index: PlaceIndex, asked: PlacesRequest) -> PlacesAnswer:
    """The places a text may designate: whole names first, then those it begins, then one slip put right."""
    found = [*index.find(asked.text), *index.complete(asked.text, asked.limit)] or index.correct(fold(asked.text))
    unique = {(place.kind, place.code): place for place in found}
    return PlacesAnswer(places=tuple(unique.values())[: asked.limit])


def places_api(index: PlaceIndex) -> Sequence[HTTPRouteHandler]:
    """The route of the API."""
    decoder = msgspec.json.Decoder(PlacesRequest)

    @post("/api/v1/places", status_code=200, include_in_schema=False)
    async def places(request: Request[Any, Any, Any]) -> ASGIApp:
        asked = decode_json(decoder, await request.body())
        return JsonBytes(msgspec.json.encode(places_for(index, asked)))

    return [places]
