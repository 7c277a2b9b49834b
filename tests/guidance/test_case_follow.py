"""After the choice: by telephone, declined and round again, stopped, moved meanwhile; the person's word first."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from relais.core import clock
from relais.core.context import Context
from relais.core.ids import new_id
from relais.core.vault import Vault
from relais.referrals import service
from relais.referrals.model import Agreement, Asked
from tests.guidance.at_case import AGREED, AtDesk, at_case, done
from tests.guidance.browsing import Tab
from tests.profiles.browsing import form_of, words_of

ASKED = {"needs": ["souffrance_psychique"], "origin": ["Lyon"]}


@pytest.fixture
async def desk(officer: Tab, world: Any, vault: Vault) -> AtDesk:
    return await at_case(officer, world, vault)


async def as_recipient(desk: AtDesk, to: Any, reason: str | None = None, organization: str = "mots") -> None:
    """A move made by the body that was written to."""
    context = Context(kind="staff", org=organization, actor=new_id())
    async with desk.database.acting(context) as db:
        held = (await service.inbox(db, organization))[0]
        await service.move(
            db, held.id, Asked(to=to, version=held.version, request=new_id(), reason=reason), "recipient"
        )


async def test_a_body_that_nobody_reads_for_is_said_before_the_choice_and_goes_by_telephone(
    desk: AtDesk, world: Any
) -> None:
    assert "personne n'y lit d'orientation : c'est vous qui appelleriez" in words_of(await desk.page()).lower()
    await desk.bring_to_sent("mots")
    row = await world.owner.fetchrow("SELECT medium, recipient_function FROM disclosure")
    assert tuple(row) == ("telephone", "la personne qui répond au téléphone")
    said = words_of(await desk.page())
    assert "06 08 28 25 89" in said
    done(await desk.post("suite", act="accepted"))
    assert await desk.states() == ["accepted"]
    today = clock.now().date().isoformat()
    done(await desk.post("suite", act="contact_made", attempts=[today]))
    done(await desk.post("suite", act="closed", outcome="helped"))
    assert await desk.states() == ["closed"]
    assert await world.owner.fetchval("SELECT count(*) FROM referral_event WHERE acted_as = 'caller'") == 4
    assert await world.owner.fetchval("SELECT count(*) FROM outbox") == 0


async def test_what_was_heard_on_the_telephone_is_asked_for_whole(desk: AtDesk) -> None:
    await desk.bring_to_sent()
    no_reason = await desk.post("suite", act="declined")
    assert "Choisissez le motif" in words_of(no_reason.text)
    done(await desk.post("suite", act="accepted"))
    day = (clock.now() - timedelta(days=1)).date().isoformat()
    two = await desk.post("suite", act="unreachable", attempts=[day, day])
    assert (two.status_code, two.text.count(f'value="{day}"')) == (422, 2)
    assert "entrez leurs trois dates" in words_of(two.text)
    late = (clock.now() + timedelta(days=9)).date().isoformat()
    assert "futur" in words_of((await desk.post("suite", act="contact_made", attempts=[late])).text)
    done(await desk.post("suite", act="unreachable", attempts=[day, day, day]))
    no_outcome = await desk.post("suite", act="closed", outcome="no_outcome")
    assert (no_outcome.status_code, await desk.states()) == (422, ["unreachable"])


async def test_one_call_posted_again_is_entered_once(desk: AtDesk) -> None:
    await desk.bring_to_sent()
    form = await desk.form("suite")
    for _ in range(2):
        done(await desk.send("suite", form, act="declined", reason="no_capacity"))
    assert await desk.states() == ["declined"]


async def test_a_declined_referral_goes_round_again_with_fresh_options_and_the_doctors_word(
    desk: AtDesk, world: Any
) -> None:
    await desk.read_inbox()
    await desk.bring_to_sent()
    await as_recipient(desk, "received")
    await as_recipient(desk, "declined", "no_capacity")
    page = await desk.page()
    assert "Rien ne repart sans le médecin" in words_of(page)
    assert await world.owner.fetchval("SELECT ended_how FROM consent") == "declined"
    rows = await desk.count("option_shown")
    heard = await desk.post("possibilites#autres", **ASKED, act="search")
    assert heard.status_code == 200
    assert await desk.count("option_shown") == rows  # nothing is written by a search
    done(await desk.send("possibilites", form_in(desk, heard.text), act="keep"))
    assert await desk.states() == ["options_shown"]
    assert await world.owner.fetchval("SELECT max(round) FROM option_shown") == 2
    assert "tour 2" in words_of(await desk.page())
    assert (await desk.count("disclosure"), await desk.count("consent")) == (1, 1)


def form_in(desk: AtDesk, page: str) -> Any:
    return form_of(page, f"{desk.address}/possibilites")


async def test_other_possibilities_before_a_choice_end_this_referral_and_begin_another(
    desk: AtDesk, world: Any
) -> None:
    heard = await desk.post("possibilites#autres", **ASKED, act="outside")
    form = form_in(desk, heard.text)
    for _ in range(2):
        done(await desk.send("possibilites", form, act="keep"))
    assert await desk.states() == ["cancelled", "options_shown"]
    assert await world.owner.fetchval("SELECT reason FROM referral_event WHERE to_state = 'cancelled'") == (
        "outside_departement"
    )
    own = await world.owner.fetch(
        "SELECT o.service FROM option_shown AS o JOIN referral AS r ON r.id = o.referral "
        "JOIN service AS s ON s.slug = o.service "
        "WHERE r.state = 'options_shown' AND o.rank > 0 AND s.slug LIKE 'cdom-69%'"
    )
    assert own == []
    assert "dans le département du médecin" in words_of(await desk.page())


async def test_what_was_not_heard_as_it_is_now_is_told_again(desk: AtDesk) -> None:
    heard = await desk.post("possibilites#autres", **ASKED, act="search")
    form = form_in(desk, heard.text)
    reply = await desk.send("possibilites", {**form, "seen": ["0" * 32]}, act="keep")
    assert reply.status_code == 409
    assert "relisez-la au médecin" in words_of(reply.text)
    assert await desk.states() == ["options_shown"]
    empty = await desk.post("possibilites#autres", act="search")
    assert "Cochez un besoin" in words_of(empty.text)


async def test_the_doctor_calls_alone_or_wants_nothing_now(officer: Tab, world: Any, vault: Vault) -> None:
    for act, state in (("self_contact", "self_contact"), ("nothing_now", "cancelled")):
        desk = await at_case(officer, world, vault)
        done(await desk.post("choix", act=act))
        assert await desk.states() == [state]
        assert await desk.count("consent") == 0
        assert "De nouvelles possibilités" in words_of(await desk.page())


async def test_a_service_named_by_the_doctor_is_found_by_the_same_search(desk: AtDesk, world: Any) -> None:
    asked = await desk.post("choix", option="named", act="choose", words="Nightline")
    assert asked.status_code == 422
    found = await desk.post("choix", option="named", act="find", words="arene")
    assert 'value="arene"' in found.text
    done(await desk.send("choix", await desk.form("choix"), option="named", service="arene", act="choose"))
    row = await world.owner.fetchrow("SELECT option, service, how FROM choice")
    assert tuple(row) == (None, "arene", "spoken")
    assert "qu'il a nommé lui-même" in words_of(await desk.page())


async def test_a_unit_nobody_confirmed_is_told_and_cannot_be_chosen(officer: Tab, world: Any, vault: Vault) -> None:
    unit = await world.owner.fetchval(
        "SELECT slug FROM service WHERE kind = 'hospitalisation_complete' ORDER BY slug LIMIT 1"
    )
    desk = await at_case(officer, world, vault, told=("asra", "mots", unit))
    assert "peut être dite, pas choisie" in words_of(await desk.page())
    option = await world.owner.fetchval("SELECT id FROM option_shown WHERE service = $1", unit)
    assert f'value="{option}"' not in await desk.page()
    forced = await desk.post("choix", option=str(option), act="choose")
    assert forced.status_code == 409
    assert "ne peut pas recevoir d'orientation" in words_of(forced.text)


async def test_stopping_works_from_a_page_that_is_old_and_twice(desk: AtDesk, world: Any) -> None:
    await desk.read_inbox()
    await desk.choose()
    old = await desk.form("arreter")
    done(await desk.post("accord", **AGREED))
    await as_recipient(desk, "received")
    for _ in range(2):
        done(await desk.send("arreter", old))
    assert await desk.states() == ["withdrawn"]
    assert await world.owner.fetchval("SELECT ended_how FROM consent") == "withdrawn"
    assert await world.owner.fetchval("SELECT readable_until FROM referral") is None


async def test_a_page_that_is_behind_is_shown_as_things_are_with_what_was_typed(desk: AtDesk) -> None:
    await desk.choose()
    behind = await desk.form("accord")
    done(await desk.post("arreter"))
    reply = await desk.send("accord", behind, **AGREED)
    assert reply.status_code == 409
    said = words_of(reply.text)
    assert "a changé entre-temps" in said
    assert "arrêtée par la personne" in said
    assert "06 00 00 00 01" in said  # to be read and copied: the form is gone
    assert (await desk.count("consent"), await desk.count("case_part")) == (0, 0)


async def test_a_move_that_is_not_possible_is_refused_with_a_sentence(desk: AtDesk) -> None:
    form = await desk.form("choix")
    fields = {name: form[name] for name in ("referral", "version", "request", "jeton") if name in form}
    reply = await desk.send("suite", fields, act="accepted")
    assert reply.status_code == 409
    assert "n'est pas possible dans l'état" in words_of(reply.text)


async def test_a_declined_referral_may_end_without_another(desk: AtDesk, world: Any) -> None:
    await desk.bring_to_sent()
    done(await desk.post("suite", act="declined", reason="out_of_scope"))
    done(await desk.post("suite", act="closed"))
    assert await desk.states() == ["closed"]
    row = await world.owner.fetchrow("SELECT acted_as, outcome FROM referral_event WHERE to_state = 'closed'")
    assert tuple(row) == ("origin", "no_other_option")


async def test_the_alias_is_changed_and_holds_no_number(desk: AtDesk) -> None:
    done(await desk.post("nom", alias="Docteur Vert"))
    assert "Docteur Vert" in words_of(await desk.page())
    for wrong in ("06 12 34 56 78", "qui@exemple.fr", "a" * 61):
        reply = await desk.post("nom", alias=wrong)
        assert (reply.status_code, f'value="{wrong}"' in reply.text) == (422, True)


async def test_stopping_at_once_from_two_pages_stops(desk: AtDesk) -> None:
    form = await desk.form("arreter")
    replies = await asyncio.gather(*(desk.send("arreter", form) for _ in range(4)))
    assert [reply.status_code for reply in replies] == [303] * 4
    assert await desk.states() == ["withdrawn"]


async def test_the_doctor_may_call_alone_after_a_choice(desk: AtDesk) -> None:
    await desk.choose()
    done(await desk.post("choix", act="self_contact"))
    assert await desk.states() == ["self_contact"]


async def test_an_agreement_given_online_and_not_sent_is_sent_from_here(desk: AtDesk, world: Any) -> None:
    await desk.read_inbox()
    await desk.choose()
    held = await world.owner.fetchrow("SELECT id, version FROM referral")
    async with desk.database.acting(Context(kind="person", case=desk.case)) as db:
        notice = await service.current_notice(db)
        await service.record_consent(
            db,
            held["id"],
            Agreement(
                answer="given",
                grantor="self",
                recipient_org="mots",
                recipient_function="accueil",
                categories=("availability",),
                medium="inbox",
                notice=1,
                notice_sha256=notice.sha256.hex(),
                mode="online",
                evidence="code",
            ),
        )
        asked = Asked(to="consented", version=held["version"], request=new_id())
        await service.move(db, held["id"], asked, "person")
    assert "Rien n'est encore parti" in words_of(await desk.page())
    done(await desk.post("suite", act="sent"))
    assert await desk.states() == ["sent"]
