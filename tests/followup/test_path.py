"""The doctor goes on alone: options, a choice, what is shared, sent; each act once, and nothing sent by looking."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from relais.core.ids import new_id
from relais.core.settings import Settings
from tests.conftest import World
from tests.followup.path_scene import Doctor, case_of, doctor_in
from tests.followup.pressing import Opened, altered, post

pytestmark = pytest.mark.anyio
SHARED = {"shared": ["contact", "context"], "phone": "06 12 34 56 78", "needs": ["addiction"], "departement": "69"}
NOTICE = "Ce qui serait transmis : comment vous joindre, vos besoins et votre département."


@pytest.fixture
def world(filled_world: World) -> World:
    return filled_world


@pytest.fixture
async def doctor(world: World, settings: Settings) -> AsyncIterator[Doctor]:
    async with doctor_in(world, settings) as made:
        yield made


async def sent(doctor: Doctor) -> Opened:
    """The page that says it is sent."""
    page = await doctor.chosen()
    page = await page.press("Relire avant d'envoyer", **SHARED)
    return await page.press("J'accepte : envoyer à ASRA")


async def test_a_doctor_searches_chooses_agrees_and_sends_alone(doctor: Doctor) -> None:
    page = await doctor.options()
    assert "Vous choisissez librement" in page.text
    page = await page.press("Enregistrer mon choix", answer=page.radio("ASRA"))
    assert "Rien n'est encore transmis" in page.text
    assert 'type="checkbox"' in page.html
    assert "checked" not in page.html  # no box is ticked for the doctor
    page = await page.press("Relire avant d'envoyer", **SHARED)
    assert NOTICE in page.text
    assert "06 12 34 56 78" in page.text
    assert await doctor.count("consent") == 0  # nothing is sent by looking
    page = await page.press("J'accepte : envoyer à ASRA")
    assert "Votre demande est partie" in page.text
    assert "(assistante sociale) lit : comment vous joindre, vos besoins et votre département" in page.text
    row = await doctor.owner.fetchrow("SELECT * FROM consent")
    assert (row["mode"], row["evidence"], row["grantor"], row["medium"]) == ("online", "code", "self", "inbox")
    assert (row["recipient_org"], row["recipient_function"]) == ("asra", "assistante sociale")
    assert sorted(row["categories"]) == ["contact", "context"]
    assert row["collected_by"] is None
    assert await doctor.owner.fetchval("SELECT how FROM choice") == "own_session"
    assert await doctor.count("disclosure") == 1
    kept = await doctor.owner.fetch("SELECT category FROM case_part ORDER BY category")
    assert [one["category"] for one in kept] == ["contact", "context"]
    assert await doctor.count("outbox") == 1  # to who reads, without a word of it


async def test_each_page_keeps_the_title_neutral_and_nothing_in_addresses(doctor: Doctor) -> None:
    for page in (await doctor.options(), await doctor.go("/suivi/options"), await sent(doctor)):
        assert "<title>Relais</title>" in page.html
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in page.headers
        assert "?" not in "".join(form.action for form in page.forms)
        assert 'id="quick-exit"' in page.html


async def test_posted_twice_each_step_is_done_once(doctor: Doctor) -> None:
    form = await doctor.go("/suivi/options")
    where, what = form.sent_by("Chercher", needs="addiction", origin="69")
    first, second = await post(doctor.client, where, what), await post(doctor.client, where, what)
    assert "Vous choisissez librement" in second.text
    assert [row["round"] for row in await doctor.referrals()] == [1]
    where, what = first.sent_by("Enregistrer mon choix", answer=first.radio("ASRA"))
    first, second = await post(doctor.client, where, what), await post(doctor.client, where, what)
    assert "Rien n'est encore transmis" in second.text
    assert second.status == 200
    page = await first.press("Relire avant d'envoyer", **SHARED)
    where, what = page.sent_by("J'accepte")
    first, second = await post(doctor.client, where, what), await post(doctor.client, where, what)
    assert (first.status, second.status) == (200, 200)
    assert "Votre demande est partie" in second.text
    assert (await doctor.count("consent"), await doctor.count("disclosure"), await doctor.count("outbox")) == (1, 1, 1)


async def test_a_page_of_another_version_changes_nothing_and_says_so(doctor: Doctor) -> None:
    old = await doctor.options()
    await old.press("Enregistrer mon choix", answer=old.radio("ASRA"))
    late = await old.press("Enregistrer mon choix", answer=old.radio("SPS"), request=str(new_id()))
    assert late.status == 409
    assert "Autre chose a été fait entre-temps" in late.text
    assert [row["recipient_org"] for row in await doctor.referrals()] == ["asra"]


async def test_a_box_ticked_and_left_empty_is_said_beside_it_and_what_was_typed_stays(doctor: Doctor) -> None:
    page = await doctor.chosen()
    page = await page.press("Relire avant d'envoyer", shared=["identity", "contact"], phone="06 12 34 56 78")
    assert page.status == 422
    assert "« Le nom » est coché" in page.text
    assert 'value="06 12 34 56 78"' in page.html
    assert page.html.count("checked") == 2  # the doctor's own ticks
    page = await page.press("Relire avant d'envoyer", shared=[])
    assert "Cochez au moins une information" in page.text
    page = await page.press("Relire avant d'envoyer", shared=["need"], words="Mon code : 000 000 000 000 000 001")
    page = await page.press("J'accepte")
    assert page.status == 409
    assert "ressemble à un code de suivi" in page.text
    assert "Mon code" in page.html
    assert await doctor.count("consent") == 0


async def test_correcting_after_reading_back_finds_all_that_was_typed(doctor: Doctor) -> None:
    page = await (await doctor.chosen()).press("Relire avant d'envoyer", **SHARED, name="Dominique")
    page = await page.press("Corriger")
    assert 'value="Dominique"' in page.html
    assert page.html.count('name="shared"') == 5
    assert [value for name, value in page.form("Relire")[0].fields if name == "shared"] == ["contact", "context"]


async def test_refusing_is_kept_once_without_a_reason_and_changes_nothing(doctor: Doctor) -> None:
    page = await doctor.chosen()
    where, what = page.sent_by("Ne rien transmettre")
    for _ in range(2):
        page = await post(doctor.client, where, what)
        assert page.status == 200
        assert "Rien n'a été transmis" in page.text
        assert "0805 62 01 33" in page.text
    assert [row["answer"] for row in await doctor.owner.fetch("SELECT answer FROM consent")] == ["refused"]
    page = await page.press("Relire le texte et décider à nouveau")
    page = await (await page.press("Relire avant d'envoyer", **SHARED)).press("J'accepte")
    assert "Votre demande est partie" in page.text


async def test_where_nobody_reads_is_said_before_the_choice_and_the_number_is_shown(doctor: Doctor) -> None:
    page = await doctor.options()
    assert "votre demande peut partir d'ici" in page.text
    assert "à appeler vous-même Personne n'y lit" in page.text
    page = await page.press("Enregistrer mon choix", answer=page.radio("SPS"))
    assert "s'appelle directement" in page.text
    assert "0805 23 23 36" in page.text
    page = await page.press("J'appelle moi-même")
    assert "Vous appelez vous-même : rien n'a été transmis" in page.text
    assert "0805 23 23 36" in page.text
    assert [row["state"] for row in await doctor.referrals()] == ["self_contact"]
    assert await doctor.count("consent") == 0


async def test_the_three_other_answers_are_always_there(doctor: Doctor) -> None:
    page = await doctor.options()
    page = await page.press("Enregistrer mon choix", answer="outside")
    assert 'value="outside" checked' in page.html
    page = await doctor.go()
    page = await page.press("Enregistrer mon choix", answer="nothing_now")
    assert "C'est abandonné" in page.text
    page = await doctor.options()
    page = await page.press("Enregistrer mon choix", answer="self_contact")
    assert "0805 62 01 33" in page.text
    assert [row["state"] for row in await doctor.referrals()] == ["cancelled", "self_contact"]


async def test_no_answer_is_a_fault_said_beside_the_list(doctor: Doctor) -> None:
    page = await (await doctor.options()).press("Enregistrer mon choix")
    assert page.status == 422
    assert "Choisissez une réponse." in page.text
    page = await page.press("Enregistrer mon choix", answer=str(new_id()))
    assert page.status == 422
    assert "Choisissez une des réponses de la liste" in page.text


async def test_outside_ones_departement_leaves_out_its_council_and_says_so(doctor: Doctor) -> None:
    page = await doctor.options(needs="financier", around="outside")
    assert "dans votre département, que vous préférez éviter" in page.text
    rows = await doctor.owner.fetch("SELECT service, rank, excluded FROM option_shown")
    assert {row["service"]: row["rank"] for row in rows}["cdom-69"] == 0
    shown = [row["service"] for row in rows if row["rank"]]
    assert len(shown) >= 2
    assert await doctor.owner.fetchval("SELECT reason FROM referral_event") == "outside_departement"


async def test_a_search_that_says_nothing_or_names_no_place_is_a_fault(doctor: Doctor) -> None:
    page = await (await doctor.go("/suivi/options")).press("Chercher")
    assert page.status == 422
    assert "Cochez au moins un besoin" in page.text
    page = await page.press("Chercher", needs="hospitalisation")
    assert "dites d'abord quel est votre département" in page.text
    page = await page.press("Chercher", needs="addiction", around="outside")
    assert "Pour l'éviter" in page.text
    assert await doctor.referrals() == []


async def test_another_search_while_someone_reads_ends_it_and_says_so_before(doctor: Doctor) -> None:
    page = await (await sent(doctor)).press("Changer d'avis")
    assert "met fin à votre accord avec ASRA" in page.text
    assert await doctor.owner.fetchval("SELECT ended_how FROM consent") is None
    page = await page.press("Mettre fin à l'accord et chercher", needs="addiction", origin="69")
    assert "Vous choisissez librement" in page.text
    row = await doctor.owner.fetchrow("SELECT state, round, readable_until FROM referral")
    assert (row["state"], row["round"], row["readable_until"]) == ("options_shown", 2, None)
    assert await doctor.owner.fetchval("SELECT ended_how FROM consent") == "options_shown"


async def test_changing_a_choice_that_was_sent_leads_to_the_search_that_says_what_it_ends(doctor: Doctor) -> None:
    await sent(doctor)
    page = await doctor.go("/suivi/choisir", referral=(await doctor.referrals())[0]["id"])
    assert "met fin à votre accord avec ASRA" in page.text
    assert [row["state"] for row in await doctor.referrals()] == ["sent"]


async def test_the_same_options_can_be_seen_again_in_the_same_order(doctor: Doctor) -> None:
    page = await (await doctor.chosen()).press("Revoir les possibilités")
    assert "Vous choisissez librement" in page.text
    rounds = "SELECT array_agg(service ORDER BY rank) FROM option_shown WHERE rank > 0 GROUP BY round ORDER BY round"
    first, second = [row[0] for row in await doctor.owner.fetch(rounds)]
    assert first == second


async def test_an_ended_referral_is_followed_by_another(doctor: Doctor) -> None:
    page = await doctor.options()
    await page.press("Enregistrer mon choix", answer="nothing_now")
    await doctor.options()
    assert [row["state"] for row in await doctor.referrals()] == ["cancelled", "options_shown"]


async def test_the_council_sees_another_referral_only_when_the_doctor_ticks_it(doctor: Doctor) -> None:
    entered = await case_of(doctor.database, doctor.vault, council="cdom-69")
    other = Doctor(**{name: getattr(doctor, name) for name in doctor.__struct_fields__} | {"entered": entered})
    assert "accompagne aussi cette demande" in (await other.go("/suivi/options")).text
    page = await other.options()
    await page.press("Enregistrer mon choix", answer="nothing_now")
    await other.options(followed="yes")
    assert [row["origin_org"] for row in await other.referrals()] == ["", "cdom-69"]


async def test_someone_elses_referral_is_as_if_it_did_not_exist(doctor: Doctor) -> None:
    await doctor.options()
    theirs = (await doctor.referrals())[0]["id"]
    entered = await case_of(doctor.database, doctor.vault)
    stranger = Doctor(**{name: getattr(doctor, name) for name in doctor.__struct_fields__} | {"entered": entered})
    for path in ("/suivi/options", "/suivi/choisir", "/suivi/accord"):
        page = await stranger.go(path, referral=theirs, request=new_id(), answer="nothing_now", act="again")
        none = await stranger.go(path, referral=new_id(), request=new_id(), answer="nothing_now", act="again")
        assert (page.status, page.html) == (404, none.html)
    assert [row["state"] for row in await doctor.referrals()] == ["options_shown"]


async def test_without_the_mark_of_a_page_nothing_is_done(doctor: Doctor) -> None:
    await doctor.options()
    page = await doctor.go("/suivi/choisir", answer="nothing_now")
    assert page.status == 400
    assert "Ce formulaire est incomplet" in page.text


async def test_a_passage_that_is_over_keeps_what_was_typed(doctor: Doctor) -> None:
    page = await doctor.chosen()
    where, what = page.sent_by("Relire", **SHARED, words="Une phrase à moi")
    page = await post(
        doctor.client, where, [(name, altered(text) if name == "passage" else text) for name, text in what]
    )
    assert page.status == 403
    assert "Redonnez votre code" in page.text
    assert ("words", "Une phrase à moi") in page.form("Continuer")[0].fields


async def test_when_the_text_changed_it_is_read_again_with_what_was_typed(doctor: Doctor, world: Any) -> None:
    page = await (await doctor.chosen()).press("Relire avant d'envoyer", **SHARED)
    await world.owner.execute(
        "INSERT INTO notice (number, body, sha256) SELECT 2, said, sha256(convert_to(said, 'UTF8')) "
        "FROM (SELECT replace(body, 'chiffrées', 'bien chiffrées') AS said FROM notice) AS next"
    )
    page = await page.press("J'accepte")
    assert page.status == 409
    assert "Le texte à lire a changé" in page.text
    assert ("notice", "2") in page.form("Relire")[0].fields
    assert 'value="06 12 34 56 78"' in page.html
    page = await (await page.press("Relire")).press("J'accepte")
    assert "Votre demande est partie" in page.text


async def test_when_the_inbox_is_left_between_two_pages_nothing_is_sent(doctor: Doctor, world: Any) -> None:
    page = await (await doctor.chosen()).press("Relire avant d'envoyer", **SHARED)
    await world.owner.execute("UPDATE inbox_opening SET opened_at = opened_at - $1::interval", timedelta(days=31))
    page = await page.press("J'accepte")
    assert "rien n'est parti" in page.text
    assert "0805 62 01 33" in page.text
    assert await doctor.count("consent") == 0
    assert await doctor.count("case_part") == 0
