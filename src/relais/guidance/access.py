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
    context_of,
    council_name,
    council_of,
    posts_of,
    say_why,
    session_of,
)
from relais.core.errors import NotFound
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


async def case_at(place: Workplace, request: AnyRequest, code: str) -> AtCase:
    """The case, opened or not. Raises NotFound.

    Not for who may read a request in the place of its council: options and codes stay with that council.
    """
    at = await access.case_at(place, request, code)
    if at.case.council != at.council:
        raise NotFound
    return at


async def opened_case(place: Workplace, request: AnyRequest, code: str) -> AtCase | Response[str]:
    """The case, once its opener said why; else the page that asks. Raises NotFound."""
    await case_at(place, request, code)
    return await access.opened_case(place, request, code, ROOM)


def opening_path(at: AtCase) -> str:
    """Where the reason is posted when nothing else is."""
    return ROOM.opening_of(at.case.id)


def reason_page(place: Workplace, at: AtCase, path: str, *, fault: str = "") -> Response[str]:
    """Asks why, in a form that posts to `path`."""
    return access.reason_page(place, at, ROOM, path, fault=fault)
