"""Deciding: another person than the author, with or without a call, once."""

from datetime import timedelta
from typing import Any

import pytest

from relais.core.clock import now
from relais.core.errors import NotFound, Refused
from relais.core.vault import open_vault
from relais.directory.changes import (
    CallBack,
    LineKey,
    Proposal,
    accept,
    decided_for,
    get_line,
    parse_line_key,
    refuse,
    submit,
    waiting_for,
)
from relais.directory.loading import load_snapshot
from relais.directory.service import Origin, change_field
from tests.directory.persons import Persons, add_actor, add_persons

pytestmark = pytest.mark.anyio
CALLED = Origin(source_label="appel à l'association", source_date_text="2026-03-03")


def call(**more: Any) -> CallBack:
    return CallBack(**{"reached": "secrétariat", "reached_at": now(), "read_back": "04 72 00 00 99"} | more)


@pytest.fixture
async def persons(db: Any, files: Any) -> Persons:
    await files.apply(db, [files.row("a", phone="0800 288 038", phone_toll="free", hours="24/7"), files.row("b")])
    return await add_persons(db)


async def ask(db: Any, who: Any, *wanted: tuple[str, Any], slug: str = "a", position: int = 1) -> list[LineKey]:
    """Propose these values over what is published; the lines that wait."""
    held = {
        row["field"]: row["version_from"]
        for row in await db.fetch("SELECT field, version_from FROM fact WHERE slug = $1 AND version_to IS NULL", slug)
    }
    proposals = [
        Proposal(code=code, value=value, position=position, base_version=held.get(code, 0) if position > 0 else 0)
        for code, value in wanted
    ]
    assert (await submit(db, who, slug, proposals)).conflicts == ()
    return [line.key for line in await waiting_for(db, slug) if line.made_by == who.account]


async def shown(db: Any, slug: str = "a") -> Any:
    return (await load_snapshot(db)).by_slug[slug]


async def status_of(db: Any, line: LineKey) -> str:
    return (await get_line(db, line)).status


async def test_a_second_person_who_called_publishes_a_confirmed_number(db: Any, persons: Persons) -> None:
    [line] = await ask(db, persons.member, ("phone", "04 72 00 00 99"))
    reached = now() - timedelta(hours=3)
    version = await accept(db, persons.first, line, call_back=call(reached_at=reached))
    service = await shown(db)
    assert [(c.value, c.toll, c.state) for c in service.contacts] == [("04 72 00 00 99", "standard", "confirmed")]
    [fact] = [fact for fact in service.facts if fact.field == "phone"]
    assert (fact.confirmed_how, fact.confirmed_at) == ("rappel téléphonique", reached)
    kept = await db.fetchrow("SELECT * FROM call_back")
    assert (kept["reached"], kept["read_back"], kept["version"], kept["request"]) == (
        "secrétariat",
        "04 72 00 00 99",
        version,
        line.request,
    )
    assert kept["made_by"] == persons.first.account
    assert await waiting_for(db, "a") == []


async def test_a_number_accepted_without_a_call_says_so(db: Any, persons: Persons) -> None:
    [line] = await ask(db, persons.member, ("phone", "04 72 00 00 99"))
    await accept(db, persons.first, line)
    [fact] = [fact for fact in (await shown(db)).facts if fact.field == "phone"]
    assert (fact.state, fact.confirmed_how) == ("confirmed", "relu par une seconde personne, sans rappel")
    assert await db.fetchval("SELECT count(*) FROM call_back") == 0


async def test_nobody_decides_their_own_change_under_any_function(db: Any, persons: Persons) -> None:
    for author in (persons.first, persons.member):
        lines = await ask(db, author, ("phone", "04 72 00 00 99"))
        same_person = type(author)(account=author.account, acting_as="coordinator")
        for act in (accept(db, same_person, lines[0]), refuse(db, same_person, lines[0], "non")):
            with pytest.raises(Refused) as refused:
                await act
            assert refused.value.code == "own_change"
    assert [contact.value for contact in (await shown(db)).contacts] == ["0800 288 038"]


