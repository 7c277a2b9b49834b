"""Whose page is asked for: the person who gave the code, or who comes from a page that the code opened.

Every page of a person is a post that carries the `passage`; no cookie, nothing in the browser, nothing in an address.
A post whose passage is over is answered by the box for the code, with all that was typed in it: the code posted with
the same fields then does what was asked.
"""

from typing import Any

from litestar import Request, Response
from msgspec import Struct

from relais.accounts.entrance import last, read_form
from relais.accounts.gates import EVERYONE, through
from relais.accounts.limiter import client_address
from relais.cases.entering import Entered
from relais.cases.passage import FIELD, follow, issue
from relais.core.db import Unavailable
from relais.core.errors import Refused
from relais.sheets import door
from relais.sheets.model import SheetEntered
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent

AnyRequest = Request[Any, Any, Any]
AnyResponse = Response[Any]
CODE = "code"  # the box; no other field of these pages bears this name
_POSTED = "posted by a person"  # in the state of the request: what to give back when the database is away
_NOT_CARRIED = frozenset({CODE, FIELD})
START = "/suivi"
MOST_TYPED = 60  # signs of a slip
# Where the code itself dies: whoever posts twice comes back with one that is dead.
_DONE_PERHAPS = {
    f"{START}/code": "Si vous veniez de remplacer votre code, donnez le nouveau.",
    f"{START}/effacer": "Si vous veniez de tout effacer, c'est fait : le code n'ouvre plus rien.",
}


class Posted(Struct, frozen=True, kw_only=True):
    """What a page of a person posted, and from where: the code door slows one source after too many wrong codes."""

    sent: Sent
    source: str

    def last(self, name: str) -> str:
        """The text of a field; "" when it was not sent."""
        return last(self.sent, name)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Everything but what proves who it is, to be posted again."""
        return [(name, text) for name, texts in self.sent.items() if name not in _NOT_CARRIED for text in texts]


class CodeNeededError(Exception):
    """The passage is over, or the code opens nothing: the code is asked for, with all that was posted kept."""

    def __init__(self, posted: Posted, refused: Refused) -> None:
        super().__init__("code")
        self.posted = posted
        self.refused = refused


class SheetCodeError(Exception):
    """The code is that of a sheet of the helpline, which is read elsewhere."""

    def __init__(self, opened: SheetEntered) -> None:
        super().__init__("sheet")
        self.opened = opened


async def read_post(request: AnyRequest) -> Posted:
    """The posted fields. Raises Refused."""
    posted = Posted(sent=await read_form(request), source=client_address(request))
    request.scope["state"][_POSTED] = posted
    return posted


async def person_of(place: Workplace, posted: Posted) -> tuple[Entered, str]:
    """Whose page it is, and the passage that its forms carry on, half an hour from now. Raises CodeNeededError."""
    try:
        if code := posted.last(CODE):
            opened = await door.enter(place, code, posted.source)
            if isinstance(opened, SheetEntered):
                raise SheetCodeError(opened)
            entered = opened
        else:
            entered = await follow(place.database, place.vault, posted.last(FIELD))
    except Refused as refused:
        if refused.status >= 500:
            raise
        raise CodeNeededError(posted, refused) from None
    return entered, issue(place.vault, entered)


def as_person(place: Workplace) -> dict[str, Any]:
    """What each handler of these pages is declared with: `@post("/suivi/…", **as_person(place))`."""

    def code_needed(request: AnyRequest, fault: Exception) -> AnyResponse:
        assert isinstance(fault, CodeNeededError)  # noqa: S101 registered for this class alone
        path, refused = request.scope["path"], fault.refused
        hint = _DONE_PERHAPS.get(path, "") if fault.posted.last(FIELD) else ""
        return code_page(
            place,
            action=path,
            carried=fault.posted.carried,
            fault=f"{refused.sentence} {hint}".strip(),
            typed=fault.posted.last(CODE)[:MOST_TYPED] if refused.code == "code_slip" else "",
            status=refused.status,
        )

    def sheet_code(_request: AnyRequest, fault: Exception) -> AnyResponse:
        assert isinstance(fault, SheetCodeError)  # noqa: S101 registered for this class alone
        return place.pages.response("sheets/of_a_sheet.html", carried=door.issue(place, fault.opened))

    def away(request: AnyRequest, fault: Exception) -> AnyResponse:
        assert isinstance(fault, Unavailable)  # noqa: S101 registered for this class alone
        posted: Posted = request.scope["state"].get(_POSTED, Posted(sent={}, source=""))
        return _away_page(place, request.scope["path"], posted, fault)

    return {
        "opt": through(EVERYONE),
        "status_code": 200,
        "include_in_schema": False,
        "exception_handlers": {CodeNeededError: code_needed, SheetCodeError: sheet_code, Unavailable: away},
    }


def _away_page(place: Workplace, path: str, posted: Posted, fault: Unavailable) -> AnyResponse:
    """All that was posted, to be sent again as it is; a code is given again."""
    passage = posted.last(FIELD)
    if not passage or posted.last(CODE):
        return code_page(place, action=path, carried=posted.carried, fault=fault.sentence, status=fault.status)
    return place.pages.response(
        "followup/away.html",
        status=fault.status,
        action=path,
        carried=posted.carried,
        passage=passage,
        fault=fault.sentence,
    )


def code_page(
    place: Workplace,
    *,
    action: str = START,
    carried: list[tuple[str, str]] | None = None,
    fault: str = "",
    typed: str = "",
    status: int = 200,
) -> AnyResponse:
    """The box for the code. `carried`: the fields of the page that was being sent, posted again with the code.

    `typed`: a slip, to be corrected; what may be a code is never given back.
    """
    fields = [] if action == START else carried or []
    return place.pages.response(
        "followup/code.html", status=status, action=action, carried=fields, fault=fault, typed=typed
    )


def own_page(place: Workplace, template: str, passage: str, *, status: int = 200, **context: Any) -> AnyResponse:
    """A page of the person: the passage is in its forms, nowhere else."""
    return place.pages.response(template, status=status, passage=passage, **context)
