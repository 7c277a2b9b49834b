"""A case: what its code opens, what each body reads of it, and what is left once it is erased."""

from typing import Any

import pytest

from relais.accounts.passwords import Passwords
from relais.audit.model import CONSOLE
from relais.cases import entering, service
from relais.cases.code import new_code, spoken
from relais.cases.sealing import CaseKey
from relais.core.context import WORKER, Context
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.core.vault import VaultError
from tests.cases.desk import COUNCIL, OFFICER, STRANGER, Desk, person_of

pytestmark = pytest.mark.anyio
SECRET = {"name": "Zoë Kanari", "phone": "06 12 34 56 78"}


async def test_the_code_alone_opens_the_case(desk: Desk) -> None:
    made = await desk.open(coded=True, alias="le docteur du port")
    entered = await desk.door().enter(spoken(made.code), "192.0.2.1")
    assert entered.case == made.case
    async with desk.database.acting(entered.context) as db:
        shown = await service.case_for(db, desk.vault, made.case)
    assert (shown.alias, shown.council, shown.reference) == ("le docteur du port", COUNCIL, made.reference)


async def test_a_wrong_code_takes_the_same_work_and_the_same_words(desk: Desk, monkeypatch: Any) -> None:
    made = await desk.open(coded=True)
    asked: list[bool] = []

    async def holds(_self: Any, verifier: str | None, _code: str) -> bool:
        asked.append(verifier is not None)
        return False

    monkeypatch.setattr(Passwords, "holds", holds)
    answers = []
    for typed in (new_code(), made.code):
        with pytest.raises(Refused) as refused:
            await desk.door().enter(typed, "192.0.2.1")
        answers.append((refused.value.code, refused.value.sentence, refused.value.status))
    assert asked == [False, True]
    assert len(set(answers)) == 1


