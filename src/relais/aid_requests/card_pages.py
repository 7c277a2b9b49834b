"""Pages of the card: made by whoever worries about someone, opened by that person alone."""

from uuid import UUID

from msgspec import Struct

from relais.accounts.doors import visitor_of
from relais.accounts.entrance import last, read_form
from relais.accounts.limiter import client_address
from relais.aid_requests.card import make_card, open_card
from relais.aid_requests.card_store import CardRow
from relais.aid_requests.colleague_pace import CARDS, wait_for_turn
from relais.cases import passage
from relais.cases.code import spoken
from relais.cases.entering import Entered
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.sheets import door
from relais.sheets.person import CODE, AnyRequest, AnyResponse
from relais.sheets.workplace import Workplace
from relais.web.forms import decode_form

BOX = "/demande/carte"


class CardForm(Struct, frozen=True, kw_only=True):
    """`request`: made with the page, it becomes the card's own; posted twice it makes one."""

    request: UUID | None = None


class CardPages(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace

    async def make(self, request: AnyRequest) -> AnyResponse:
        """A card to print or copy, its code shown once. Posted again after a lost answer: another is offered."""
        wanted = decode_form(CardForm, await read_form(request), {}).value
        source = client_address(request)
        await wait_for_turn(self.place, CARDS.use, source)
        async with self.place.database.reading() as db:
            await CARDS.enter(db, self.place.vault, f"hour:{source}")
        try:
            made = await make_card(self.place, wanted.request or new_id())
        except Refused as fault:
            if fault.code != "card_made":
                raise
            return self._given(request, said=fault.sentence, status=409)
        return self._given(request, code=spoken(made.code), ends_at=made.ends_at)

    def _given(self, request: AnyRequest, *, status: int = 200, said: str = "", **card: object) -> AnyResponse:
        return self.place.pages.response(
            "aid_requests/card_given.html",
            status=status,
            visitor=visitor_of(request),
            said=said,
            code=card.get("code", ""),
            ends_at=card.get("ends_at"),
            address=f"{self.place.origin}{BOX}",
            request=new_id(),
        )

    def box(self, *, fault: str = "", status: int = 200) -> AnyResponse:
        """The box for the code of a card."""
        return self.place.pages.response("aid_requests/card_box.html", status=status, fault=fault)

    async def open(self, request: AnyRequest) -> AnyResponse:
        """The way to one's own request. Nothing says that the card was opened, and it opens again."""
        sent = await read_form(request)
        try:
            opened = await open_card(self.place, last(sent, CODE), client_address(request))
        except Refused as refused:
            if refused.status >= 500:
                raise
            return self.box(fault=refused.sentence, status=refused.status)
        pages = self.place.pages
        if isinstance(opened, Entered):
            return pages.response("sheets/of_a_case.html", passage=passage.issue(self.place.vault, opened))
        if not isinstance(opened, CardRow):
            return pages.response("sheets/of_a_sheet.html", carried=door.issue(self.place, opened))
        return pages.response("aid_requests/card_opened.html", ends_at=opened.ends_at)
