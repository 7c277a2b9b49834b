"""A case handed over: proposed by its council, agreed to or refused by the doctor, and what each reads afterwards."""

from typing import Any

import httpx
import pytest

from relais.accompaniment import handing
from relais.accompaniment.service import accompaniment_of
from relais.cases.service import events_of, read_parts
from tests.accompaniment.walking import HERE, Officer, answer, own_page, pathway_of, steps_of
from tests.followup.held import SAID, Desk
from tests.followup.pressing import Opened

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("paris")]  # there is somewhere to go
PARIS = "cdom-75"


async def council_of(desk: Desk, case: Any) -> str:
    return str(await desk.owner.fetchval("SELECT council FROM aid_case WHERE id = $1", case.case))


async def proposed(desk: Desk, officer: Officer, **more: Any) -> Any:
    """A case with words, a contact and a pathway agreed to, that Paris would follow."""
    case = await desk.open(coded=False, alias="Marguerite", **more)
    await desk.say(case.case, SAID)
    page = await officer.begin(case.case, "own")
    await officer.press(page, "Ajouter l'étape", kind="other")
    (step,) = await steps_of(desk, case.case)
    await officer.hear(case.case, whole="agreed", **answer(step, "agreed"))
    page = await officer.press(await officer.open(case.case), "Proposer au médecin", to=PARIS)
    assert "Rien ne change tant que le médecin n'a pas répondu" in page.text
    return case


async def asked(desk: Desk, browser: httpx.AsyncClient, case: Any) -> Opened:
    page = await own_page(desk, browser, case)
    assert "propose que votre dossier soit suivi par" in page.text
    assert "Paris" in page.text
    return page


async def test_a_hand_over_refused_by_the_doctor_changes_nothing(
    desk: Desk, officer: Officer, paris: Officer, browser: httpx.AsyncClient
) -> None:
    case = await proposed(desk, officer)
    page = await (await asked(desk, browser, case)).press("Je refuse")
    assert "rien ne change" in page.text
    assert await council_of(desk, case) == "cdom-69"
    assert "refusé par le médecin" in (await officer.open(case.case)).text
    assert (await paris.get(f"{HERE}/{case.case}")).status == 404


async def test_a_hand_over_agreed_to_passes_what_was_ticked_and_closes_the_rest(
    desk: Desk, officer: Officer, paris: Officer, browser: httpx.AsyncClient
) -> None:
    case = await proposed(desk, officer)
    page = await (await asked(desk, browser, case)).press("J'accepte", passes=["contact", "pathway"])
    assert "Le conseil d'avant n'y lit plus rien" in page.text
    assert await council_of(desk, case) == PARIS
    assert (await officer.get(f"{HERE}/{case.case}")).status == 404
    assert (await officer.get(f"/orientations/{case.case}")).status == 404
    page = await paris.open(case.case)
    assert "accepté par le médecin" in page.text
    assert "Marguerite" not in page.text
    context = desk.staff(PARIS, paris.person.account)
    async with desk.database.acting(context) as db:
        assert list(await read_parts(db, desk.vault, case.case)) == ["contact"]
        assert {one.act for one in await events_of(db, case.case)} == {"handover.agreed", "case.opened_by"}
    async with desk.database.acting(await desk.person(case.case)) as db:
        assert set(await read_parts(db, desk.vault, case.case)) == {"contact", "need"}


async def test_nothing_is_ticked_before_and_nothing_ticked_passes_nothing(
    desk: Desk, officer: Officer, paris: Officer, browser: httpx.AsyncClient
) -> None:
    case = await proposed(desk, officer)
    page = await asked(desk, browser, case)
    offered = {value for form in page.forms for kind, name, value in form.options if name == "passes"}
    assert offered == {"alias", "contact", "need", "pathway"}  # what there is, and nothing else
    assert not [pair for form in page.forms for pair in form.fields if pair[0] == "passes"]
    await page.press("J'accepte")
    assert (await pathway_of(desk, case.case))["ended_how"] == "handed_over"
    page = await paris.open(case.case)
    assert "Préparer un parcours avec le médecin" in page.text
    assert (await steps_of(desk, case.case))[0]["state"] == "agreed"  # the doctor's, for thirty days


