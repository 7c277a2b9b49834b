"""A year is released by three signatories, on what each read, once; then nothing moves it."""

import hashlib
import re

import httpx
import pytest

from tests.conftest import World
from tests.reports.conftest import YEAR, Enter, Seat
from tests.reports.test_figures import entered

pytestmark = pytest.mark.anyio
HERE = f"/rapport/chiffres/{YEAR}"


async def read_hash(seat: Seat) -> str:
    found = re.search(r'name="sha256"\s+value="([0-9a-f]{64})"', await seat.page(HERE))
    assert found
    return found[1]


async def agree(seat: Seat, sha256: str = "") -> httpx.Response:
    return await seat.post(HERE + "/publier", read="oui", sha256=sha256 or await read_hash(seat))


async def test_the_third_agreement_releases_exactly_what_was_read(
    enter: Enter, simulated: int, public: httpx.AsyncClient, world: World
) -> None:
    before = (await public.get(f"/rapport/{YEAR}.csv")).text
    assert "provisoire" in (await public.get(f"/rapport/{YEAR}")).text
    for who in ("cnom", "carmf"):
        assert (await agree(await enter(who))).status_code == 303
    assert "provisoire" in (await public.get(f"/rapport/{YEAR}")).text
    last = await enter("cng")
    assert "d'accord depuis le" in (await last.page(HERE)).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    assert (await agree(last)).status_code == 303
    page = (await public.get(f"/rapport/{YEAR}")).text
    released = await world.owner.fetchrow("SELECT content, sha256 FROM year_release")
    assert hashlib.sha256(released["content"]).digest() == released["sha256"]
    assert released["sha256"].hex() in page
    assert "provisoire" not in page
    assert (await public.get(f"/rapport/{YEAR}.csv")).text == before


async def test_two_persons_of_one_signatory_release_nothing(enter: Enter, simulated: int, world: World) -> None:
    first = await enter("cnom")
    read = await read_hash(first)
    for seat in (first, await enter("cnom"), await enter("carmf")):
        assert (await agree(seat, read)).status_code == 303
    assert await world.owner.fetchval("SELECT count(*) FROM year_release") == 0


async def test_a_figure_that_changes_asks_everyone_again(enter: Enter, simulated: int, world: World) -> None:
    cnom, carmf, cng, colleague = [await enter(who) for who in ("cnom", "carmf", "cng", "cnom")]
    read = await read_hash(cng)
    for seat in (cnom, carmf):
        await agree(seat)
    figure = await entered(cnom, "own_calls", "1779")
    assert (await colleague.post(HERE + "/confirmer", figure=str(figure))).status_code == 303
    refused = await agree(cng, read)
    assert refused.status_code == 409
    assert "Un chiffre a changé" in refused.text
    await agree(cng)
    assert await world.owner.fetchval("SELECT count(*) FROM year_release") == 0
    for seat in (cnom, carmf):
        await agree(seat)
    assert await world.owner.fetchval("SELECT count(*) FROM year_release") == 1


async def test_nothing_of_a_released_year_moves(
    enter: Enter, simulated: int, public: httpx.AsyncClient, world: World
) -> None:
    seats = [await enter(who) for who in ("cnom", "carmf", "cng")]
    for seat in seats:
        await agree(seat)
    before = (await public.get(f"/rapport/{YEAR}")).text
    sent = {"measure": "own_calls", "value": "1779", "source": "après coup"}
    figure = "00000000-0000-4000-8000-000000000001"
    assert (await seats[0].post(HERE, request=figure, **sent)).status_code == 409
    assert (await agree(seats[0], "00" * 32)).status_code == 303  # posted again: done already
    await world.owner.execute(
        "ALTER TABLE referral DISABLE TRIGGER USER; ALTER TABLE referral_event DISABLE TRIGGER USER"
    )
    await world.owner.execute("ALTER TABLE choice DISABLE TRIGGER USER; DELETE FROM referral")
    assert (await public.get(f"/rapport/{YEAR}")).text == before


async def test_what_is_erased_before_the_release_moves_no_figure(
    simulated: int, public: httpx.AsyncClient, world: World
) -> None:
    before = (await public.get(f"/rapport/{YEAR}.csv")).text
    await world.owner.execute("ALTER TABLE aid_request DISABLE TRIGGER USER; UPDATE aid_request SET needs = '{sante}'")
    assert (await public.get(f"/rapport/{YEAR}.csv")).text == before


async def test_who_did_not_say_that_it_was_read_agrees_to_nothing(enter: Enter, simulated: int, world: World) -> None:
    seat = await enter("cnom")
    answer = await seat.post(HERE + "/publier", sha256=await read_hash(seat))
    assert answer.status_code == 422
    assert "Cochez que vous avez relu" in answer.text
    assert await world.owner.fetchval("SELECT count(*) FROM year_confirmation") == 0
