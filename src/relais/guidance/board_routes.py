"""`/orientations`: the live cases of a council, and what leads to one."""

from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.bureau import AnyRequest
from relais.accounts.doors import visitor_of
from relais.accounts.gates import OFFICER, through
from relais.core.errors import NotFound
from relais.guidance.access import BOARD, Post, case_at, council_name, posts_of
from relais.guidance.board import board_of
from relais.guidance.code_routes import code_routes
from relais.guidance.finding_routes import finding_routes
from relais.guidance.opening_routes import opening_routes
from relais.sheets.workplace import Workplace


def board_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The board, the search with a doctor, why a case is opened, and its code."""

    @get(BOARD, opt=through(OFFICER), include_in_schema=False)
    async def board(request: AnyRequest) -> Response[str]:
        posts = posts_of(visitor_of(request))
        if len(posts) > 1:
            return place.pages.response(
                "guidance/councils.html",
                visitor=visitor_of(request),
                posts=[(one, council_name(place, one)) for one in posts],
            )
        return await _page(place, request, posts[0])

    @get(BOARD + "/conseils/{slug:str}", opt=through(OFFICER), include_in_schema=False)
    async def board_of_one(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
        post = next((post for post in posts_of(visitor_of(request)) if post.council == slug), None)
        if post is None:
            raise NotFound
        return await _page(place, request, post)

    @get(BOARD + "/avant/{code:str}", opt=through(OFFICER), include_in_schema=False)
    async def older(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        at = await case_at(place, request, code)
        return await _page(place, request, at.post, after=at.case.id)

    return [
        board,
        board_of_one,
        older,
        *finding_routes(place),
        *opening_routes(place),
        *code_routes(place),
    ]


async def _page(place: Workplace, request: AnyRequest, post: Post, **more: Any) -> Response[str]:
    visitor = visitor_of(request)
    return place.pages.response(
        "guidance/board.html",
        visitor=visitor,
        post=post,
        council=council_name(place, post),
        alone=len(posts_of(visitor)) == 1,
        first="after" not in more,
        board=await board_of(place, visitor, post, **more),
    )
