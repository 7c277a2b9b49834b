"""What a recipient does: each act, each refusal, the same act twice, and what changed meanwhile."""

from datetime import timedelta
from uuid import UUID

import pytest

from relais.core.clock import PARIS, now
from relais.core.ids import new_id
from relais.referrals.service import withdraw
from tests.accounts.people import add_person
from tests.followup.held import Desk
from tests.inbox.office import PHONE, Recipient, mails

pytestmark = pytest.mark.anyio
DAY = "2026-11-01"
CALLS = ["2026-11-01", "2026-11-02", "2026-11-03"]


async def opened(desk: Desk, mots: Recipient, case: UUID) -> UUID:
    sent = await desk.bring(case, "sent")
    await mots.open(sent.id)
    return sent.id


async def test_the_page_offers_what_can_be_done_now(desk: Desk, mots: Recipient, case: UUID) -> None:
    referral = await opened(desk, mots, case)
    assert (await mots.get(referral)).acts == {"accepted", "declined", "withdrawn"}
    assert (await mots.act(referral, "accepted")).status == 303
    assert (await mots.get(referral)).acts == {"contact_made", "unreachable", "declined", "withdrawn"}
    assert (await mots.act(referral, "contact_made", attempts=[DAY])).status == 303
    page = await mots.get(referral)
    assert page.acts == {"closed", "withdrawn"}
    assert PHONE in page.text
    done = await mots.act(referral, "closed", outcome="follow_up")
    assert done.status == 200
    assert "C'est terminé" in done.text
    kept = await desk.owner.fetch("SELECT to_state, outcome, attempts FROM referral_event WHERE acted_as = 'recipient'")
    assert [(row["to_state"], row["outcome"], len(row["attempts"])) for row in kept] == [
        ("received", None, 0), ("accepted", None, 0), ("contact_made", None, 1), ("closed", "follow_up", 0),
    ]  # fmt: skip


async def test_declining_takes_a_reason_of_the_list_and_ends_the_reading(
    desk: Desk, mots: Recipient, case: UUID
) -> None:
    referral = await opened(desk, mots, case)
    for reason in ("", "je la connais bien"):
        page = await mots.act(referral, "declined", reason=reason)
        assert page.status == 422
        assert "Choisissez un motif de la liste." in page.text
        assert '<details class="panel" open>' in page.html
    done = await mots.act(referral, "declined", reason="knows_the_person")
    assert done.status == 200
    assert "personne d'autre n'a reçu cette orientation" in done.text
    assert (await mots.get(referral)).status == 404
    assert await desk.state(referral) == "declined"


async def test_unreachable_is_said_after_three_calls(desk: Desk, mots: Recipient, case: UUID) -> None:
    referral = await opened(desk, mots, case)
    await mots.act(referral, "accepted")
    few = await mots.act(referral, "unreachable", attempts=CALLS[:2])
    assert few.status == 422
    assert "après trois appels" in few.text
    assert 'value="2026-11-02"' in few.html
    assert (await mots.act(referral, "unreachable", attempts=CALLS)).status == 303
    assert (await mots.get(referral)).acts == {"closed", "withdrawn"}
    assert "Jamais joint" in (await mots.get(referral)).text


async def test_a_contact_takes_a_past_date_and_no_words(desk: Desk, mots: Recipient, case: UUID) -> None:
    referral = await opened(desk, mots, case)
    await mots.act(referral, "accepted")
    to_come = (now().astimezone(PARIS).date() + timedelta(days=2)).isoformat()
    said = {
        "": "Donnez la date de l'appel.",
        "hier": "Une date s'écrit comme 2026-12-24",
        "tout un récit de la personne": "Dates des appels",
        to_come: "ne peut pas être à venir",
    }
    for typed, sentence in said.items():
        page = await mots.act(referral, "contact_made", attempts=[typed])
        assert page.status == 422
        assert sentence in page.text
    assert await desk.state(referral) == "accepted"


async def test_closing_takes_an_outcome_and_never_that_of_the_system(desk: Desk, mots: Recipient, case: UUID) -> None:
    referral = await opened(desk, mots, case)
    await mots.act(referral, "accepted")
    await mots.act(referral, "contact_made", attempts=[DAY])
    for outcome in ("", "no_outcome", "guérie"):
        page = await mots.act(referral, "closed", outcome=outcome)
        assert page.status == 422
        assert "Choisissez une issue de la liste." in page.text
    assert await desk.state(referral) == "contact_made"


async def test_what_is_not_possible_now_is_refused_with_a_sentence(desk: Desk, mots: Recipient, case: UUID) -> None:
    referral = await opened(desk, mots, case)
    for to, more in (("contact_made", {"attempts": [DAY]}), ("closed", {"outcome": "helped"})):
        page = await mots.act(referral, to, **more)
        assert page.status == 409
        assert "Cela n'est pas possible dans l'état de cette orientation." in page.text
        assert page.acts == {"accepted", "declined", "withdrawn"}
    assert await desk.state(referral) == "received"


