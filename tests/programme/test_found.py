"""From the one box of the desk: actions of the programme, apart from services, and never beside a danger."""

import pytest

from tests.followup.pressing import Opened, opened
from tests.programme.fair import Fair

pytestmark = pytest.mark.anyio


async def ask(fair: Fair, text: str) -> Opened:
    async with fair.client() as client:
        return opened(client, await client.post("/", data={"text": text}))


async def test_a_question_finds_the_actions_of_what_is_needed_and_where(fair: Fair) -> None:
    here = await fair.published(title="Mammographies à deux pas", day="2031-02-01")
    there = await fair.published(title="Mammographies plus loin", commune="Lille", day="2031-02-02")
    page = await ask(fair, "dépistage lyon")
    assert f'href="/agenda/{here}"' in page.html
    assert f'href="/agenda/{there}"' not in page.html
    assert "Actions du programme" in page.text
    assert "dépistage, samedi 1er février 2031, de 9 h 00 à 17 h 30, Lyon (69), 3 places libres sur 3" in page.text
    assert page.html.index('id="results"') < page.html.index("actions-title")


async def test_reconversion_finds_passerelles_wherever_the_caller_is(fair: Fair) -> None:
    slug = await fair.published(
        title="Devenir autre chose", kind="passerelle_outside_health", place="online", commune="", address="",
        day="", hour="", last_hour="", booking="", places="",
    )  # fmt: skip
    assert f'href="/agenda/{slug}"' in (await ask(fair, "reconversion")).html
    assert f'href="/agenda/{slug}"' in (await ask(fair, "reconversion gers")).html


async def test_an_action_alone_is_said_to_answer_when_no_service_does(fair: Fair) -> None:
    slug = await fair.published(title="Ostéodensitométrie gratuite")
    page = await ask(fair, "ostéodensitométrie")
    assert f'href="/agenda/{slug}"' in page.html


async def test_nothing_of_the_programme_stands_beside_a_danger(fair: Fair) -> None:
    await fair.published(title="Dépistage du suicide")
    page = await ask(fair, "dépistage je veux mourir")
    assert "Actions du programme" not in page.text
    assert "3114" in page.text


async def test_a_question_about_something_else_is_answered_as_before(fair: Fair) -> None:
    await fair.published()
    assert "Actions du programme" not in (await ask(fair, "addiction lyon")).text


async def test_the_api_gives_them_apart_and_does_not_count_them(fair: Fair) -> None:
    slug = await fair.published(title="Audiométrie pour tous", day="2031-01-05")
    async with fair.client() as client:
        answer = (await client.post("/api/v1/search", json={"text": "audiométrie"})).json()
    [found] = answer["actions"]
    assert (found["slug"], found["kind"], found["departement"], found["places_left"]) == (
        slug,
        "screening_day",
        "69",
        3,
    )
    assert slug not in {one["slug"] for one in answer["results"]}
