"""One person proposed, another decides: what the queue shows, and what its buttons do."""

import re
from typing import Any

import pytest
from litestar import Litestar

from relais.core.clock import now
from relais.core.vault import Vault
from relais.moderation.office import day_and_hour
from tests.accounts.people import Person, add_person
from tests.moderation.browsing import Browser, Page, propose
from tests.moderation.conftest import Open

pytestmark = pytest.mark.anyio
QUEUE = "/coordination/modifications"
NEW_NUMBER = "04 72 00 00 01"


async def first(browser: Browser) -> str:
    """The address of the first change of the queue."""
    return (await browser.open(QUEUE)).links(f"{QUEUE}/")[0]


async def value_of(world: Any, field: str, slug: str = "asra") -> Any:
    return await world.owner.fetchval(
        "SELECT value FROM fact WHERE slug = $1 AND field = $2 AND version_to IS NULL", slug, field
    )


async def test_the_queue_says_what_was_and_what_would_be_most_harmful_first(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person
) -> None:
    await propose(world.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    await propose(world.owner, member, "asra", "phone", NEW_NUMBER)
    page = await browse(coordinator).open(QUEUE)
    assert page.status == 200
    assert page.text.index(NEW_NUMBER) < page.text.index("du lundi au vendredi de 8 h à 20 h")
    assert "2 modifications attendent une deuxième personne" in page.text
    assert "0805 62 01 33" in page.text
    assert "un membre de l'organisme" in page.text
    assert "Alix" not in page.text


async def test_an_accepted_change_is_published_and_the_page_says_so(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person
) -> None:
    await propose(world.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    browser = browse(coordinator)
    change = await first(browser)
    done = await browser.post(f"{change}/accepter")
    assert (done.status, done.address) == (200, change)
    assert "acceptée : elle est publiée" in done.text
    assert await value_of(world, "hours") == "Mo-Fr 08:00-20:00"
    assert "Rien n'attend" in (await browser.open(QUEUE)).text


async def test_a_refusal_says_why_and_changes_nothing(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person
) -> None:
    await propose(world.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    browser = browse(coordinator)
    change = await first(browser)
    mute = await browser.post(f"{change}/refuser", reason=" ")
    assert mute.status == 422
    assert "Dites pourquoi" in mute.text
    done = await browser.post(f"{change}/refuser", reason="La ligne répond la nuit.")
    assert "refusée" in done.text
    assert "La ligne répond la nuit." in done.text
    assert await value_of(world, "hours") == "24/7"


async def test_a_call_back_is_kept_as_evidence(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person
) -> None:
    await propose(world.owner, member, "asra", "phone", NEW_NUMBER)
    browser = browse(coordinator)
    change = await first(browser)
    day, hour = day_and_hour(now())
    short = await browser.post(f"{change}/rappel", reached="secrétariat", day="hier", hour=hour)
    assert short.status == 422
    assert 'value="secrétariat"' in short.html
    assert "Écrivez le jour" in short.text
    assert "Écrivez ce que vous avez lu" in short.text
    ahead = await browser.post(
        f"{change}/rappel", reached="secrétariat", day="2199-01-01", hour="10:00", read_back="Le numéro."
    )
    assert "aurait lieu plus tard" in ahead.text
    read = "Le numéro, lu chiffre à chiffre."
    await browser.post(f"{change}/rappel", reached="secrétariat", day=day, hour=hour, read_back=read)
    assert (await value_of(world, "phone"))["display"] == NEW_NUMBER
    evidence = await world.owner.fetchrow("SELECT reached, read_back, made_by, field FROM call_back")
    assert tuple(evidence) == ("secrétariat", read, coordinator.account, "phone")


async def test_nobody_decides_their_own_change_even_by_writing_the_form(
    world: Any, app: Litestar, browse: Open, coordinator: Person, other: Person
) -> None:
    await propose(world.owner, coordinator, "asra", "phone", NEW_NUMBER, acting_as="coordinator")
    browser = browse(coordinator)
    change = await first(browser)
    page = await browser.open(change)
    assert "Vous avez proposé cette modification" in page.text
    assert f'action="{change}' not in page.html
    day, hour = day_and_hour(now())
    for act, fields in (
        ("accepter", {}),
        ("rappel", {"reached": "x", "day": day, "hour": hour, "read_back": "y"}),
        ("refuser", {"reason": "z"}),
    ):
        forced = await browser.post(f"{change}/{act}", **fields)
        assert forced.status == 409, act
        assert "une autre personne" in forced.text
    assert (await value_of(world, "phone"))["display"] == "0805 62 01 33"
    assert (await browse(other).post(f"{change}/accepter")).status == 200


async def test_two_coordinators_who_decide_at_once_see_one_decision(
    world: Any, app: Litestar, browse: Open, coordinator: Person, other: Person, member: Person
) -> None:
    await propose(world.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    change = await first(browse(coordinator))
    await browse(coordinator).post(f"{change}/accepter")
    late = await browse(other).post(f"{change}/refuser", reason="Trop tard.")
    assert late.status == 409
    assert "acceptée : elle est publiée" in late.text
    assert await value_of(world, "hours") == "Mo-Fr 08:00-20:00"


async def test_what_changed_since_cannot_be_accepted_and_shows_what_is_published_now(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person, vault: Vault
) -> None:
    colleague = await add_person(world.owner, vault, "member", "Sacha", organization="asra")
    await propose(world.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    browser = browse(coordinator)
    older = await first(browser)
    await propose(world.owner, colleague, "asra", "hours", "Mo-Sa 08:00-20:00")
    newer = next(link for link in (await browser.open(QUEUE)).links(f"{QUEUE}/") if link != older)
    await browser.post(f"{newer}/accepter")
    page = await browser.open(older)
    assert "du lundi au samedi" in page.text
    assert f"{older}/accepter" not in page.html
    assert f"{older}/refuser" in page.html
    forced = await browser.post(f"{older}/accepter")
    assert forced.status == 409
    assert await value_of(world, "hours") == "Mo-Sa 08:00-20:00"


async def test_the_part_that_the_keyboard_opens_is_the_decision_alone(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person
) -> None:
    await propose(world.owner, member, "asra", "phone", NEW_NUMBER)
    browser = browse(coordinator)
    change = await first(browser)
    part = (await browser.client.get(change, headers={"relais-fragment": "change"})).text
    assert part.strip().startswith('<div class="decision" id="decision">')
    assert "<main" not in part
    assert "data-accept" in part


async def test_a_change_that_does_not_exist_is_a_missing_page(app: Litestar, browse: Open, coordinator: Person) -> None:
    browser = browse(coordinator)
    for code in ("x", "a.b.c.d", "00000000-0000-4000-8000-000000000000.service.asra.hours"):
        assert (await browser.open(f"{QUEUE}/{code}")).status == 404, code
        assert (await browser.post(f"{QUEUE}/{code}/accepter")).status == 404, code
    assert (await browser.open(f"{QUEUE}/suite/x")).status == 404


def bare(page: Page) -> str:
    """A page without what differs from one session to another."""
    return re.sub(r'value="[^"]{20,}"', "", page.html)


async def test_the_coordination_does_not_exist_for_a_member(
    app: Litestar, browse: Open, member: Person, coordinator: Person
) -> None:
    paths = {
        re.sub(r"\{slug:str\}", "asra", re.sub(r"\{(code|name):str\}", "phone", route.path)): route.methods
        for route in app.routes
        if route.path.startswith("/coordination") and "personnes" not in route.path
    }
    browser = browse(member)
    missing = bare(await browser.open("/rien-ici"))
    assert len(paths) > 30
    for path, methods in paths.items():  # type: ignore[assignment]
        if "GET" in methods:
            answer = await browser.open(path)
            assert (answer.status, bare(answer)) == (404, missing), path
        if "POST" in methods:
            answer = await browser.post(path)
            assert (answer.status, bare(answer)) == (404, missing), path
