"""A referral told whole: every option and why, every choice, every consent, what left, every move.

For the council that accompanies and for the person. A recipient reads none of it: only what was disclosed to it.
"""

from uuid import UUID

from msgspec import Struct

from relais.core.db import Db
from relais.referrals import store
from relais.referrals import story_store as told
from relais.referrals.model import Referral
from relais.referrals.moves import actions_possible
from relais.referrals.service import find
from relais.referrals.story_store import ChoiceRow, ConsentRow, DisclosureRow, MoveRow, OptionRow


class Story(Struct, frozen=True, kw_only=True):
    """Everything of one referral, oldest first. `roles`: as what the reader may act on it."""

    referral: Referral
    roles: tuple[str, ...]
    options: tuple[OptionRow, ...]
    choices: tuple[ChoiceRow, ...]
    consents: tuple[ConsentRow, ...]
    disclosures: tuple[DisclosureRow, ...]
    moves: tuple[MoveRow, ...]

    def options_of(self, round_: int) -> list[OptionRow]:
        """What was told in a round, in its order."""
        return [one for one in self.options if one.round == round_ and one.rank]

    def left_out_of(self, round_: int) -> list[OptionRow]:
        """What a rule left out of a round."""
        return [one for one in self.options if one.round == round_ and not one.rank]

    @property
    def choice(self) -> ChoiceRow | None:
        """The choice of the present round."""
        return next((one for one in self.choices if one.round == self.referral.round), None)

    @property
    def consent(self) -> ConsentRow | None:
        """The consent that lives, if one does."""
        return next((one for one in self.consents if one.alive), None)

    def actions(self, who: str) -> tuple[str, ...]:
        """The states that may be asked for now by `who` (origin, person, caller)."""
        return tuple(to for role in self.roles if role == who for to in actions_possible(self.referral, role))  # type: ignore[arg-type]


async def story_of(db: Db, referral: UUID) -> Story:
    """One referral, for who may read all of it. Raises NotFound."""
    return await _told(db, await find(db, referral))


async def stories_of_case(db: Db, case: UUID) -> list[Story]:
    """Every referral of a case, oldest first; empty for who sees none."""
    return [await _told(db, one) for one in await store.LIST_REFERRALS_OF_CASE.all(db, case)]


async def _told(db: Db, referral: Referral) -> Story:
    return Story(
        referral=referral,
        roles=tuple(await store.LIST_ROLES.value(db, referral.id) or ()),
        options=tuple(await told.LIST_OPTIONS.all(db, referral.id)),
        choices=tuple(await told.LIST_CHOICES.all(db, referral.id)),
        consents=tuple(await told.LIST_CONSENTS.all(db, referral.id)),
        disclosures=tuple(await told.LIST_DISCLOSURES.all(db, referral.id)),
        moves=tuple(await told.LIST_MOVES.all(db, referral.id)),
    )
