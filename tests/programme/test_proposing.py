"""Proposing an action, having it read by a second person, ending it."""

from typing import Any

import pytest

from relais.core.ids import new_id
from tests.accounts.people import add_grant
from tests.followup.pressing import post
from tests.programme.fair import BOXES, Fair

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("who", "organiser"), [("member", "asra"), ("officer", "cdom-69"), ("signatory", "carmf")])
async def test_who_speaks_for_an_organisation_proposes_in_its_name(fair: Fair, who: str, organiser: str) -> None:
    person = getattr(fair, who)
    action = await fair.propose(person)
    row = await fair.owner.fetchrow("SELECT * FROM programme_action WHERE id = $1", action)
    assert (row["organiser"], row["proposed_as"], row["state"]) == (organiser, who, "proposed")
    assert row["proposed_by"] == person.account
    page = await fair.opened(f"/espace/agenda/{action}", person)
    assert "attend une seconde personne" in page.text
    assert "mardi 14 janvier 2031, de 9 h 00 à 17 h 30" in page.text.lower()
    assert "1 place de l'Hôpital, Lyon (69)" in page.text
    told = await fair.owner.fetchrow("SELECT * FROM journal WHERE subject_id = $1", str(action))
    assert (told["act"], told["acting_as"], told["organization"]) == ("programme.propose", who, organiser)


async def test_nobody_sees_a_proposal_but_its_organisation_and_the_coordination(fair: Fair) -> None:
    title = "Atelier que personne ne voit encore"
    action = await fair.propose(title=title)
    for path in ("/agenda", "/agenda.ics"):
        async with fair.client() as client:
            assert title not in (await client.get(path)).text
    for person in (fair.officer, fair.signatory, fair.alice):
        assert (await fair.opened(f"/espace/agenda/{action}", person)).status == 404
    assert title in (await fair.opened("/espace/agenda", fair.member)).text
    assert title in (await fair.opened("/coordination/agenda", fair.alice)).text
    assert "action" in (await fair.opened("/coordination", fair.bruno)).text


async def test_a_published_action_is_on_the_calendar_at_once_and_its_proposer_sees_it(fair: Fair) -> None:
    action = await fair.propose(title="Bilan cardiologique du printemps")
    decided = await fair.decide(action)
    assert decided.status == 303
    assert "Bilan cardiologique du printemps" in (await fair.opened("/agenda")).text
    page = await fair.opened(f"/espace/agenda/{action}", fair.member)
    assert "Voir la page publique" in page.text
    assert "Places réservées : 0 sur 3" in page.text
    acts = await fair.owner.fetch("SELECT act FROM journal WHERE subject_id = $1 ORDER BY id", str(action))
    assert [row["act"] for row in acts] == ["programme.propose", "programme.publish"]


async def test_whoever_proposed_does_not_decide_even_by_writing_the_form(fair: Fair) -> None:
    await fair.owner.execute("DELETE FROM role_grant WHERE account = $1 AND role = 'member'", fair.bruno.account)
    await add_grant(fair.owner, fair.bruno.account, "member", organization="sps")
    action = await fair.propose(fair.bruno)
    page = await fair.opened(f"/coordination/agenda/{action}", fair.bruno)
    assert "une autre personne de la coordination la décide" in page.text
    assert "Publier cette action" not in page.text
    for words in ("accepter", "refuser"):
        forced = await fair.client(fair.bruno).post(
            f"/coordination/agenda/{action}/{words}", data=fair.bruno.form(reason="Pour moi.")
        )
        assert forced.status_code == 409
        assert "une autre personne la relit" in forced.text
    assert await fair.owner.fetchval("SELECT state FROM programme_action WHERE id = $1", action) == "proposed"
    assert (await fair.decide(action, fair.alice)).status == 303


