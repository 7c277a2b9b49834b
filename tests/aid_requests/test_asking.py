"""The page where help is asked for: who reads and when, what it takes, what it gives; words of crisis; sent twice."""

import pytest

from relais.cases.code import new_code, spoken
from relais.cases.service import read_parts
from relais.core.context import Context
from tests.aid_requests.asking import COUNCIL, FILLED, NATIONAL, Asker, Office

pytestmark = pytest.mark.anyio
ALARM = "Je veux mourir, j'ai tout préparé."


async def rows(office: Office) -> list[dict[str, object]]:
    """The requests, the latest first."""
    found = await office.owner.fetch("SELECT * FROM aid_request ORDER BY made_at DESC")
    return [dict(row) for row in found]


async def last(office: Office) -> dict[str, object]:
    return (await rows(office))[0]


async def test_the_first_line_says_that_it_is_not_read_at_once_and_who_answers_now(asker: Asker) -> None:
    page = await asker.get()
    assert page.status == 200
    assert "Ce formulaire n'est pas lu tout de suite." in page.first_line
    assert "Qui répond maintenant" in page.text
    assert "0800 288 038" in page.text
    assert "<title>Relais</title>" in page.html


async def test_the_days_on_which_a_council_reads_are_said_before_anything_is_written(
    office: Office, asker: Asker
) -> None:
    chosen = await asker.post(act="choose", where="mine", departement="69")
    assert "n'a pas dit quels jours" in chosen.text
    async with office.database.acting(office.staff()) as db:
        await db.execute("INSERT INTO reading_days (council, days) VALUES ($1, $2)", COUNCIL, ["mon", "thu"])
    chosen = await asker.post(act="choose", where="mine", departement="69")
    assert "lit ses demandes le lundi et le jeudi" in chosen.text
    assert "Ce formulaire n'est pas lu tout de suite." in chosen.text
    await office.owner.execute("DELETE FROM reading_days")


async def test_a_council_where_nobody_reads_is_not_offered_and_the_national_service_is(
    office: Office, asker: Asker
) -> None:
    for act in ("choose", "send"):
        page = await asker.post(**{**FILLED, "act": act, "departement": "30", "request": asker.ticket()})
        assert "Personne ne lit les demandes ici en ce moment" in page.text
        assert "Le service national d'entraide peut recevoir votre demande" in page.text
        assert page.field("words") == "Mes cotisations."  # what was typed goes along
    assert not [row for row in await rows(office) if row["council"] == "cdom-30"]


async def test_only_councils_where_somebody_reads_can_be_chosen(office: Office, asker: Asker) -> None:
    page = await asker.get()
    read, unread = page.html.partition("Quelqu'un y lit")[2].partition("Personne n'y lit en ce moment")[::2]
    assert 'value="69"' in read
    assert 'value="30"' not in read
    assert unread.startswith('" disabled>')
    assert 'value="30"' in unread
    assert "le service national, ci-dessous, peut recevoir la vôtre" in page.text
    assert 'value="national" disabled' not in " ".join(page.html.split())


async def test_a_national_service_where_nobody_reads_is_not_offered_either(office: Office, asker: Asker) -> None:
    gone = "UPDATE account SET entered_at = {} WHERE id = $1"
    await office.owner.execute(gone.format("NULL"), office.national.account)
    page = await asker.get()
    stale = await asker.send(where="national", departement="")
    await office.owner.execute(gone.format("now()"), office.national.account)
    assert 'value="national" disabled' in " ".join(page.html.split())
    assert "appelez plutôt une des lignes ci-dessus" in page.text
    assert "Appelez une des lignes ci-dessus" in stale.text
    assert stale.field("words") == "Mes cotisations."


async def test_the_choice_of_whom_is_asked_for_and_its_fault_is_beside_it(asker: Asker) -> None:
    assert "Choisissez à qui votre demande est adressée" in (await asker.post(act="choose")).text
    page = await asker.post(act="choose", where="mine")
    assert page.status == 422
    assert "Choisissez le département de votre tableau" in page.text