async def test_only_a_coordinator_decides(db: Any, persons: Persons) -> None:
    [line] = await ask(db, persons.member, ("phone", "04 72 00 00 99"))
    for acting_as in ("member", "officer", "listener", "auditor", "national", "technician", "account"):
        with pytest.raises(NotFound):
            await accept(db, await add_actor(db, acting_as), line)
        with pytest.raises(NotFound):
            await refuse(db, await add_actor(db, acting_as), line, "non")


async def test_a_refusal_says_why_to_who_proposed_and_changes_nothing(db: Any, persons: Persons) -> None:
    [line] = await ask(db, persons.member, ("phone", "04 72 00 00 99"))
    with pytest.raises(Refused) as refused:
        await refuse(db, persons.first, line, "  ")
    assert (refused.value.code, refused.value.field) == ("reason_missing", "reason")
    await refuse(db, persons.first, line, "Ce numéro ne répond pas.")
    [decided] = await decided_for(db, "a")
    assert (decided.status, decided.decision_reason) == ("refused", "Ce numéro ne répond pas.")
    assert [contact.value for contact in (await shown(db)).contacts] == ["0800 288 038"]


async def test_a_change_is_decided_once(db: Any, persons: Persons) -> None:
    [line] = await ask(db, persons.member, ("hours", "Mo 09:00-12:00"))
    await accept(db, persons.first, line)
    for act in (accept(db, persons.second, line), refuse(db, persons.second, line, "non")):
        with pytest.raises(Refused) as refused:
            await act
        assert (refused.value.code, refused.value.status) == ("change_decided", 409)
    assert (await shown(db)).hours == "Mo 09:00-12:00"


async def test_a_value_that_changed_since_cannot_be_replaced_unseen(db: Any, persons: Persons) -> None:
    [line] = await ask(db, persons.member, ("hours", "Mo 09:00-12:00"))
    await change_field(db, "a", "hours", "Tu 09:00-12:00", CALLED)
    assert (await get_line(db, line)).outdated
    with pytest.raises(Refused) as refused:
        await accept(db, persons.first, line)
    assert refused.value.code == "change_outdated"
    assert (await shown(db)).hours == "Tu 09:00-12:00"
    await refuse(db, persons.first, line, "Changé depuis.")


async def test_the_purpose_and_the_cost_go_with_the_number(db: Any, persons: Persons) -> None:
    wanted = (("phone", "04 72 00 00 99"), ("phone_purpose", "admin"), ("phone_toll", "premium"))
    lines = await ask(db, persons.member, *wanted, position=0)
    phone = next(line for line in lines if line.field == "phone")
    await accept(db, persons.first, phone)
    contact = (await shown(db)).contacts[1]
    assert (contact.value, contact.purpose, contact.toll) == ("04 72 00 00 99", "admin", "premium")
    assert {await status_of(db, line) for line in lines} == {"accepted"}
    assert [c.value for c in (await shown(db)).contacts] == ["0800 288 038", "04 72 00 00 99"]


async def test_a_refused_number_takes_its_purpose_with_it(db: Any, persons: Persons) -> None:
    lines = await ask(db, persons.member, ("email", "aide@exemple.fr"), ("email_purpose", "admin"), position=0)
    await refuse(db, persons.first, next(line for line in lines if line.field == "email"), "Adresse inconnue.")
    assert {await status_of(db, line) for line in lines} == {"refused"}


async def test_what_others_proposed_alike_waits_no_longer(db: Any, persons: Persons) -> None:
    [mine] = await ask(db, persons.member, ("hours", "Mo 09:00-12:00"))
    [theirs] = await ask(db, await add_actor(db, "member"), ("hours", "Mo 09:00-12:00"))
    await accept(db, persons.first, mine)
    assert await status_of(db, theirs) == "superseded"


