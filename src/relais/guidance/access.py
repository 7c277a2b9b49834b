"""The door to a case at `/orientations`: the same as for a request received (`aid_requests/access.py`)."""

from typing import Final

from litestar import Response

from relais.accounts.bureau import AnyRequest
from relais.aid_requests import access
from relais.aid_requests.access import (
    NEEDED,
    AtCase,
    Post,
    Room,
    case_at,
    context_of,
    council_name,
    council_of,
    posts_of,
    say_why,
    session_of,
)
from relais.sheets.workplace import Workplace

__all__ = (
    "BOARD",
    "NEEDED",
    "AtCase",
    "Post",
    "case_at",
    "context_of",
    "council_name",
    "council_of",
    "opened_case",
    "opening_path",
    "posts_of",
    "reason_page",
    "say_why",
    "session_of",
)
BOARD: Final = "/orientations"
ROOM: Final = Room(board=BOARD, words="Orientations")


async def opened_case(place: Workplace, request: AnyRequest, code: str) -> AtCase | Response[str]:
    """The case, once its opener said why; else the page that asks. Raises NotFound."""
    return await access.opened_case(place, request, code, ROOM)


def opening_path(at: AtCase) -> str:
    """Where the reason is posted when nothing else is."""
    return ROOM.opening_of(at.case.id)


def reason_page(place: Workplace, at: AtCase, path: str, *, fault: str = "") -> Response[str]:
    """Asks why, in a form that posts to `path`."""
    return access.reason_page(place, at, ROOM, path, fault=fault)