async def test_a_refusal_takes_a_reason_which_the_proposer_reads(fair: Fair) -> None:
    action = await fair.propose()
    page = await fair.opened(f"/coordination/agenda/{action}", fair.alice)
    mute = await page.press("Refuser cette action", reason=" ")
    assert mute.status == 422
    assert "Dites pourquoi" in mute.text
    assert (await fair.decide(action, words="Refuser cette action")).status == 303
    assert "La source ne dit rien de tel." in (await fair.opened(f"/espace/agenda/{action}", fair.member)).text
    late = await fair.client(fair.bruno).post(f"/coordination/agenda/{action}/accepter", data=fair.bruno.form())
    assert late.status_code == 409
    assert "déjà été décidée" in late.text


async def test_a_proposal_sent_twice_is_one(fair: Fair) -> None:
    form = await fair.opened("/espace/agenda/proposer", fair.member)
    where, what = form.sent_by("Proposer à la relecture", **BOXES)
    first, second = await post(form.client, where, what), await post(form.client, where, what)
    assert (first.status, second.status) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    action = first.headers["location"].rpartition("/")[2]
    assert await fair.owner.fetchval("SELECT count(*) FROM programme_action WHERE id::text = $1", action) == 1


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({"title": "ab"}, "Donnez un titre"),
        ({"description": None}, "Dites en quelques phrases"),
        ({"kind": ""}, "Choisissez la nature"),
        ({"kind": "fete"}, "n'est pas un choix connu"),
        ({"place": None}, "Dites où elle a lieu"),
        ({"commune": "Nulle-Part-sur-Rien"}, "Écrivez une commune"),
        ({"place": "departement", "departement": "00"}, "Choisissez le département"),
        ({"day": "14 janvier"}, "Écrivez le jour, par exemple"),
        ({"day": ""}, "Écrivez le premier jour, ou aucune date"),
        ({"day": "2020-01-14"}, "Le début est passé"),
        ({"hour": "9 h"}, "Écrivez l'heure du lieu"),
        ({"last_hour": "08:00"}, "La fin vient après le début"),
        ({"last_day": "2033-01-14"}, "Une action dure un an au plus"),
        ({"day": "2031-03-30", "hour": "02:30"}, "Cette heure n'existe pas ce jour-là"),
        ({"places": "0"}, "dites combien de places"),
        ({"places": "501"}, "est trop grand"),
        ({"day": "", "hour": "", "last_hour": ""}, "il faut une date"),
        ({"day": "0001-01-01"}, "Vérifiez l'année"),
        ({"last_day": "9999-12-31"}, "Vérifiez l'année"),
        ({"description": "Appelez le +33 (0)6 30 10 85 57."}, "n'est plus en service"),
        ({"address": "0800 203 007"}, "n'est pas une ligne d'aide aux médecins"),
        ({"source_label": ""}, "Dites d'où vient l'annonce"),
        ({"title": "Journée\u202eeénruoj"}, "signe invisible"),
        ({"organiser": "sps"}, "Choisissez l'organisme"),
    ],
)
async def test_each_fault_is_said_beside_its_box_and_nothing_typed_is_lost(
    fair: Fair, boxes: dict[str, Any], said: str
) -> None:
    form = await fair.opened("/espace/agenda/proposer", fair.member)
    typed = {name: value for name, value in {**BOXES, "contact": "Accueil", **boxes}.items() if value is not None}
    page = await form.press("Proposer à la relecture", **typed)
    assert page.status == 422
    assert said in page.text
    assert 'value="Accueil"' in page.html
    assert form.form("Proposer")[0].fields[1] == page.form("Proposer")[0].fields[1]  # the same act, once


async def test_the_hours_typed_are_those_of_the_place(fair: Fair) -> None:
    action = await fair.propose(commune="Saint-Denis", place="departement", departement="974", hour="09:00")
    row = await fair.owner.fetchrow("SELECT * FROM programme_action WHERE id = $1", action)
    assert row["starts_at"].isoformat() == "2031-01-14T05:00:00+00:00"
    assert (row["zone"], row["departement"], row["commune"]) == ("Indian/Reunion", "974", "")
    assert "de 9 h 00 à 17 h 30 (heure du lieu)" in (await fair.opened(f"/espace/agenda/{action}", fair.member)).text


