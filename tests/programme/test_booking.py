"""A place booked without a name, and given back by its code."""

import asyncio

import pytest

from relais.core.ids import new_id
from tests.followup.pressing import opened, post
from tests.programme.fair import Fair, code_in

pytestmark = pytest.mark.anyio


async def taken(fair: Fair, slug: str) -> int:
    return int(await fair.owner.fetchval("SELECT taken FROM programme_action WHERE slug = $1", slug))


async def test_a_place_is_booked_and_given_back_and_nothing_of_anyone_is_kept(fair: Fair) -> None:
    slug = await fair.published(places="2")
    before = await fair.owner.fetchval("SELECT count(*) FROM journal")
    page = await fair.book(slug)
    assert page.status == 200
    assert "Place n° 1" in page.text
    code = code_in(page)
    assert "1 place libre sur 2" in (await fair.opened(f"/agenda/{slug}")).text
    row = await fair.owner.fetchrow(
        "SELECT b.* FROM slot_booking AS b JOIN programme_action AS a ON a.id = b.action WHERE a.slug = $1", slug
    )
    assert set(row.keys()) == {"action", "number", "request", "code_lookup", "code_verifier"}
    assert code.replace(" ", "") not in str(dict(row))
    box = await fair.opened(f"/agenda/{slug}/annuler")
    back = await box.press("Rendre ma place", code=code)
    assert back.status == 200
    assert "La place n° 1 est rendue" in back.text
    assert await taken(fair, slug) == 0
    assert "2 places libres sur 2" in (await fair.opened(f"/agenda/{slug}")).text
    assert await fair.owner.fetchval("SELECT count(*) FROM journal") == before  # who books is written nowhere


async def test_a_freed_place_is_booked_again_by_somebody_else(fair: Fair) -> None:
    slug = await fair.published(places="1")
    code = code_in(await fair.book(slug))
    full = await fair.book(slug)
    assert full.status == 409
    assert "Toutes les places sont prises" in full.text
    await (await fair.opened(f"/agenda/{slug}/annuler")).press("Rendre ma place", code=code)
    again = await fair.book(slug)
    assert "Place n° 1" in again.text
    assert code_in(again) != code


async def test_the_same_page_sent_again_keeps_its_place_under_a_new_code(fair: Fair) -> None:
    slug = await fair.published(places="1")
    offer = await fair.opened(f"/agenda/{slug}/reserver")
    where, what = offer.sent_by("Réserver une place")
    first, second = await post(offer.client, where, what), await post(offer.client, where, what)
    assert (first.status, second.status) == (200, 200)
    assert await taken(fair, slug) == 1
    box = await fair.opened(f"/agenda/{slug}/annuler")
    assert (await box.press("Rendre ma place", code=code_in(first))).status == 404
    assert (await box.press("Rendre ma place", code=code_in(second))).status == 200


async def test_a_wrong_code_and_that_of_another_action_are_wrong_in_the_same_words(fair: Fair) -> None:
    slug, other = await fair.published(), await fair.published()
    code = code_in(await fair.book(other))
    box = await fair.opened(f"/agenda/{slug}/annuler")
    foreign = await box.press("Rendre ma place", code=code)
    never = await box.press("Rendre ma place", code="000 000 000 000 000 001")
    assert foreign.status == never.status == 404
    assert foreign.text == never.text
    assert "n'ouvre aucune place" in never.text
    slip = await box.press("Rendre ma place", code="000 000 000 000 000 002")
    assert slip.status == 400
    assert "mal recopié" in slip.text
    assert await taken(fair, other) == 1


async def test_a_code_of_a_place_opens_nothing_else(fair: Fair) -> None:
    code = code_in(await fair.book(await fair.published()))
    async with fair.client() as client:
        for path in ("/suivi", "/fiche/lire"):
            assert (await client.post(path, data={"code": code})).status_code == 404


