"""What waits for a second person, as the page of persons shows it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from relais.accounts.invitation_store import ResetRow
from relais.accounts.people import Person

# mine: I proposed it; me: it is about me; open: I may decide it.
Whose = Literal["open", "mine", "me"]


class Decision(Struct, frozen=True, kw_only=True):
    """A role, a reset or a batch to decide."""

    kind: Literal["fonctions", "reouvertures", "lots"]
    code: UUID
    title: str
    what: str
    by: str
    since: datetime
    whose: Whose


def decisions(people: Sequence[Person], resets: Iterable[ResetRow], me: UUID) -> list[Decision]:
    """The oldest first; what someone proposed, someone else decides."""
    names = {one.account: one.name for one in people}

    def by(account: UUID | None) -> str:
        return names.get(account, "la console") if account else "la console"

    found = [
        Decision(
            kind="reouvertures",
            code=one.id,
            title=by(one.account),
            what="rouvrir son compte : mot de passe ou deuxième facteur perdu",
            by=by(one.proposed_by),
            since=one.proposed_at,
            whose=_whose(one.account, one.proposed_by, me),
        )
        for one in resets
    ]
    batches: dict[UUID, list[Decision]] = defaultdict(list)
    for person in people:
        for held in person.pending:
            decision = Decision(
                kind="fonctions",
                code=held.id,
                title=person.name,
                what=held.words,
                by=by(held.proposed_by),
                since=held.proposed_at,
                whose=_whose(person.account, held.proposed_by, me),
            )
            if held.batch is None:
                found.append(decision)
            else:
                batches[held.batch].append(decision)
    found += [_batch(code, inside) for code, inside in batches.items()]
    return sorted(found, key=lambda one: (one.since, str(one.code)))


def _batch(code: UUID, inside: Sequence[Decision]) -> Decision:
    first = inside[0]
    many = f"{len(inside)} conseils" if len(inside) > 1 else "Un conseil"
    whose: Whose = "me" if any(one.whose == "me" for one in inside) else first.whose
    what = "inviter leurs référents" if len(inside) > 1 else "inviter son référent"
    return Decision(kind="lots", code=code, title=many, what=what, by=first.by, since=first.since, whose=whose)


def _whose(account: UUID, proposed_by: UUID | None, me: UUID) -> Whose:
    if proposed_by == me:
        return "mine"
    return "me" if account == me else "open"