async def test_a_slip_is_told_before_anything_is_looked_up(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        await desk.door().enter("111 111 111 111 111 111", "192.0.2.1")
    assert refused.value.code == "code_slip"
    assert await desk.owner.fetchval("SELECT count(*) FROM attempt") == 0


async def test_failures_slow_the_next_ones_and_never_lock_anyone_out(desk: Desk, monkeypatch: Any) -> None:
    made = await desk.open(coded=True)
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(entering, "sleep", sleep)
    monkeypatch.setattr(entering, "FREE", 1)
    door = desk.door()
    for _ in range(3):
        with pytest.raises(Refused):
            await door.enter(new_code(), "192.0.2.1")
    assert (await door.enter(made.code, "192.0.2.1")).case == made.case
    assert waited == [0.0, 0.0, 0.5, 1.0]
    assert (await door.enter(made.code, "192.0.2.2")).case == made.case
    assert waited[-1] == 0.0


async def test_what_is_known_is_read_by_its_council_and_the_person_alone(desk: Desk) -> None:
    made = await desk.open(opened=True)
    async with desk.database.acting(OFFICER) as db:
        await service.write_part(db, desk.vault, made.case, "identity", SECRET)
        await service.write_part(db, desk.vault, made.case, "need", {"codes": ["burnout"]})
    for context in (OFFICER, person_of(made.case)):
        async with desk.database.acting(context) as db:
            parts = await service.read_parts(db, desk.vault, made.case)
        assert parts == {"identity": SECRET, "need": {"codes": ["burnout"]}}
    for context in (STRANGER, person_of(new_id()), Context(kind="public")):
        async with desk.database.acting(context) as db:
            assert await service.read_parts(db, desk.vault, made.case) == {}
            with pytest.raises(NotFound):
                await service.case_for(db, desk.vault, made.case)


async def test_a_text_with_a_code_in_it_is_not_kept(desk: Desk) -> None:
    made = await desk.open()
    async with desk.database.acting(OFFICER) as db:
        with pytest.raises(Refused):
            await service.write_part(db, desk.vault, made.case, "contact", {"note": f"code {new_code()}"})


async def test_nothing_of_a_person_is_in_clear_in_the_tables(desk: Desk) -> None:
    made = await desk.open(alias="Kanari", opened=True)
    async with desk.database.acting(OFFICER) as db:
        await service.write_part(db, desk.vault, made.case, "identity", SECRET)
    kept = ""
    for table in ("aid_case", "case_part", "case_event", "journal"):
        rows = await desk.owner.fetch(f"SELECT t::text AS row FROM {table} AS t")
        kept += "".join(row["row"] for row in rows)
    assert rows
    for canary in ("Kanari", made.code, b"Kanari".hex()):
        assert canary not in kept


async def test_what_is_sealed_opens_for_no_other_case_and_no_other_category(desk: Desk) -> None:
    case, other = new_id(), new_id()
    wrapped = service.new_data_key(desk.vault, case)
    key = CaseKey(desk.vault, case, wrapped)
    sealed = key.seal(b"secret", "need")
    assert key.open(sealed, "need") == b"secret"
    with pytest.raises(VaultError):
        key.open(sealed, "identity")
    with pytest.raises(VaultError):
        CaseKey(desk.vault, other, wrapped)
    assert {len(key.seal(b"x" * size, "need")) for size in (0, 1, 100, 252)} == {284}


async def test_a_new_code_ends_the_former_and_the_person_sees_who_made_it(desk: Desk) -> None:
    made = await desk.open(coded=True)
    fresh = await service.make_code(desk.vault, Passwords())
    async with desk.database.acting(person_of(made.case)) as db:
        await service.replace_code(db, CONSOLE, made.case, fresh, "person")
        events = await service.events_of(db, made.case)
    with pytest.raises(Refused):
        await desk.door().enter(made.code, "192.0.2.1")
    assert (await desk.door().enter(fresh.code, "192.0.2.1")).code_by == "person"
    assert (events[-1].act, events[-1].detail) == ("case.code_replaced", {"by": "person"})


async def test_an_erased_case_keeps_its_chain_and_nothing_else(desk: Desk) -> None:
    made = await desk.open(coded=True, alias="x", opened=True)
    async with desk.database.acting(OFFICER) as db:
        await service.write_part(db, desk.vault, made.case, "identity", SECRET)
    async with desk.database.acting(person_of(made.case)) as db:
        await service.erase_case(db, CONSOLE, made.case)
        assert await service.read_parts(db, desk.vault, made.case) == {}
    with pytest.raises(Refused):
        await desk.door().enter(made.code, "192.0.2.1")
    row = await desk.owner.fetchrow("SELECT * FROM aid_case WHERE id = $1", made.case)
    emptied = ("data_key_wrapped", "kek", "code_lookup", "code_verifier", "alias_sealed")
    assert [row[name] for name in emptied] == [None] * 5
    assert await desk.acts(made.case) == ["case.opened", "case.opened_by", "case.erased"]


async def test_closing_brings_the_end_date_nearer_by_the_database(desk: Desk) -> None:
    made = await desk.open()
    async with desk.database.acting(OFFICER) as db:
        await service.close_case(db, CONSOLE, made.case)
        await service.close_case(db, CONSOLE, made.case)
        assert await service.live_cases(db, desk.vault, COUNCIL) == []
    until = await desk.owner.fetchval("SELECT ends_on = skeleton_ends_on(paris_day(closed_at)) FROM aid_case")
    assert until, "30 June of the year after"
    assert await desk.acts(made.case) == ["case.opened", "case.closed"]


async def test_a_council_lists_its_live_cases_and_finds_one_by_its_reference(desk: Desk) -> None:
    first, second, other = await desk.open(), await desk.open(), await desk.open("cdom-75")
    async with desk.database.acting(OFFICER) as db:
        listed = [case.id for case in await service.live_cases(db, desk.vault, COUNCIL)]
        assert await service.find_case(db, first.reference.lower()) == first.case
        with pytest.raises(NotFound):
            await service.find_case(db, other.reference)
    assert listed == [second.case, first.case]


async def test_what_is_told_of_a_case_is_chained_with_the_body_that_did_it(desk: Desk) -> None:
    made = await desk.open()
    async with desk.database.acting(OFFICER) as db:
        await service.tell_event(db, made.case, "case.read", {"reason": "call_back"})
        last = (await service.events_of(db, made.case))[-1]
    assert (last.seq, last.org, last.actor_kind, last.detail) == (2, COUNCIL, "staff", {"reason": "call_back"})


async def test_a_database_opened_without_the_key_acts_for_nobody(desk: Desk) -> None:
    from relais.core.db import Database

    plain = Database(desk.world.app_url)
    with pytest.raises(LookupError):
        async with plain.acting(WORKER):
            pass
