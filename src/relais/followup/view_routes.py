"""`/suivi`: the box for the code, and what it opens. Every page is a post: nothing stands in an address."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from relais.accounts.gates import EVERYONE, through
from relais.followup.sections import ACTS
from relais.followup.view_pages import OwnPages
from relais.sheets.person import START, AnyRequest, AnyResponse, Posted, as_person, code_page, read_post
from relais.sheets.workplace import Workplace

Answers = Callable[[Posted], Awaitable[AnyResponse]]


def view_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The routes of the doctor's own view."""
    pages = OwnPages(place=place)
    acts: dict[str, Answers] = {
        "plus-tard": pages.later,
        "code": pages.code,
        "arreter": pages.stop,
        "corriger": pages.correct,
        "telecharger": pages.take_away,
        "recu": pages.receipt,
        "effacer": pages.erase,
        **{name: partial(pages.act, what=act) for name, act in ACTS.items()},
    }
    paths = [f"{START}/{name}" for name in acts]

    @get(START, opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def box_for_the_code() -> AnyResponse:
        return code_page(place)

    @get(paths, opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def back_to_the_box() -> AnyResponse:
        """A page that is opened again, by its address or by a telephone that had put it away."""
        return Redirect(START, status_code=303)

    posts = [_answered(place, path, act) for path, act in zip(paths, acts.values(), strict=True)]
    return [box_for_the_code, back_to_the_box, _answered(place, START, pages.open), *posts]


def _answered(place: Workplace, path: str, act: Answers) -> HTTPRouteHandler:
    options: dict[str, Any] = as_person(place)

    @post(path, **options)
    async def answered(request: AnyRequest) -> AnyResponse:
        return await act(await read_post(request))

    return answered
