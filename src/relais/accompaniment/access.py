"""The door to the pathway of a case, for the council that follows it: opened once said why, as everywhere else."""

from typing import Final

from litestar import Response

from relais.accounts.bureau import AnyRequest
from relais.aid_requests import access
from relais.aid_requests.access import AtCase, Room
from relais.core.errors import NotFound
from relais.sheets.workplace import Workplace

PATHWAYS: Final = "/parcours"
ROOM: Final = Room(board=PATHWAYS, words="Parcours")


async def case_at(place: Workplace, request: AnyRequest, code: str) -> AtCase:
    """The case, of one of the bodies she serves, opened or not. Raises NotFound."""
    return _followed(await access.case_at(place, request, code))


async def opened_case(place: Workplace, request: AnyRequest, code: str) -> AtCase | Response[str]:
    """The case, once she said why; else the page that asks, with whatever was being sent. Raises NotFound."""
    await case_at(place, request, code)
    return await access.opened_case(place, request, code, ROOM)


def _followed(at: AtCase) -> AtCase:
    """Who relieves another council reads its request, and plans nothing with the person. Raises NotFound."""
    if at.case.council != at.council:
        raise NotFound
    return at