async def test_bookings_are_closed_and_reopened_by_the_organiser_and_places_stay(fair: Fair) -> None:
    slug = await fair.published(places="3")
    code = code_in(await fair.book(slug))
    offer = await fair.opened(f"/agenda/{slug}/reserver")
    where, what = offer.sent_by("Réserver une place")
    action = await fair.owner.fetchval("SELECT id FROM programme_action WHERE slug = $1", slug)
    page = await fair.opened(f"/espace/agenda/{action}", fair.member)
    assert "Numéros pris : 1." in page.text
    assert (await page.press("Fermer les réservations")).status == 303
    closed = await post(offer.client, where, what)
    assert closed.status == 409
    assert "Les réservations sont fermées" in closed.text
    assert "Les réservations sont fermées" in (await fair.opened(f"/agenda/{slug}")).text
    box = await fair.opened(f"/agenda/{slug}/annuler")
    assert (await box.press("Rendre ma place", code=code)).status == 200
    page = await fair.opened(f"/espace/agenda/{action}", fair.member)
    assert (await page.press("Rouvrir les réservations")).status == 303
    assert (await fair.book(slug)).status == 200


async def test_an_action_that_was_cancelled_or_has_begun_takes_no_booking(fair: Fair) -> None:
    for ended in ("cancelled", "begun"):
        slug = await fair.published()
        offer = await fair.opened(f"/agenda/{slug}/reserver")
        if ended == "begun":
            await fair.days_go_by(slug, 0)
        else:
            action = await fair.owner.fetchval("SELECT id FROM programme_action WHERE slug = $1", slug)
            page = await fair.opened(f"/espace/agenda/{action}", fair.member)
            await page.press("Annuler cette action", reason="place")
        late = await offer.press("Réserver une place")
        assert late.status == 409
        assert await taken(fair, slug) == 0


async def test_where_no_place_is_booked_there_is_no_page_to_book(fair: Fair) -> None:
    slug = await fair.published(booking="", places="")
    async with fair.client() as client:
        for path in (f"/agenda/{slug}/reserver", f"/agenda/{slug}/annuler", f"/agenda/{slug}-autre"):
            assert (await client.get(path)).status_code == 404
        assert (await client.post(f"/agenda/{slug}/reserver", data={"request": str(new_id())})).status_code == 404


async def test_one_address_takes_a_handful_of_places_a_day_and_is_told_why_not_more(fair: Fair) -> None:
    slug = await fair.published(places="20")
    await fair.owner.execute("DELETE FROM attempt")
    async with fair.client() as client:
        answers = [
            opened(client, await client.post(f"/agenda/{slug}/reserver", data={"request": str(new_id())}))
            for _ in range(8)
        ]
    assert [one.status for one in answers] == [200] * 6 + [429] * 2
    assert "depuis cette connexion" in answers[-1].text
    assert await taken(fair, slug) == 6


async def test_an_attempt_that_got_no_place_is_not_counted(fair: Fair) -> None:
    slug = await fair.published(places="1")
    code = code_in(await fair.book(slug))
    async with fair.client() as client:
        for _ in range(8):
            full = opened(client, await client.post(f"/agenda/{slug}/reserver", data={"request": str(new_id())}))
            assert (full.status, "Toutes les places sont prises" in full.text) == (409, True)
        await (await fair.opened(f"/agenda/{slug}/annuler")).press("Rendre ma place", code=code)
        again = opened(client, await client.post(f"/agenda/{slug}/reserver", data={"request": str(new_id())}))
    assert "Place n° 1" in again.text


async def test_a_page_without_its_identifier_is_shown_again_and_takes_nothing(fair: Fair) -> None:
    slug = await fair.published()
    client = fair.client()
    page = opened(client, await client.post(f"/agenda/{slug}/reserver", data={}))
    odd = opened(client, await client.post(f"/agenda/{slug}/reserver", data={"request": "x"}))
    await fair.owner.execute("DELETE FROM attempt")
    assert page.status == odd.status == 422
    assert "Cette page était incomplète" in page.text
    assert (await page.press("Réserver une place")).status == 200


async def test_of_many_browsers_that_press_at_once_each_gets_another_place(fair: Fair) -> None:
    slug = await fair.published(places="4")
    await fair.owner.execute("DELETE FROM attempt")
    offers = [await fair.opened(f"/agenda/{slug}/reserver") for _ in range(6)]
    pages = await asyncio.gather(*(offer.press("Réserver une place") for offer in offers))
    assert sorted(page.status for page in pages) == [200] * 4 + [409] * 2
    assert len({code_in(page) for page in pages if page.status == 200}) == 4
