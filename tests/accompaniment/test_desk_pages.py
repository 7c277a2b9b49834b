"""A pathway made with the doctor, by who accompanies: proposed, answered aloud, changed, settled, ended."""

from typing import Any

import httpx
import pytest

from relais.cases.code import new_code, spoken
from relais.core.context import Context
from relais.core.ids import new_id
from tests.accompaniment.walking import HERE, Officer, answer, in_days, own_page, pathway_of, steps_of
from tests.followup.held import Desk

pytestmark = pytest.mark.anyio


async def test_a_plan_is_proposed_and_nothing_of_it_is_agreed(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    page = await officer.begin(case.case)
    assert "proposé au médecin" in page.text
    steps = await steps_of(desk, case.case)
    assert [one["kind"] for one in steps] == [
        "treating_doctor", "psychiatrist", "addictologist", "hospital_away", "follow_up_near_home",
    ]  # fmt: skip
    assert {one["state"] for one in steps} == {"planned"}
    assert (await pathway_of(desk, case.case))["state"] == "proposed"


async def test_the_words_of_a_step_are_sealed_for_that_step(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    page = await officer.begin(case.case, "own")
    words = "Revoir la docteure Untel en janvier"
    page = await officer.press(page, "Ajouter l'étape", kind="other", words=words)
    assert words in page.text
    (step,) = await steps_of(desk, case.case)
    assert len(step["sealed"]) == 284
    assert words.encode() not in step["sealed"]


async def test_what_the_doctor_said_aloud_is_recorded_as_theirs_step_by_step(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    await officer.begin(case.case)
    first, second, *_ = await steps_of(desk, case.case)
    boxes = {**answer(first, "agreed"), **answer(second, "refused")}
    page = await officer.hear(case.case, whole="agreed", how="present_read", **boxes)
    assert "accepté par le médecin" in page.text
    steps = await steps_of(desk, case.case)
    assert [one["state"] for one in steps] == ["agreed", "refused", "planned", "planned", "planned"]
    assert (steps[0]["mode"], steps[0]["evidence"]) == ("oral_present", "read_back")
    assert steps[0]["recorded_by"] == officer.person.account
    assert (await pathway_of(desk, case.case))["reminders"] == "none"


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ({"how": ""}, "Dites comment le médecin l'a dit"),
        ({"whole": ""}, "Dites ce que le médecin répond"),
        ({"whole": "refused"}, "aucune étape ne peut être acceptée"),
    ],
)
async def test_an_answer_that_is_not_whole_is_given_back(
    desk: Desk, officer: Officer, boxes: dict[str, str], words: str
) -> None:
    case = await desk.open(coded=False)
    await officer.begin(case.case)
    step = (await steps_of(desk, case.case))[0]
    page = await officer.hear(case.case, **{"whole": "agreed", "how": "written", **answer(step, "agreed"), **boxes})
    assert page.status == 422
    assert words in page.text
    assert f'value="agreed:{step["version"]}" checked' in " ".join(page.html.split())
    assert (await pathway_of(desk, case.case))["state"] == "proposed"


async def test_a_doctor_who_wants_no_pathway_ends_it_there(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    await officer.begin(case.case)
    page = await officer.hear(case.case, whole="refused")
    assert "le médecin ne l'a pas voulu" in page.text
    assert (await pathway_of(desk, case.case))["ended_how"] == "refused"
    page = await officer.begin(case.case, "return")
    assert "proposé au médecin" in page.text


async def test_a_changed_step_awaits_the_doctor_again(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    await officer.begin(case.case, "reconversion")
    step = (await steps_of(desk, case.case))[0]
    await officer.hear(case.case, whole="agreed", **answer(step, "agreed"))
    page = await officer.press(
        await officer.open(case.case), "Enregistrer l'étape", kind="talk_over", who="body", body="mots",
        first_day=in_days(3), last_day=in_days(9),
    )  # fmt: skip
    assert page.status == 200
    step = (await steps_of(desk, case.case))[0]
    assert (step["state"], step["who"], step["who_slug"], step["version"]) == ("planned", "service", "mots", 3)
    assert "réponse attendue" in page.text


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ({"kind": ""}, "Choisissez de quelle étape"),
        ({"kind": "other", "last_day": in_days(2)}, "donnez aussi le début"),
        ({"kind": "other", "first_day": in_days(4), "last_day": in_days(2)}, "La fin vient après le début"),
        ({"kind": "other", "who": "body", "body": "Nulle part"}, "Aucune structure de ce nom"),
        ({"kind": "other", "words": "code 482 051 937 640 118 275"}, "code de suivi"),
        ({"kind": "other", "position": "0"}, "Rang"),
    ],
)
async def test_a_step_at_fault_is_given_back_as_it_was_typed(
    desk: Desk, officer: Officer, boxes: dict[str, str], words: str
) -> None:
    case = await desk.open(coded=False)
    page = await officer.begin(case.case, "own")
    boxes = {"words": "Gardé tel quel", **boxes}
    if "code" in boxes["words"]:
        boxes["words"] = f"Son code : {spoken(new_code())}"
    page = await officer.press(page, "Ajouter l'étape", **boxes)
    assert page.status == 422
    assert words in page.text
    assert boxes["words"] in page.html
    assert await steps_of(desk, case.case) == []


async def test_steps_are_done_left_aside_and_the_pathway_comes_to_its_term(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    page = await officer.begin(case.case, "own")
    for kind in ("other", "training"):
        page = await officer.press(page, "Ajouter l'étape", kind=kind)
    first, second = await steps_of(desk, case.case)
    await officer.hear(case.case, whole="agreed", **answer(first, "agreed"))
    page = await officer.press(await officer.open(case.case), "C'est fait")
    assert "Il est allé à son terme" not in page.text
    form = next(one for one in page.forms if ("step", str(second["id"])) in one.fields and "suite" in one.action)
    await officer.client.post(form.action, data=dict(form.fields) | {"act": "skipped"})
    settled = await officer.open(case.case)
    for _ in range(2):  # a second click says the same
        page = await officer.press(settled, "Il est allé à son terme")
        assert (page.status, "il est allé à son terme" in page.text) == (200, True)
    assert [one["state"] for one in await steps_of(desk, case.case)] == ["done", "skipped"]


async def test_it_ends_on_the_doctors_word_and_says_how_it_was_said(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    await officer.begin(case.case)
    page = await officer.press(await officer.open(case.case), "Terminer, à la demande du médecin")
    assert (page.status, "Dites comment le médecin l'a dit" in page.text) == (422, True)
    page = await officer.press(page, "Terminer, à la demande du médecin", how="phone_read")
    assert "Terminé le" in page.text


async def test_a_pathway_that_the_doctor_does_not_want_ends_once(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    asked = await officer.begin(case.case)
    for _ in range(2):
        page = await officer.press(asked, "Enregistrer ce qu'il a dit", whole="refused", how="written")
        assert (page.status, "le médecin ne l'a pas voulu" in page.text) == (200, True)
    assert await desk.acts(case, "pathway.ended") == 1


async def test_reminders_are_changed_as_the_doctor_says(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    await officer.begin(case.case)
    await officer.hear(case.case, whole="agreed")
    page = await officer.press(await officer.open(case.case), "Changer les rappels", reminders="page", how="phone_read")
    assert "Rappels : sur sa page" in page.text
    assert await desk.acts(case, "pathway.reminders") == 1


async def test_a_page_sent_twice_does_its_act_once(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    page = await officer.open(case.case)
    for _ in range(2):
        assert (await page.press("Préparer ce parcours", plan="care")).status == 303
    page = await officer.open(case.case)
    for _ in range(2):
        assert (await page.press("Ajouter l'étape", kind="other")).status == 303
    assert len(await steps_of(desk, case.case)) == 6
    page = await officer.open(case.case)
    step = (await steps_of(desk, case.case))[0]
    for _ in range(2):
        answered = await page.press(
            "Enregistrer ce qu'il a dit", whole="agreed", how="phone_read", **answer(step, "agreed")
        )
        assert answered.status == 303
    assert await desk.acts(case, "pathway.agreed") == 1
    assert await desk.acts(case, "pathway.step_agreed") == 1


async def test_an_older_page_is_told_so_and_keeps_what_was_typed(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    page = await officer.begin(case.case)
    step = (await steps_of(desk, case.case))[0]
    await officer.press(page, "Enregistrer l'étape", kind="other")
    answered = await page.press(
        "Enregistrer ce qu'il a dit", whole="agreed", how="phone_read", **answer(step, "agreed")
    )
    assert answered.status == 409
    assert "a changé entre-temps" in answered.text
    assert (await pathway_of(desk, case.case))["state"] == "proposed"  # all of it, or nothing


async def test_what_is_another_councils_answers_as_what_does_not_exist(
    desk: Desk, officer: Officer, paris: Officer
) -> None:
    case = await desk.open(coded=False)
    await officer.begin(case.case)
    for path in (f"{HERE}/{case.case}", f"{HERE}/{new_id()}", f"{HERE}/rien"):
        assert (await paris.get(path)).status == 404
    sent = paris.person.form(request=str(new_id()), plan="care")
    for path in ("plan", "etape", "reponse", "suite", "rappels", "confier", "retirer", "passage", "terminer", "ouvrir"):
        assert (await paris.client.post(f"{HERE}/{case.case}/{path}", data=sent)).status_code == 404
    assert str(case.case) not in (await paris.get(HERE)).html


async def test_the_list_says_what_comes_next_without_a_step_or_a_word(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False, alias="Marguerite")
    page = await officer.begin(case.case, "own")
    page = await officer.press(page, "Ajouter l'étape", kind="psychiatrist", words="Bien choisi", first_day=in_days(5))
    step = (await steps_of(desk, case.case))[0]
    listed = (await officer.get(HERE)).text
    assert "Marguerite" in listed
    assert "1 réponse attendue" in listed
    await officer.hear(case.case, whole="agreed", **answer(step, "agreed"))
    listed = (await officer.get(HERE)).text
    assert "prochaine étape le" in listed
    assert "Psychiatre" not in listed
    assert "Bien choisi" not in listed


async def test_every_opening_is_told_and_each_session_says_why(desk: Desk, officer: Officer, deputy: Officer) -> None:
    case = await desk.open(coded=False)
    await officer.begin(case.case)
    page = await deputy.get(f"{HERE}/{case.case}")
    assert "Pourquoi ouvrez-vous ce dossier" in page.text
    assert "Médecin traitant" not in page.text
    await deputy.open(case.case)
    assert await desk.acts(case, "case.opened_by") == 2


async def test_a_step_shows_the_referral_that_carries_it(desk: Desk, officer: Officer) -> None:
    case = await desk.open(coded=False)
    referral = await desk.bring(case.case, "sent")
    page = await officer.begin(case.case, "own")
    page = await officer.press(page, "Ajouter l'étape", kind="other", referral=str(referral.id))
    assert "MOTS (envoyée)" in page.text
    foreign = await desk.bring((await desk.open(coded=False)).case, "draft")
    page = await officer.press(page, "Ajouter l'étape", kind="other", referral=str(foreign.id))
    assert (page.status, "n'est pas de ce dossier" in page.text) == (409, True)


async def test_the_national_service_accompanies_its_own_cases(
    desk: Desk, serve: Any, browser: httpx.AsyncClient
) -> None:
    national = await serve("national", "Noé")
    body = "cnom-ecoute"
    case = await desk.open(coded=False, council=body)
    await national.begin(case.case)
    assert "Voulez-vous être accompagné ainsi" in (await own_page(desk, browser, case)).text
    async with desk.database.acting(Context(kind="staff", org=body)) as db:
        assert await db.fetchval("SELECT count(*) FROM pathway WHERE case_id = $1", case.case) == 1
