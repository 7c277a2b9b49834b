"""The doctor's own pathway: seen, answered, ended with the code alone, without a cookie."""

import json
from typing import Any

import httpx
import pytest

from tests.accompaniment.walking import Officer, answer, in_days, own_page, pathway_of, steps_of
from tests.followup.held import Desk
from tests.followup.pressing import Opened, post

pytestmark = pytest.mark.anyio


async def proposed(desk: Desk, officer: Officer, **more: Any) -> Any:
    case = await desk.open(coded=False, **more)
    page = await officer.begin(case.case, "own")
    await officer.press(page, "Ajouter l'étape", kind="training", words="Une semaine à Lyon", first_day=in_days(2))
    return case


async def agreed(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient, reminders: str = "none"
) -> tuple[Any, Opened]:
    """A case whose pathway and one step the doctor agreed to, and their page."""
    case = await proposed(desk, officer)
    (step,) = await steps_of(desk, case.case)
    page = await own_page(desk, browser, case)
    return case, await page.press("Oui, je veux ce parcours", reminders=reminders, **answer(step, "agreed"))


async def test_a_doctor_agrees_to_the_whole_and_to_each_step_by_themselves(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    case, page = await agreed(desk, officer, browser)
    assert "C'est noté" in page.text
    assert "Ce qui vient ensuite Formation" in page.text
    (step,) = await steps_of(desk, case.case)
    assert (step["state"], step["mode"], step["evidence"], step["recorded_by"]) == ("agreed", "online", "code", None)
    assert "accepté par le médecin" in (await officer.open(case.case)).text
    assert "en ligne, avec le code de suivi" in (await officer.open(case.case)).text


async def test_nothing_is_ticked_before_the_doctor_answers(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    case = await proposed(desk, officer)
    page = await own_page(desk, browser, case)
    checked = {value for form in page.forms for kind, name, value in form.options if (name, value) in form.fields}
    assert checked == {"", "none"}
    await page.press("Oui, je veux ce parcours")
    assert (await steps_of(desk, case.case))[0]["state"] == "planned"


async def test_a_post_that_says_neither_yes_nor_no_agrees_to_nothing(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    case = await proposed(desk, officer)
    (step,) = await steps_of(desk, case.case)
    page = await own_page(desk, browser, case)
    form = next(one for one in page.forms if ("faire", "accepter") in one.fields)
    fields = [pair for pair in form.fields if pair[0] != "whole"]
    answered = await post(browser, form.action, [*fields, *answer(step, "agreed").items()])
    assert (answered.status, "Ce formulaire est incomplet" in answered.text) == (400, True)
    assert (await pathway_of(desk, case.case))["state"] == "proposed"
    assert (await steps_of(desk, case.case))[0]["state"] == "planned"


async def test_a_doctor_wants_no_pathway(desk: Desk, officer: Officer, browser: httpx.AsyncClient) -> None:
    case = await proposed(desk, officer)
    asked = await own_page(desk, browser, case)
    for _ in range(2):  # a second click says the same
        page = await asked.press("Non, je n'en veux pas")
        assert (page.status, "l'aide reste la même" in page.text) == (200, True)
    assert (await pathway_of(desk, case.case))["ended_how"] == "refused"


async def test_each_step_is_refused_taken_back_and_done(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    case, page = await agreed(desk, officer, browser)
    page = await page.press("Finalement non")
    assert "vous avez dit non" in page.text
    page = await page.press("Finalement oui")
    page = await page.press("C'est fait")
    assert (await steps_of(desk, case.case))[0]["state"] == "done"
    for _ in range(2):  # a second click says the same
        ended = await page.press("Le parcours est allé à son terme")
        assert (ended.status, "il est allé à son terme" in ended.text) == (200, True)


async def test_it_ends_in_two_steps_and_without_a_reason(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    case, page = await agreed(desk, officer, browser)
    page = await page.press("Terminer ce parcours")
    assert "Terminer ce parcours ?" in page.text
    assert (await pathway_of(desk, case.case))["state"] == "agreed"
    page = await page.press("Oui, terminer maintenant")
    assert "vous l'avez terminé" in page.text
    assert "vous étiez d'accord" in page.text
    assert (await pathway_of(desk, case.case))["ended_how"] == "person"


async def test_stopping_everything_ends_the_pathway_too(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    case, page = await agreed(desk, officer, browser)
    page = await post(browser, "/suivi", [("passage", desk.passage(case))])
    assert "Tout arrêter" in page.text
    page = await (await page.press("Tout arrêter")).press("Oui, tout arrêter maintenant")
    assert (await pathway_of(desk, case.case))["ended_how"] == "person"


async def test_a_reminder_stands_on_the_page_where_it_was_chosen_and_only_there(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    _, page = await agreed(desk, officer, browser)
    assert "Rappel Formation" not in page.text
    page = await page.press("Enregistrer ce choix", reminders="page")
    assert "Rappel Formation" in page.text
    page = await page.press("Revenir à mon suivi")
    assert "Rappel : Formation" in page.text


async def test_nobody_is_written_to_where_nobody_accompanies(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    _, page = await agreed(desk, officer, browser)
    assert "Un courriel à mon référent" in page.text
    case = await desk.open(coded=False, council="", origin="person")
    page = await own_page(desk, browser, case)
    assert "Vous n'avez pas de parcours" in page.text
    assert "Un courriel à mon référent" not in page.text


async def test_everything_held_is_shown_printed_and_taken_away(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    case, _ = await agreed(desk, officer, browser)
    fields = [("passage", desk.passage(case))]
    page = await post(browser, "/suivi", fields)
    assert "Votre parcours" in page.text
    assert "Vous avez accepté une étape, en ligne, avec le code de suivi." in page.text
    whole = await post(browser, "/suivi/telecharger", [*fields, ("forme", "page")])
    assert "Une semaine à Lyon" in whole.text
    taken = json.loads((await browser.post("/suivi/telecharger", data=dict([*fields, ("forme", "json")]))).content)
    assert "Une semaine à Lyon" in json.dumps(taken, ensure_ascii=False)
    assert str(officer.person.account) not in json.dumps(taken)


async def test_a_page_of_before_says_what_changed_and_does_nothing(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    case, page = await agreed(desk, officer, browser)
    await officer.press(await officer.open(case.case), "Enregistrer l'étape", kind="inform")
    answered = await page.press("C'est fait")
    assert answered.status == 409
    assert "a changé entre-temps" in answered.text
    assert (await steps_of(desk, case.case))[0]["state"] == "planned"


async def test_the_steps_of_a_parcours_of_before_are_printed_and_taken_away_too(
    desk: Desk, officer: Officer, browser: httpx.AsyncClient
) -> None:
    case, page = await agreed(desk, officer, browser)
    await (await page.press("Terminer ce parcours")).press("Oui, terminer maintenant")
    await officer.begin(case.case)
    fields = [("passage", desk.passage(case))]
    page = await post(browser, "/suivi", fields)
    assert "Une semaine à Lyon" not in page.text
    assert "Lire et répondre" in page.html
    whole = await post(browser, "/suivi/telecharger", [*fields, ("forme", "page")])
    assert "Les étapes d'un parcours d'avant : Formation : « Une semaine à Lyon »" in whole.text
    taken = json.loads((await browser.post("/suivi/telecharger", data=dict([*fields, ("forme", "json")]))).content)
    steps = taken["autres_rubriques"]["Votre parcours"]["etapes"]
    assert [one["words"] for one in steps if one["kind"] == "training"] == ["Une semaine à Lyon"]


async def test_erasing_takes_the_steps_away(desk: Desk, officer: Officer, browser: httpx.AsyncClient) -> None:
    case, _ = await agreed(desk, officer, browser)
    await post(browser, "/suivi/effacer", [("passage", desk.passage(case)), ("sur", "oui")])
    assert await steps_of(desk, case.case) == []
    assert (await pathway_of(desk, case.case))["ended_how"] == "erased"


async def test_a_step_of_another_case_is_not_found(desk: Desk, officer: Officer, browser: httpx.AsyncClient) -> None:
    _, page = await agreed(desk, officer, browser)
    other = await proposed(desk, officer)
    (foreign,) = await steps_of(desk, other.case)
    answered = await page.press("C'est fait", step=str(foreign["id"]))
    assert answered.status == 404
    assert (await steps_of(desk, other.case))[0]["state"] == "planned"
