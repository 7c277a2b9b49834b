"""What happens to a pathway. Each function runs in a transaction opened by `Database.acting`, on behalf of someone.

The rules are PostgreSQL's (migration 0015): nothing is agreed by a council alone, whatever is asked here.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec import structs

from relais.accompaniment import store
from relais.accompaniment.model import (
    OWN_SESSION,
    Accompaniment,
    Pathway,
    Plan,
    Planned,
    Reminders,
    Said,
    Step,
    StepAnswer,
    StepDraft,
    StepEnd,
)
from relais.accompaniment.store import StepRow
from relais.cases.code import refuse_codes
from relais.cases.sealing import CaseKey
from relais.cases.store import GET_DATA_KEY
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.core.ids import new_id
from relais.core.vault import Vault


async def accompaniment_of(db: Db, vault: Vault, case: UUID) -> Accompaniment:
    """What this context sees of it; nothing at all for whom sees nothing."""
    pathways = await store.LIST_PATHWAYS.all(db, case)
    last = pathways[-1] if pathways else None
    rows = await store.LIST_STEPS.all(db, case) if last else []
    key = await _key_of(db, vault, case) if any(row.sealed for row in rows) else None
    steps = [_opened(key, row) for row in rows]
    return Accompaniment(
        pathway=last,
        steps=tuple(one for one in steps if last and one.pathway == last.id),
        past=tuple(one for one in steps if last and one.pathway != last.id),
        handovers=tuple(await store.LIST_HANDOVERS.all(db, case)),
        ended=tuple(pathways[:-1]),
    )


async def begin(db: Db, vault: Vault, case: UUID, request: UUID, plan: Plan, drafts: Sequence[StepDraft] = ()) -> None:
    """A pathway with its first steps, proposed. Posted again with the same `request`, it is begun once."""
    if any(one.id == request for one in await store.LIST_PATHWAYS.all(db, case)):
        return
    await store.ADD_PATHWAY.value(db, request, case, plan)
    for draft in drafts:
        await add_step(db, vault, case, request, new_id(), draft)


def drafts_of(planned: Planned | None) -> Sequence[StepDraft]:
    """The steps of a ready-made plan; none for a pathway of one's own."""
    return planned.steps if planned else ()


async def agree(db: Db, pathway: Pathway, request: UUID, version: int, said: Said, reminders: Reminders) -> None:
    """The person agrees to be accompanied so. Raises Refused."""
    await store.SET_AGREED.value(db, pathway.id, request, version, said.mode, said.evidence, reminders)


async def choose_reminders(db: Db, pathway: Pathway, reminders: Reminders, said: Said) -> None:
    """How the person wants to be reminded. Raises Refused."""
    await store.SET_REMINDERS.value(db, pathway.id, reminders, said.mode)


async def end(db: Db, pathway: Pathway, said: Said) -> None:
    """Ended on the person's word, at once; twice is once."""
    if pathway.ended_at is None:
        await store.END_PATHWAY.value(db, pathway.id, said.mode)


async def end_own(db: Db, case: UUID) -> bool:
    """In the person's own session: end the pathway that lives, if there is one; whether there was."""
    living = [one for one in await store.LIST_PATHWAYS.all(db, case) if one.ended_at is None]
    for one in living:
        await end(db, one, OWN_SESSION)
    return bool(living)


async def complete(db: Db, pathway: Pathway) -> None:
    """It came to its term. Raises Refused while a step waits."""
    await store.END_COMPLETED.value(db, pathway.id)


async def add_step(db: Db, vault: Vault, case: UUID, pathway: UUID, request: UUID, draft: StepDraft) -> None:
    """Plan a step, which `request` names. Raises Refused when its words hold a code, NotFound."""
    sealed = await _sealed(db, vault, case, request, draft.words)
    await store.ADD_STEP.value(db, request, pathway, *_row(draft), sealed, draft.referral)


async def change_step(
    db: Db, vault: Vault, case: UUID, held: Step, version: int, request: UUID, draft: StepDraft
) -> None:
    """Change a step as it was shown (`version`): it is no longer agreed to. Raises Refused, NotFound."""
    sealed = await _sealed(db, vault, case, held.id, draft.words)
    await store.SET_STEP.value(db, held.id, request, version, *_row(draft), sealed, draft.referral)


async def answer_step(db: Db, step: UUID, request: UUID, version: int, answer: StepAnswer, said: Said) -> None:
    """The person's answer to the step as they heard or saw it. Raises Refused."""
    await store.SET_ANSWER.value(db, step, request, version, answer, said.mode, said.evidence)


async def settle_step(db: Db, step: UUID, request: UUID, version: int, outcome: StepEnd) -> None:
    """It was done, or will not be. Raises Refused."""
    await store.END_STEP.value(db, step, request, version, outcome)


def _row(draft: StepDraft) -> tuple[object, ...]:
    return (draft.position, draft.kind, draft.who, draft.who_slug, draft.first_day, draft.last_day)


async def _sealed(db: Db, vault: Vault, case: UUID, step: UUID, words: str) -> bytes | None:
    refuse_codes(words)
    if not words:
        return None
    key = await _key_of(db, vault, case)
    return key.seal(msgspec.json.encode(words), _category(step))


def _opened(key: CaseKey | None, row: StepRow) -> Step:
    words = ""
    if row.sealed is not None and key is not None:
        words = msgspec.json.decode(key.open(row.sealed, _category(row.id)), type=str)
    shown = structs.asdict(row)
    shown.pop("sealed")
    return Step(**shown, words=words)


def _category(step: UUID) -> str:
    """What its words are sealed for: those of a step cannot be put in another."""
    return f"step:{step}"


async def _key_of(db: Db, vault: Vault, case: UUID) -> CaseKey:
    wrapped = await GET_DATA_KEY.value(db, case)
    if wrapped is None:
        raise NotFound
    return CaseKey(vault, case, wrapped)