async def test_a_number_retired_meanwhile_is_not_accepted(db: Any, persons: Persons) -> None:
    [line] = await ask(db, persons.member, ("phone", "04 72 00 00 99"))
    await db.execute("INSERT INTO retired_number (digits, display, never) VALUES ('0472000099', 'x', false)")
    with pytest.raises(Refused) as refused:
        await accept(db, persons.first, line)
    assert refused.value.field == "phone"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reached": " "}, "reached"), ({"read_back": ""}, "read_back"), ({"reached": "x" * 201}, "reached")],
)
async def test_a_call_says_who_was_reached_and_what_was_read_back(
    db: Any, persons: Persons, wrong: dict[str, str], field: str
) -> None:
    [line] = await ask(db, persons.member, ("phone", "04 72 00 00 99"))
    with pytest.raises(Refused) as refused:
        await accept(db, persons.first, line, call_back=call(**wrong))
    assert (refused.value.code, refused.value.field) == ("call_back_incomplete", field)
    assert await status_of(db, line) == "open"


async def test_a_call_is_not_in_the_future(db: Any, persons: Persons) -> None:
    [line] = await ask(db, persons.member, ("phone", "04 72 00 00 99"))
    with pytest.raises(Refused) as refused:
        await accept(db, persons.first, line, call_back=call(reached_at=now() + timedelta(minutes=5)))
    assert refused.value.code == "call_back_ahead"


async def test_every_decision_leaves_a_line_in_the_journal(db: Any, persons: Persons) -> None:
    lines = await ask(db, persons.member, ("phone", "04 72 00 00 99"), ("hours", "Mo 09:00-12:00"))
    by_field = {line.field: line for line in lines}
    await accept(db, persons.first, by_field["phone"], call_back=call())
    await refuse(db, persons.second, by_field["hours"], "Non.")
    rows = await db.fetch(
        "SELECT actor, act, organization, field, detail FROM journal WHERE act <> 'directory.propose' ORDER BY id"
    )
    assert [(row["actor"], row["act"], row["organization"], row["field"]) for row in rows] == [
        (persons.first.account, "directory.accept", "a", "phone"),
        (persons.second.account, "directory.refuse", "a", "hours"),
    ]
    assert rows[0]["detail"]["before"]["display"] == "0800 288 038"
    assert (rows[0]["detail"]["after"]["display"], rows[0]["detail"]["called"]) == ("04 72 00 00 99", True)


async def test_who_proposed_is_written_to_in_the_same_transaction(db: Any, persons: Persons, tmp_path: Any) -> None:
    vault = open_vault(tmp_path / "keys", create=True)
    account = persons.member.account
    await db.execute(
        "UPDATE account SET email_sealed = $2 WHERE id = $1",
        account,
        vault.seal(b"membre@exemple.fr", f"account.email:{account}"),
    )
    lines = await ask(db, persons.member, ("phone", "04 72 00 00 99"), ("hours", "Mo 09:00-12:00"))
    await accept(db, persons.first, lines[0], vault=vault, address="https://relais.exemple.fr")
    await refuse(db, persons.first, lines[1], "Non.", vault=vault, address="https://relais.exemple.fr")
    mails = await db.fetch("SELECT id, kind, account, message_sealed FROM outbox")
    assert {(mail["kind"], mail["account"]) for mail in mails} == {("change_decided", account)}
    texts = [vault.open(mail["message_sealed"], f"outbox.message:{mail['id']}").decode() for mail in mails]
    assert len(texts) == 2
    assert all("https://relais.exemple.fr/ouvrir/espace" in text for text in texts)
    assert not any("04 72" in text for text in texts)


def test_the_key_of_a_line_stands_in_an_address() -> None:
    code = "7f1c9a52-5f0e-4a5b-9d0c-1f2e3d4c5b6a.contact.belle-rive.phone.2.phone"
    key = parse_line_key(code)
    assert (key.subject_id, key.field, key.code) == ("belle-rive/phone/2", "phone", code)
    for wrong in ("", "x.contact.a.phone", "7f1c9a52-5f0e-4a5b-9d0c-1f2e3d4c5b6a.phone"):
        with pytest.raises(NotFound):
            parse_line_key(wrong)


async def test_a_line_that_never_was_is_not_found(db: Any, persons: Persons) -> None:
    key = parse_line_key("7f1c9a52-5f0e-4a5b-9d0c-1f2e3d4c5b6a.contact.a.phone.1.phone")
    for act in (accept(db, persons.first, key), refuse(db, persons.first, key, "non"), get_line(db, key)):
        with pytest.raises(NotFound):
            await act
