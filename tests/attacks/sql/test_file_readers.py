"""Who reads which rows of a file that was decided and paid: by each who has a part in it, by who has none."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.accounts.people import add_person
from tests.commission.sitting.office import Held
from tests.commission.sitting.stage import TABLES, Stage, staged

pytestmark = pytest.mark.anyio
SITTINGS = "SELECT count(*) FROM commission_session"
ANSWERS = "SELECT count(*) FROM recusal WHERE file = $1"
STRANGER = Context(kind="staff", org="cdom-75", actor=new_id())
MARKED = (
    "INSERT INTO file_piece (file, piece, state, marked_as, marked_at) VALUES ($1, 'rib', 'paper', 'person', now())"
)
JOINED = (
    "INSERT INTO attachment (id, file, case_id, request, round, slot, kind, piece, words, added_as, begun_at, bytes,"
    " added_at) VALUES ($1, $2, $3, $1, 1, 1, 'pdf', 'rib', $4, 'person', now(), 12, now())"
)
FIRST = "INSERT INTO attachment_chunk (attachment, number, last, sealed) VALUES ($1, 0, true, $2)"


@pytest.fixture(scope="module")
async def stage(postgres: Any, filled: str, anyio_backend: str) -> AsyncIterator[Stage]:
    async with staged(postgres, filled) as made:
        yield made


@pytest.fixture(scope="module")
async def held(stage: Stage) -> Held:
    """Paid; besides it, a session that has nothing to do with it."""
    made, decision = await stage.office.decided(cents=1000)
    await stage.office.pay(decision, 1000)
    await stage.office.plan(minutes=600)
    owner, document = stage.office.owner, new_id()
    await owner.execute(MARKED, made.file)
    await owner.execute(JOINED, document, made.file, made.case, bytes(284))
    await owner.execute(FIRST, document, bytes(40))
    return made


async def read(stage: Stage, held: Held, context: Context | None) -> dict[str, int]:
    found = await stage.counts(held, context)  # type: ignore[arg-type]
    found["recusal"] = await stage.run(context, ANSWERS, held.file)
    found["commission_session"] = await stage.run(context, SITTINGS)
    return found


@pytest.mark.parametrize("who", ["nobody", "the public", "another council", "another person", "a listener", "a worker"])
async def test_whoever_has_no_part_in_a_file_reads_none_of_its_rows(stage: Stage, held: Held, who: str) -> None:
    listener = await add_person(stage.office.owner, stage.office.vault, "listener", "Sam")
    context = {
        "nobody": None, "the public": PUBLIC, "another council": STRANGER, "a worker": WORKER,
        "another person": Context(kind="person", case=new_id()), "a listener": stage.by(listener),
    }[who]  # fmt: skip
    assert set((await read(stage, held, context)).values()) == {0}


async def test_the_person_reads_their_session_and_no_other_and_not_who_answered_what(stage: Stage, held: Held) -> None:
    found = await read(stage, held, held.context)
    assert (found["recusal"], found["commission_session"], found["payment"], found["decision"]) == (0, 1, 1, 1)
    assert all(found[table] for table in TABLES)


async def test_the_council_reads_what_is_decided_and_not_who_answered_what(stage: Stage, held: Held) -> None:
    found = await read(stage, held, stage.office.of_council())
    assert (found["recusal"], found["commission_session"], found["payment"], found["decision"]) == (0, 1, 1, 1)


async def test_who_answered_what_is_read_by_the_body_that_sits(stage: Stage, held: Held) -> None:
    found = await read(stage, held, stage.by(stage.office.national))
    assert (found["recusal"], found["commission_session"]) == (4, 2)