async def test_a_request_ends_with_a_code_that_opens_it(office: Office, asker: Asker) -> None:
    page = await asker.send(alias="Dominique")
    assert page.status == 200
    assert "Votre demande est arrivée" in page.text
    row = await last(office)
    assert (row["council"], row["needs"], row["practice"], row["reach"], row["state"]) == (
        COUNCIL, ["financier", "juridique"], "liberal", "phone", "received",
    )  # fmt: skip
    view = await asker.post("/suivi", code=page.code)
    assert "Votre demande est arrivée. Personne ne l'a encore prise." in view.text
    assert "Personne ne l'a encore ouverte" in view.text


async def test_what_is_written_is_sealed_under_the_key_of_the_case(office: Office, asker: Asker) -> None:
    await asker.send(quiet="oui", email="moi@exemple.fr", alias="Dominique")
    case = (await last(office))["case_id"]
    async with office.database.acting(Context(kind="person", case=case)) as db:  # type: ignore[arg-type]
        parts = await read_parts(db, office.vault, case)  # type: ignore[arg-type]
    assert parts == {
        "contact": {"phone": "06 12 34 56 78", "email": "moi@exemple.fr", "quiet": True},
        "need": {"words": "Mes cotisations."},
        "availability": {"when": "le soir"},
        "context": {"needs": ["financier", "juridique"], "departement": "69", "practice": "liberal"},
    }


async def test_whoever_calls_back_leaves_nothing_but_codes(office: Office, asker: Asker) -> None:
    page = await asker.send(reach="calls_back", phone="", words="", when="")
    assert "Votre demande est arrivée" in page.text
    row = await last(office)
    reference = await office.owner.fetchval("SELECT reference FROM aid_case WHERE id = $1", row["case_id"])
    assert f"citez la référence {reference} , qui n'ouvre rien" in page.text
    assert (row["reach"], row["fingerprint"]) == ("calls_back", None)
    kept = await office.owner.fetch("SELECT category FROM case_part WHERE case_id = $1", row["case_id"])
    assert [one["category"] for one in kept] == ["context"]


async def test_round_the_council_the_national_service_receives_it(office: Office, asker: Asker) -> None:
    page = await asker.send(where="national", words="Autre chose.")  # a département was left chosen in the page
    assert "Votre demande est arrivée" in page.text
    row = await last(office)
    async with office.database.acting(Context(kind="person", case=row["case_id"])) as db:  # type: ignore[arg-type]
        assert (await read_parts(db, office.vault, row["case_id"]))["context"]["departement"] == ""  # type: ignore[arg-type]
    assert row["council"] == NATIONAL
    assert await office.owner.fetchval("SELECT council FROM aid_case WHERE id = $1", row["case_id"]) == NATIONAL
    assert await office.mails() == [("request_waiting", office.national.account)]


async def test_every_fault_is_beside_its_box_and_what_was_typed_is_kept(asker: Asker) -> None:
    page = await asker.send(needs=[], practice="", reach="mail", email="pas une adresse", alias="0612345678")
    assert page.status == 422
    for name in ("needs", "practice", "email", "alias"):
        assert f'id="fault-{name}"' in page.html
    assert "4 points sont à revoir" in page.text
    assert "Mes cotisations." in page.html


async def test_a_code_is_refused_in_every_text(asker: Asker) -> None:
    page = await asker.send(words=f"Mon code : {spoken(new_code())}")
    assert page.status == 422
    assert "fault-words" in page.html


async def test_a_page_that_is_not_ours_is_shown_again_with_all_that_was_typed(office: Office, asker: Asker) -> None:
    before = len(await rows(office))
    page = await asker.send(request="00" * 40)
    assert page.status == 422
    assert "Relisez, puis envoyez" in page.text
    assert "Mes cotisations." in page.html
    assert len(await rows(office)) == before


async def test_posted_again_it_is_one_request_with_a_new_code(office: Office, asker: Asker) -> None:
    ticket = asker.ticket()
    first, before = await asker.send(request=ticket), len(await rows(office))
    again = await asker.send(request=ticket)
    assert "Elle était déjà arrivée" in again.text
    assert len(await rows(office)) == before
    assert (await asker.post("/suivi", code=first.code)).status == 404
    assert (await asker.post("/suivi", code=again.code)).status == 200


