"""The public calendar: what is shown, in which order, to whoever asks."""

import asyncio
import re

import pytest

from relais.core.settings import Settings
from tests.accounts.people import app_of, client_for
from tests.followup.pressing import Opened, opened
from tests.programme.fair import Fair
from tests.programme.strict_reader import read

pytestmark = pytest.mark.anyio


def titles(page: Opened) -> list[str]:
    return [one.replace("\u202f", " ") for one in re.findall(r'<p class="row-title">\s*<a[^>]*>([^<]*)</a>', page.html)]


async def test_the_calendar_is_filtered_by_month_kind_and_departement_without_a_word_in_the_address(
    fair: Fair,
) -> None:
    await fair.published(title="Filtre du Rhône", day="2032-02-03")
    await fair.published(title="Filtre de Paris", day="2032-02-04", commune="Paris", kind="training")
    await fair.published(title="Filtre de mars", day="2032-03-04")
    await fair.published(
        title="Filtre de toute l'année", kind="passerelle_outside_health", place="online", commune="", address="",
        day="", hour="", last_hour="", booking="", places="",
    )  # fmt: skip
    whole = await fair.opened("/agenda")
    seen = [title for title in titles(whole) if title.startswith("Filtre")]
    assert seen == ["Filtre du Rhône", "Filtre de Paris", "Filtre de mars", "Filtre de toute l&#39;année"]
    for boxes, kept in (
        ({"month": "2032-02"}, ["Filtre du Rhône", "Filtre de Paris", "Filtre de toute l&#39;année"]),
        ({"kind": "training"}, ["Filtre de Paris"]),
        ({"departement": "69"}, ["Filtre du Rhône", "Filtre de mars", "Filtre de toute l&#39;année"]),
        ({"month": "2032-02", "departement": "69", "kind": "screening_day"}, ["Filtre du Rhône"]),
    ):
        page = await whole.press("Afficher", **boxes)
        assert page.status == 200
        assert [title for title in titles(page) if title.startswith("Filtre")] == kept
    none = await whole.press("Afficher", kind="training", departement="2A")
    assert "Rien ne correspond à ce choix" in none.text
    odd = await whole.press("Afficher", month="2032-99", kind="rien", departement="???")
    assert odd.status == 200


async def test_an_action_shows_who_holds_it_where_it_comes_from_and_how_to_ask(fair: Fair) -> None:
    slug = await fair.published(title="Une action bien décrite")
    page = await fair.opened(f"/agenda/{slug}")
    for words in (
        "Tension, glycémie",
        "Secrétariat, 04 72 00 00 00",
        "Tous les médecins",
        "Programme de la semaine de prévention, 1 décembre 2030",
        "3 places libres sur 3",
    ):
        assert words in page.text
    assert '<a href="/structures/asra">' in page.html
    assert "<title>Relais</title>" in page.html


async def test_the_feed_holds_every_dated_action_and_may_be_kept_a_few_minutes(fair: Fair) -> None:
    slug = await fair.published(title="Dans le flux")
    async with fair.client() as client:
        whole = await client.get("/agenda.ics")
        one = await client.get(f"/agenda/{slug}/agenda.ics")
    assert whole.headers["content-type"] == one.headers["content-type"] == "text/calendar; charset=utf-8"
    assert whole.headers["cache-control"] == "public, max-age=300"
    assert f"URL:http://localhost:8000/agenda/{slug}\r\n" in whole.text.replace("\r\n ", "")
    assert one.text.count("BEGIN:VEVENT") == 1
    [event] = read(one.content)
    assert event.text("SUMMARY") == "Dans le flux"
    assert slug in {one.one("URL").rpartition("/")[2] for one in read(whole.content)}
    page = await fair.opened("/agenda")
    assert 'href="webcal://localhost:8000/agenda.ics"' in page.html
    assert "http://localhost:8000/agenda.ics" in page.text  # to be copied where nothing opens


async def test_what_is_over_leaves_the_calendar_and_its_page_says_so(fair: Fair) -> None:
    slug = await fair.published(title="Une action qui sera passée")
    await fair.days_go_by(slug, 1)
    await fair.published(title="Une autre, pour que l'on regarde de nouveau")
    assert "Une action qui sera passée" not in titles(await fair.opened("/agenda"))
    page = await fair.opened(f"/agenda/{slug}")
    assert "Cette action est passée" in page.text
    assert "Réserver" not in page.text
    await fair.days_go_by(slug, 61)
    await fair.published(title="Une troisième")
    assert (await fair.opened(f"/agenda/{slug}")).status == 404


@pytest.mark.long
async def test_what_one_process_publishes_another_shows_within_two_seconds(fair: Fair, tmp_path: object) -> None:
    settings = Settings(var_dir=tmp_path, app_url=fair.world.app_url, worker_url=fair.world.worker_url)  # type: ignore[arg-type]
    other = app_of(settings, fair.vault)
    async with other.lifespan(), client_for(other) as client:
        slug = await fair.published(title="Publiée ailleurs")
        async with asyncio.timeout(2):
            while (await client.get(f"/agenda/{slug}")).status_code != 200:  # noqa: ASYNC110 nothing tells a browser
                await asyncio.sleep(0.05)
        desk = opened(client, await client.post("/", data={"text": "dépistage lyon"}))
        assert "Publiée ailleurs" in desk.text