async def test_a_hand_over_agreed_to_aloud_is_recorded_and_closes_the_page(
    desk: Desk, officer: Officer, paris: Officer
) -> None:
    case = await proposed(desk, officer)
    page = await officer.open(case.case)
    form = next(one for one in page.forms if one.action.endswith("/passage"))
    fields = dict(form.fields)
    refused = await officer.client.post(form.action, data={**fields, "act": "agreed"})
    assert refused.status_code == 422
    sent = {**fields, "act": "agreed", "how": "phone_read", "passes": ["alias"]}
    answered = await officer.client.post(form.action, data=sent)
    assert "Le dossier est confié" in answered.text
    row = await desk.owner.fetchrow("SELECT * FROM handover WHERE case_id = $1", case.case)
    assert (row["state"], row["mode"], row["recorded_by"]) == ("agreed", "oral_phone", officer.person.account)
    assert (await officer.get(f"{HERE}/{case.case}")).status == 404
    assert "Marguerite" in (await paris.get(HERE)).text or "Marguerite" in (await paris.open(case.case)).text


async def test_a_hand_over_refused_aloud_leaves_the_page_open(desk: Desk, officer: Officer) -> None:
    case = await proposed(desk, officer)
    page = await officer.open(case.case)
    form = next(one for one in page.forms if one.action.endswith("/passage"))
    sent = {**dict(form.fields), "act": "refused", "how": "written"}
    assert (await officer.client.post(form.action, data=sent)).status_code == 303
    assert "refusé par le médecin" in (await officer.open(case.case)).text


async def test_a_proposal_is_taken_back(desk: Desk, officer: Officer, browser: httpx.AsyncClient) -> None:
    case = await proposed(desk, officer)
    page = await officer.press(await officer.open(case.case), "Retirer cette proposition")
    assert "retiré" in page.text
    page = await own_page(desk, browser, case)
    assert "retiré par le conseil" in page.text
    assert "J'accepte" not in page.text


async def test_another_officer_of_the_same_council_takes_over_with_the_doctors_agreement(
    desk: Desk, officer: Officer, deputy: Officer, browser: httpx.AsyncClient
) -> None:
    case = await desk.open(coded=False)
    await officer.begin(case.case)
    await officer.hear(case.case, whole="agreed")
    to = f"cdom-69+{deputy.person.account}"
    await officer.press(await officer.open(case.case), "Proposer au médecin", to=to)
    page = await own_page(desk, browser, case)
    assert "un autre référent du même conseil" in page.text
    assert "Alix" not in page.text
    await page.press("J'accepte")
    assert (await pathway_of(desk, case.case))["officer"] == deputy.person.account
    assert await council_of(desk, case) == "cdom-69"
    assert (await officer.open(case.case)).status == 200


async def test_only_who_can_receive_is_offered(desk: Desk, officer: Officer, paris: Officer, serve: Any) -> None:
    case = await desk.open(coded=False)
    page = await officer.open(case.case)
    assert 'value="cdom-75"' in page.html
    assert 'value="cdom-01"' not in page.html
    assert f"+{officer.person.account}" not in page.html
    answered = await officer.press(page, "Proposer au médecin", to="cdom-01")
    assert (answered.status, "Choisissez dans la liste" in answered.text) == (422, True)


async def test_a_live_referral_follows_or_goes_on_without_a_council(
    desk: Desk, officer: Officer, paris: Officer, browser: httpx.AsyncClient
) -> None:
    for passes, origin in (["referrals"], PARIS), ([], ""):
        case = await desk.open(coded=False)
        referral = await desk.bring(case.case, "accepted")
        await officer.press(await officer.open(case.case), "Proposer au médecin", to=PARIS)
        await (await own_page(desk, browser, case)).press("J'accepte", passes=passes)
        sql = "SELECT origin_org FROM referral WHERE id = $1"
        assert await desk.owner.fetchval(sql, referral.id) == origin
        assert await desk.readable("mots", case.case)
        assert await desk.owner.fetchval("SELECT count(*) FROM disclosures_outside_consent") == 0
        assert await desk.owner.fetchval("SELECT count(*) FROM referrals_out_of_step") == 0
        assert (await officer.get(f"/orientations/{case.case}")).status == 404
        async with desk.database.acting(desk.staff("cdom-69")) as db:
            assert (await accompaniment_of(db, desk.vault, case.case)).handovers == ()


async def test_who_receives_is_told_that_something_is_new_and_nothing_more(
    desk: Desk, officer: Officer, paris: Officer, browser: httpx.AsyncClient
) -> None:
    case = await proposed(desk, officer)
    await desk.owner.execute("DELETE FROM outbox")
    page = await asked(desk, browser, case)
    await page.press("J'accepte")
    again = await page.press("J'accepte")  # a second click: accepted already, and nobody is told twice
    assert "C'est accepté" in again.text
    rows = await desk.owner.fetch("SELECT kind, account FROM outbox")
    assert [(row["kind"], row["account"]) for row in rows] == [("referral_moved", paris.person.account)]
    assert handing.following("https://exemple.fr").subject == "Relais : du nouveau pour vous"