async def test_posted_again_later_or_once_erased_its_code_stays_as_it_is(office: Office, asker: Asker) -> None:
    ticket = asker.ticket()
    first = await asker.send(request=ticket)
    await office.age((await last(office))["id"], "31 minutes")  # type: ignore[arg-type]
    again = await asker.send(request=ticket)
    assert again.status == 422
    assert "Cette demande est déjà arrivée" in again.text
    assert "Mes cotisations." not in again.html  # whoever sits there now may be another
    assert again.field("request") != ticket
    view = await asker.post("/suivi", code=first.code)
    assert view.status == 200
    await asker.post("/suivi/effacer", passage=view.field("passage"), sur="oui")
    assert "Cette demande est déjà arrivée" in (await asker.send(request=ticket)).text
    assert (await asker.post("/suivi", code=first.code)).status == 404


# Crisis ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["words", "when", "alias"])
async def test_words_of_crisis_anywhere_show_the_numbers_first_and_stop_nothing(
    office: Office, asker: Asker, field: str
) -> None:
    page = await asker.send(**{field: ALARM})
    assert page.status == 200
    assert page.text.index("3114") < page.text.index("Votre demande est arrivée")
    row = await last(office)
    assert (row["state"], row["urgent"]) == ("received", False)
    assert 'name="premier" value="oui">' in page.html  # offered, unticked
    assert "Voulez-vous être lu en premier ?" in page.text


async def test_a_need_of_crisis_shows_them_too_and_an_ordinary_request_does_not(asker: Asker) -> None:
    assert "Voulez-vous être lu en premier ?" in (await asker.send(needs=["crise_suicidaire"])).text
    calm = await asker.send(words="Une question de retraite.")
    assert "Voulez-vous être lu en premier ?" not in calm.text
    assert "crisis" not in calm.html.partition("<main")[2]


async def test_with_faults_the_numbers_are_first_and_the_box_unticked_in_the_form(asker: Asker) -> None:
    page = await asker.send(words=ALARM, practice="")
    assert page.status == 422
    assert page.text.index("3114") < page.text.index("Votre demande")
    assert 'name="first" value="oui">' in " ".join(page.html.split()).replace('" >', '">')


async def test_being_read_first_tells_the_officer_and_the_deputy_at_once(office: Office, asker: Asker) -> None:
    await asker.send(words=ALARM, first="oui")
    assert (await last(office))["urgent"] is True
    told = {("request_first", office.officer.account), ("request_first", office.deputy.account)}
    assert set(await office.mails()) == told


async def test_asked_after_the_code_it_is_first_once(office: Office, asker: Asker) -> None:
    page = await asker.send(words=ALARM)
    await office.owner.execute("DELETE FROM outbox")
    passage = page.field("passage")
    refused = await asker.post("/demande/premier", passage=passage)
    assert "Rien n'a changé" in refused.text
    for _ in range(2):
        done = await asker.post("/demande/premier", passage=refused.field("passage"), premier="oui")
        assert "C'est noté" in done.text
    assert len(await office.mails()) == 2
    assert (await last(office))["urgent"] is True


async def test_once_somebody_made_contact_nothing_says_that_it_is_first(office: Office, asker: Asker) -> None:
    page = await asker.send(words=ALARM)
    await office.owner.execute("UPDATE aid_request SET state = 'contacted' WHERE id = $1", (await last(office))["id"])
    done = await asker.post("/demande/premier", passage=page.field("passage"), premier="oui")
    assert "n'attend plus" in done.text
    assert (await last(office))["urgent"] is False


async def test_the_national_service_is_not_said_to_have_a_deputy(office: Office, asker: Asker) -> None:
    page = await asker.send(where="national", departement="", words=ALARM, first="oui")
    assert "Les personnes qui y lisent sont prévenues" in page.text
    assert "suppléant" not in page.text
    assert await office.mails() == [("request_first", office.national.account)]


async def test_nobody_is_first_without_words_that_alarm(office: Office, asker: Asker) -> None:
    await asker.send(first="oui")
    assert (await last(office))["urgent"] is False


async def test_an_ordinary_request_tells_the_officer_alone_and_says_nothing(office: Office, asker: Asker) -> None:
    await asker.send()
    assert await office.mails() == [("request_waiting", office.officer.account)]
