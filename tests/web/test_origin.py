"""A post from another site is refused; our own pages, an old browser and a program without a browser are served."""

from collections.abc import Mapping

import pytest

from tests.web.site import client_of, site

pytestmark = pytest.mark.anyio
PLACES = ("/api/v1/places", b'{"text":"lyon"}', "application/json")
SEARCH = ("/api/v1/search", b'{"text":"sps"}', "application/json")
DESK = ("/", b"text=sps", "application/x-www-form-urlencoded")
AIDE = ("/aide", b"place=69", "application/x-www-form-urlencoded")
SHEET = ("/fiche", b"sheet=sps", "application/x-www-form-urlencoded")
SERVICE = ("/structures/sps", b"text=sps", "application/x-www-form-urlencoded")
EVERY = (PLACES, SEARCH, DESK, AIDE, SHEET, SERVICE)


async def status(target: tuple[str, bytes, str], headers: Mapping[str, str], *, public_origin: str = "") -> int:
    path, body, media_type = target
    async with client_of(site(public_origin=public_origin)) as client:
        answer = await client.post(path, content=body, headers={"content-type": media_type, **headers})
    return answer.status_code


@pytest.mark.parametrize("target", EVERY, ids=lambda target: target[0])
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "http://testserver", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "https://ailleurs.example"}, 403),
        ({"origin": "http://testserver.ailleurs.example"}, 403),
        ({"origin": "http://testserver:81"}, 403),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://testserver", "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
    ids=str,
)
async def test_the_origin_decides(target: tuple[str, bytes, str], headers: Mapping[str, str], expected: int) -> None:
    assert await status(target, headers) == expected


async def test_a_form_of_an_old_browser_is_served_and_a_script_without_an_origin_is_not() -> None:
    assert await status(DESK, {"origin": "null"}) == 200
    assert await status(SEARCH, {"origin": "null"}) == 403


async def test_with_a_public_origin_no_other_name_of_the_server_will_do() -> None:
    public = "https://relais.example"
    assert await status(SEARCH, {"origin": public}, public_origin=public) == 200
    assert await status(SEARCH, {"origin": "http://testserver"}, public_origin=public) == 403


async def test_a_post_that_names_no_origin_is_refused_where_something_could_change() -> None:
    async with client_of(site()) as client:
        assert (await client.post("/departement/69")).status_code == 403


async def test_the_refusal_is_a_page_for_people_and_a_problem_for_programs() -> None:
    async with client_of(site()) as client:
        foreign = {"origin": "https://ailleurs.example"}
        page = await client.post("/", headers=foreign)
        problem = await client.post("/api/v1/search", headers=foreign)
    assert 'href="tel:3114"' in page.text
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["detail"] == "Cette demande vient d'un autre site : elle est refusée."
