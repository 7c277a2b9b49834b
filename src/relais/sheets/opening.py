"""At home: the box for the code of a sheet, and what it opens."""

from msgspec import Struct

from relais.accounts.entrance import last, read_form
from relais.accounts.limiter import client_address
from relais.cases import passage
from relais.cases.entering import Entered
from relais.core import clock
from relais.core.errors import Refused
from relais.sheets import door
from relais.sheets.giving import AnyRequest, AnyResponse
from relais.sheets.model import Sheet, SheetEntered
from relais.sheets.service import read_sheet
from relais.sheets.view import options_of, still_there
from relais.sheets.workplace import Workplace

CODE = "code"


class Opening(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace

    def box(self, *, fault: str = "", status: int = 200) -> AnyResponse:
        """The box for the code."""
        return self.place.pages.response("sheets/box.html", status=status, fault=fault)

    async def read(self, request: AnyRequest) -> AnyResponse:
        """The sheet of this code, or of the page that it opened. A case's code leads to the person's own page."""
        sent = await read_form(request)
        try:
            entered = await self._entered(last(sent, CODE), last(sent, door.FIELD), client_address(request))
        except Refused as refused:
            if refused.status >= 500:
                raise
            return self.box(fault=refused.sentence, status=refused.status)
        if isinstance(entered, Entered):
            carried = passage.issue(self.place.vault, entered)
            return self.place.pages.response("sheets/of_a_case.html", passage=carried)
        return self.page(entered, await self.sheet(entered))

    async def _entered(self, code: str, carried: str, source: str) -> Entered | SheetEntered:
        if not code and carried:
            return (await door.follow(self.place, carried))[0]
        return await door.enter(self.place, code, source)

    async def sheet(self, entered: SheetEntered) -> Sheet:
        """Raises NotFound once its days are over."""
        async with self.place.database.acting(entered.context) as db:
            return await read_sheet(db, entered.sheet)

    def page(self, entered: SheetEntered, sheet: Sheet) -> AnyResponse:
        """The options again, with today's numbers."""
        directory = self.place.directory
        return self.place.pages.response(
            "sheets/sheet.html",
            sheet=sheet.row,
            options=options_of(self.place, sheet),
            startable=any(True for _ in still_there(self.place, sheet)),
            carried=door.issue(self.place, entered),
            desk_line=directory.find(directory.desk_line),
            stale_since=directory.stale_since(),
            now=clock.now(),
        )
