"""A year is released by three signatories, on what each read, once; then nothing moves it."""

import hashlib
import re

import httpx
import pytest

from tests.conftest import World
from tests.reports.conftest import Enter, Seat
from tests.reports.test_figures import entered

pytestmark = pytest.mark.anyio


async def read_hash(seat: Seat, year: int) -> str:
    found = re.search(r'name="sha256"\s+value="([0-9a-f]{64})"', await seat.page(f"/rapport/chiffres/{year}"))
    assert found
    return found[1]


async def agree(seat: Seat, year: int, sha256: str = "") -> httpx.Response:
    read = sha256 or await read_hash(seat, year)
    return await seat.post(f"/rapport/chiffres/{year}/publier", read="oui", sha256=read)


async def released(world: World, year: int) -> int:
    return int(await world.owner.fetchval("SELECT count(*) FROM year_release WHERE year = $1", year))


async def test_the_third_agreement_releases_exactly_what_was_read(
    enter: Enter, year: int, public: httpx.AsyncClient, world: World
) -> None:
    before = (await public.get(f"/rapport/{year}.csv")).text
    assert "provisoire" in (await public.get(f"/rapport/{year}")).text
    for who in ("cnom", "carmf"):
        assert (await agree(await enter(who), year)).status_code == 303
    assert "provisoire" in (await public.get(f"/rapport/{year}")).text
    last = await enter("cng")
    assert "d'accord depuis le" in (await last.page(f"/rapport/chiffres/{year}")).replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "'"
    )
    assert (await agree(last, year)).status_code == 303
    page = (await public.get(f"/rapport/{year}")).text
    kept = await world.owner.fetchrow("SELECT content, sha256 FROM year_release WHERE year = $1", year)
    assert hashlib.sha256(kept["content"]).digest() == kept["sha256"]
    assert kept["sha256"].hex() in page
    assert "provisoire" not in page
    assert (await public.get(f"/rapport/{year}.csv")).text == before


async def test_two_persons_of_one_signatory_release_nothing(enter: Enter, year: int, world: World) -> None:
    first = await enter("cnom")
    read = await read_hash(first, year)
    for seat in (first, await enter("cnom"), await enter("carmf")):
        assert (await agree(seat, year, read)).status_code == 303
    assert await released(world, year) == 0


async def test_a_figure_that_changes_asks_everyone_again(enter: Enter, year: int, world: World) -> None:
    cnom, carmf, cng, colleague = [await enter(who) for who in ("cnom", "carmf", "cng", "cnom")]
    read = await read_hash(cng, year)
    for seat in (cnom, carmf):
        await agree(seat, year)
    figure = await entered(cnom, year, "own_calls", "1779")
    assert (await colleague.post(f"/rapport/chiffres/{year}/confirmer", figure=str(figure))).status_code == 303
    refused = await agree(cng, year, read)
    assert refused.status_code == 409
    assert "Un chiffre a changé" in refused.text
    await agree(cng, year)
    assert await released(world, year) == 0
    for seat in (cnom, carmf):
        await agree(seat, year)
    assert await released(world, year) == 1


async def test_nothing_of_a_released_year_moves(
    enter: Enter, year: int, public: httpx.AsyncClient, world: World
) -> None:
    seats = [await enter(who) for who in ("cnom", "carmf", "cng")]
    for seat in seats:
        await agree(seat, year)
    before = (await public.get(f"/rapport/{year}")).text
    sent = {"measure": "own_calls", "value": "1779", "source": "après coup"}
    figure = "00000000-0000-4000-8000-000000000001"
    assert (await seats[0].post(f"/rapport/chiffres/{year}", request=figure, **sent)).status_code == 409
    assert (await agree(seats[0], year, "00" * 32)).status_code == 303  # posted again: done already
    await world.owner.execute(
        "ALTER TABLE referral DISABLE TRIGGER USER; ALTER TABLE referral_event DISABLE TRIGGER USER"
    )
    await world.owner.execute("ALTER TABLE choice DISABLE TRIGGER USER; DELETE FROM referral")
    assert (await public.get(f"/rapport/{year}")).text == before


async def test_what_is_erased_before_the_release_moves_no_figure(
    year: int, public: httpx.AsyncClient, world: World
) -> None:
    before = (await public.get(f"/rapport/{year}.csv")).text
    await world.owner.execute("ALTER TABLE aid_request DISABLE TRIGGER USER; UPDATE aid_request SET needs = '{sante}'")
    assert (await public.get(f"/rapport/{year}.csv")).text == before


async def test_who_did_not_say_that_it_was_read_agrees_to_nothing(enter: Enter, year: int, world: World) -> None:
    seat = await enter("cnom")
    answer = await seat.post(f"/rapport/chiffres/{year}/publier", sha256=await read_hash(seat, year))
    assert answer.status_code == 422
    assert "Cochez que vous avez relu" in answer.text
    assert await world.owner.fetchval("SELECT count(*) FROM year_confirmation WHERE year = $1", year) == 0
