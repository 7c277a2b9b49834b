"""`/demande/pour-un-autre`: for a relative or a colleague. Advice first, then a card to hand over, and a note last."""

from collections.abc import Sequence

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from relais.accounts.doors import visitor_of
from relais.accounts.gates import EVERYONE, KNOWN, through
from relais.aid_requests.card_pages import BOX, CardPages
from relais.core.ids import new_id
from relais.sheets.person import AnyRequest, AnyResponse
from relais.sheets.workplace import Workplace

ADVICE = "/demande/pour-un-autre"


def colleague_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The advice and the card."""
    cards = CardPages(place=place)

    @get(ADVICE, opt=through(KNOWN), sync_to_thread=False, include_in_schema=False)
    def advice(request: AnyRequest) -> AnyResponse:
        """Numbers and what to say: nothing is asked about the other person."""
        directory = place.directory
        line = directory.find(directory.desk_line)
        return place.pages.response(
            "aid_requests/colleague.html",
            visitor=visitor_of(request),
            urgent=directory.urgent(("15", "3114")),
            desk_card=directory.card(line) if line else None,
            request=new_id(),
        )

    @get(f"{ADVICE}/carte", opt=through(KNOWN), sync_to_thread=False, include_in_schema=False)
    def back_to_the_advice() -> AnyResponse:
        return Redirect(ADVICE, status_code=303)

    @post(f"{ADVICE}/carte", opt=through(KNOWN), status_code=200, include_in_schema=False)
    async def card_made(request: AnyRequest) -> AnyResponse:
        return await cards.make(request)

    @get(BOX, opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def box_of_the_card() -> AnyResponse:
        return cards.box()

    @post(BOX, opt=through(EVERYONE), status_code=200, include_in_schema=False)
    async def card_opened(request: AnyRequest) -> AnyResponse:
        return await cards.open(request)

    return [advice, back_to_the_advice, card_made, box_of_the_card, card_opened]