async def test_a_proposal_is_taken_back_before_it_was_read_and_not_after(fair: Fair) -> None:
    action = await fair.propose()
    page = await fair.opened(f"/espace/agenda/{action}", fair.member)
    where, what = page.sent_by("Reprendre la proposition")
    assert (await post(page.client, where, what)).status == 303
    assert "Proposer une action semblable" in (await fair.opened(f"/espace/agenda/{action}", fair.member)).text
    again = await post(page.client, where, what)
    assert again.status == 409
    assert "déjà terminée, annulée ou retirée" in again.text


@pytest.mark.parametrize("who", ["member", "alice"])
async def test_an_action_is_cancelled_by_its_organiser_or_the_coordination_and_says_why(fair: Fair, who: str) -> None:
    slug = await fair.published(title=f"Formation annulée par {who}")
    action = await fair.owner.fetchval("SELECT id FROM programme_action WHERE slug = $1", slug)
    place = "/espace/agenda" if who == "member" else "/coordination/agenda"
    page = await fair.opened(f"{place}/{action}", getattr(fair, who))
    mute = await page.press("Annuler cette action", reason="")
    assert mute.status == 422
    assert "Choisissez la raison" in mute.text
    assert (await page.press("Annuler cette action", reason="postponed")).status == 303
    again = await page.press("Annuler cette action", reason="postponed")
    assert again.status == 409
    assert "déjà terminée, annulée ou retirée" in again.text
    public = await fair.opened(f"/agenda/{slug}")
    assert "Annulée" in public.text
    assert "elle est reportée" in public.text
    assert "Réserver une place" not in public.text
    assert "annulée" in (await fair.opened("/agenda")).text
    async with fair.client() as client:
        assert "STATUS:CANCELLED" in (await client.get(f"/agenda/{slug}/agenda.ics")).text


async def test_the_coordination_refuses_what_is_not_published_rather_than_cancel_it(fair: Fair) -> None:
    action = await fair.propose(title="Formation à relire")
    path, form = f"/coordination/agenda/{action}/annuler", fair.alice.form(reason="postponed")
    async with fair.client(fair.alice) as client:
        answer = await client.post(path, data=form)
    assert answer.status_code == 409
    assert "refusez-la" in answer.text
    assert await fair.owner.fetchval("SELECT state FROM programme_action WHERE id = $1", action) == "proposed"


async def test_a_former_action_fills_the_form_of_the_next_but_for_its_dates(fair: Fair) -> None:
    slug = await fair.published(title="Dépistage de la rentrée")
    action = await fair.owner.fetchval("SELECT id FROM programme_action WHERE slug = $1", slug)
    form = await fair.opened(f"/espace/agenda/{action}/reprendre", fair.member)
    fields = dict(form.form("Proposer")[0].fields)
    assert (fields["title"], fields["commune"], fields["places"]) == ("Dépistage de la rentrée", "Lyon", "3")
    assert fields["day"] == fields["hour"] == ""
    assert fields["request"] != str(action)
    assert (await fair.opened(f"/espace/agenda/{action}/reprendre", fair.officer)).status == 404


async def test_what_is_not_there_or_not_theirs_is_not_found(fair: Fair) -> None:
    for code in (new_id(), "pas-un-identifiant"):
        assert (await fair.opened(f"/espace/agenda/{code}", fair.member)).status == 404
        assert (await fair.opened(f"/coordination/agenda/{code}", fair.alice)).status == 404
    action = await fair.propose()
    for act in ("retirer", "annuler", "reservations"):
        asked = await fair.client(fair.officer).post(f"/espace/agenda/{action}/{act}", data=fair.officer.form())
        assert asked.status_code == 404
    assert (await fair.opened("/espace/agenda", fair.alice)).status == 404
    assert (await fair.opened("/coordination/agenda", fair.member)).status == 404