async def test_a_page_that_is_no_longer_true_is_shown_as_it_is_now(desk: Desk, mots: Recipient, case: UUID) -> None:
    referral = await opened(desk, mots, case)
    seen = (await mots.get(referral)).version
    await mots.act(referral, "accepted")
    page = await mots.act(referral, "declined", seen, reason="no_capacity")
    assert page.status == 409
    assert "Cette orientation a changé entre-temps" in page.text
    assert "contact_made" in page.acts
    assert await desk.state(referral) == "accepted"


async def test_the_same_click_twice_is_one_act(desk: Desk, mots: Recipient, case: UUID) -> None:
    referral = await opened(desk, mots, case)
    seen = (await mots.get(referral)).version
    once = {"request": str(new_id())}
    for _ in range(2):
        assert (await mots.act(referral, "accepted", seen, **once)).status == 303
    await mots.act(referral, "contact_made", attempts=[DAY])
    seen, last = (await mots.get(referral)).version, {"request": str(new_id()), "outcome": "helped"}
    for _ in range(2):
        done = await mots.act(referral, "closed", seen, **last)
        assert done.status == 200
        assert "C'est terminé" in done.text
    assert (await mots.act(referral, "closed", seen, outcome="helped")).status == 404
    assert (
        await desk.owner.fetchval("SELECT count(*) FROM referral_event WHERE to_state IN ('accepted', 'closed')") == 2
    )


async def test_a_form_that_lacks_its_identifier_does_nothing(desk: Desk, mots: Recipient, case: UUID) -> None:
    referral = await opened(desk, mots, case)
    for more in ({"request": ""}, {"request": "x"}, {"version": "deux"}):
        page = await mots.act(referral, "accepted", **({"version": "5"} | more))
        assert page.status == 400
        assert "Ce formulaire est incomplet" in page.text
    assert (await mots.act(referral, "sent", "5")).status == 400
    assert await desk.state(referral) == "received"


async def test_the_persons_word_stops_it_in_two_steps_whatever_the_page_showed(
    desk: Desk, mots: Recipient, case: UUID
) -> None:
    referral = await opened(desk, mots, case)
    page = await mots.get(referral)
    assert "La personne demande d'arrêter" in page.text
    await mots.act(referral, "accepted")
    for _ in range(2):
        done = await mots.act(referral, "withdrawn", page.version)
        assert done.status == 200
        assert "C'est arrêté" in done.text
    assert (await mots.get(referral)).status == 404
    assert await desk.state(referral) == "withdrawn"
    assert await desk.owner.fetchval("SELECT count(*) FROM disclosures_outside_consent") == 0


async def test_the_persons_word_stops_it_before_anyone_opened_it(desk: Desk, mots: Recipient, case: UUID) -> None:
    sent = await desk.bring(case, "sent")
    page = await mots.get(sent.id)
    assert page.acts == {"withdrawn"}
    assert "C'est arrêté" in (await mots.act(sent.id, "withdrawn", page.version)).text
    assert await desk.state(sent.id) == "withdrawn"
    assert await desk.owner.fetchval("SELECT count(*) FROM case_opening WHERE org = 'mots'") == 0


async def test_a_withdrawal_while_the_page_is_open_leaves_nothing_to_click(
    desk: Desk, mots: Recipient, case: UUID
) -> None:
    referral = await opened(desk, mots, case)
    page = await mots.get(referral)
    async with desk.database.acting(await desk.person(case)) as db:
        await withdraw(db, referral, "person")
    click = await mots.act(referral, "accepted", page.version)
    assert click.status == 404
    assert "ne peut plus être lue" in click.text
    assert await desk.state(referral) == "withdrawn"


async def test_each_answer_is_told_to_the_officers_on_duty_without_a_word_of_it(
    desk: Desk, mots: Recipient, case: UUID
) -> None:
    officer = await add_person(desk.owner, desk.vault, "officer", "Alix", council="69")
    await add_person(desk.owner, desk.vault, "officer", "Sacha", council="69", deputy=True)
    await add_person(desk.owner, desk.vault, "officer", "Noa", council="75")
    referral = await opened(desk, mots, case)
    assert await mails(desk) == []
    await mots.act(referral, "accepted")
    await mots.act(referral, "contact_made", attempts=[DAY])
    await mots.act(referral, "closed", outcome="helped")
    sent = await mails(desk)
    assert [account for account, _ in sent] == [officer.account] * 3
    assert {message.subject for _, message in sent} == {"Relais : du nouveau pour vous"}
    reference = await desk.owner.fetchval("SELECT reference FROM aid_case WHERE id = $1", case)
    for _, message in sent:
        assert "/ouvrir/suivis" in message.text
        for word in (reference, PHONE, "cotisations", "MOTS", "accept", str(referral)):
            assert word not in message.text


async def test_a_refused_act_tells_nobody(desk: Desk, mots: Recipient, case: UUID) -> None:
    await add_person(desk.owner, desk.vault, "officer", "Alix", council="69")
    referral = await opened(desk, mots, case)
    await mots.act(referral, "closed", outcome="helped")
    await mots.act(referral, "declined", reason="")
    assert await mails(desk) == []
