"""The life of a referral, played at random against PostgreSQL by a model of its own.

Four steps in five are ones the model allows, the others are hostile. Each run takes every transition there is and meets
every guard: what was not met yet is preferred, so that a run does not wander for hours near the first states.
"""

import asyncio
import functools
from collections import deque
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from relais.core.context import WORKER, Context
from relais.core.db import connect
from relais.core.ids import new_id
from tests.conftest import TEMPLATE, copied
from tests.laws.referral_model import ENDS, GUARDS, LEGAL, MET_IN, OUT, VIEWS, Model, Move, days_go_by
from tests.referrals.scenes import ADD_EVENT, OFFICER, STRANGER, Scene, scene_in


def kept(check: Callable[..., None]) -> Callable[..., None]:
    """The first failure is remembered: played again, a life takes another way, as it knows what was met before."""

    @functools.wraps(check)
    def checked(self: "Referrals", **drawn: int) -> None:
        try:
            check(self, **drawn)
        except Exception as error:
            self.broken.append(error)
            raise

    return checked


class Referrals(RuleBasedStateMachine):
    """One referral after another; what was met is remembered for the whole run."""

    loop: asyncio.AbstractEventLoop
    scene: Scene
    admin: Any  # writes past the triggers: makes days go by
    taken: set[Move]
    refused: set[str]
    broken: list[BaseException]

    def __init__(self) -> None:
        super().__init__()
        self.begin()

    def wait(self, awaitable: Any) -> Any:
        return self.loop.run_until_complete(awaitable)

    def begin(self) -> None:
        self.model = Model(self.wait(self.scene.begin()))

    def context(self, who: str) -> Context:
        return {
            "person": self.scene.person, "worker": WORKER,
            "recipient": Context(kind="staff", org=self.model.org or "mots"),
        }.get(who, OFFICER)  # fmt: skip

    async def attempt(self, to: str, who: str, context: Context | None = None, **changes: Any) -> str:
        """'' when done, else the name of what refused."""
        outcome = {"worker": "no_outcome"}.get(who, "helped") if to == "closed" else None
        row = {
            "referral": self.model.id, "expected": self.model.version, "request": new_id(),
            "from_state": self.model.state, "to_state": to, "acted_as": who,
            "reason": {"declined": "out_of_scope", "cancelled": "no_answer"}.get(to), "outcome": outcome,
            "attempts": [date(2026, 11, 20)] * {"contact_made": 1, "unreachable": 3}.get(to, 0),
        } | changes  # fmt: skip
        try:
            await self.scene.run(context or self.context(who), ADD_EVENT, *row.values())
        except Exception as error:
            if getattr(error, "sqlstate", "") == "42501":
                return "denied"
            return getattr(error, "constraint_name", None) or repr(error)
        return ""

    async def meet(self, move: Move) -> None:
        """Do what the guard of this move asks for."""
        model, (_, to, who) = self.model, move
        if to == "options_shown" and not model.options:
            await self.scene.show(model.id, services=("ligne-sps", "ligne-asra"))
            model.options = True
        elif to == "chosen" and not model.chosen:
            callers = {one for one in LEGAL - self.taken if one[2] == "caller"}
            deserted = "referral_recipient_reads" in self.refused
            model.org = "asra" if (callers and deserted) or model.version % 2 else "mots"
            await self.scene.choose(model.id, f"ligne-{model.org}")
            model.chosen = True
        elif to == "consented" and not model.agreed:
            model.medium = "telephone" if model.org == "asra" else "inbox"
            model.left = 20
            await self.scene.consent(model.id, org=model.org, medium=model.medium, days=20)
        elif to == "sent":
            await self.scene.run(self.context("recipient"), "SELECT open_inbox()")
        elif who == "worker":
            waits = {"expired": 14 - model.since_sent, "cancelled": 7 - model.since_move}.get(to, model.left + 14)
            await days_go_by(self.admin, model, max(waits, 0))

    def choose_move(self, pick: int) -> Move:
        """A move of the model: one never taken, or one on the way to it, or any."""
        possible = sorted(move for move in LEGAL if self.model.allows(move))
        new = [move for move in possible if move not in self.taken]
        ways = new or [move for move in possible if move[1] == self.next_state()] or possible
        return ways[pick % len(ways)]

    def next_state(self) -> str:
        """The first state on the shortest way to a move never taken, or to a guard never met."""
        wanted = {start for start, _, _ in LEGAL - self.taken}
        wanted |= {state for guard, state in MET_IN.items() if guard not in self.refused}
        queue = deque([(self.model.state, "")])
        seen = {self.model.state}
        while queue:
            state, first = queue.popleft()
            if state in wanted and first:
                return first
            for start, to, _ in sorted(LEGAL):
                if start == state and to not in seen:
                    seen.add(to)
                    queue.append((to, first or to))
        return ""

    @rule(roll=st.integers(0, 99), pick=st.integers(0, 10_000))
    @kept
    def step(self, roll: int, pick: int) -> None:
        if self.model.state in ENDS:
            self.begin()
        unmet = any(not expected & self.refused for expected, *_ in self.hostile(pick))
        if roll < (60 if unmet else 85):
            self.make(self.choose_move(pick))
        elif roll % 2 or not self.turned_against(pick):
            self.attack(pick)

    def make(self, move: Move) -> None:
        self.wait(self.meet(move))
        refusal = self.wait(self.attempt(move[1], move[2]))
        assert refusal == "", (move, refusal)
        self.taken.add(move)
        self.model.apply(move[1])

    def attack(self, pick: int) -> None:
        """A hostile step: it is refused, by the name expected, and changes nothing."""
        hostile = self.hostile(pick)
        new = [one for one in hostile if not one[0] & self.refused]
        expected, to, who, changes = (new or hostile)[pick % len(new or hostile)]
        refusal = self.wait(self.attempt(to, who, **changes))
        assert refusal in expected, (self.model.state, to, who, refusal)
        self.refused.add(refusal)

    def hostile(self, pick: int) -> list[tuple[set[str], str, str, dict[str, Any]]]:
        """What may be tried in this state, and what must refuse it."""
        model = self.model
        state, recipient = model.state, "caller" if model.medium == "telephone" else "recipient"
        every = sorted({(to, who) for _, to, who in LEGAL} - {(to, who) for start, to, who in LEGAL if start == state})
        to, who = every[pick % len(every)]
        tries: list[tuple[set[str], str, str, dict[str, Any]]] = [
            ({"denied", "referral_event_legal_move"}, to, who, {}),
            ({"referral_event_of_this_version"}, "cancelled", "person", {"expected": model.version - 1}),
            ({"referral_event_of_this_version"}, "options_shown", "person", {"from_state": "closed"}),
            ({"denied"}, "withdrawn", "origin", {"context": STRANGER}),
            ({"denied"}, "withdrawn", "person", {"context": self.scene.strange_person}),
            ({"referral_event_legal_move"}, "draft", "person", {}),
        ]
        if state in ("draft", "chosen") and not model.options:
            tries.append(({"referral_options_are_real"}, "options_shown", "origin", {}))
        if state == "draft":
            tries.append(({"referral_event_reason_known"}, "cancelled", "person", {"reason": "because"}))
        if state == "options_shown" and not model.chosen:
            tries.append(({"referral_chosen_by_the_person"}, "chosen", "person", {}))
        if (state == "chosen" and not model.medium) or (state == "consented" and not model.agreed):
            to = "consented" if state == "chosen" else "sent"
            tries.append(({"referral_sent_needs_consent"}, to, "origin", {}))
        if state == "received" and model.agreed:
            tries.append(({"referral_event_reason_known"}, "declined", recipient, {"reason": None}))
        if state == "accepted" and model.agreed:
            few = {"attempts": [date(2026, 11, 20)] * 2}
            tries.append(({"referral_event_unreachable_after_three"}, "unreachable", recipient, few))
        if state == "contact_made" and model.left > -14:
            tries.append(({"referral_event_closed_has_outcome"}, "closed", recipient, {"outcome": None}))
            system = {"outcome": "no_outcome"}
            tries.append(({"referral_event_no_outcome_is_the_systems"}, "closed", recipient, system))
        if state in ("sent", "received") and model.since_sent < 14:
            tries.append(({"referral_not_due"}, "expired", "worker", {}))
        if state == "expired" and model.since_move < 7:
            tries.append(({"referral_not_due"}, "cancelled", "worker", {}))
        return tries

    def turned_against(self, pick: int) -> bool:
        """A consent lapses, an inbox is deserted, a number is no longer for help, a click is doubled."""
        model, met = self.model, self.refused
        if model.state == "consented" and model.agreed:
            self.wait(self.deserted())
        elif (
            model.state in ("sent", "received", "accepted")
            and model.agreed
            and ("referral_answer_needs_consent" not in met or pick % 5 == 0)
        ):
            self.wait(days_go_by(self.admin, model, model.left + 1))
            answer = {"sent": "received", "received": "accepted", "accepted": "contact_made"}[model.state]
            refusal = self.wait(self.attempt(answer, "recipient"))
            assert refusal == "referral_answer_needs_consent"
            met.add(refusal)
        elif model.state == "draft":
            self.wait(self.doubled())
        elif model.state == "options_shown":
            met.add(self.wait(self.for_a_colleague()))
        else:
            return False
        return True

    async def deserted(self) -> None:
        """Nobody opened the inbox for a month, or its only number is for the office."""
        await self.scene.run(self.context("recipient"), "SELECT open_inbox()")
        await self.admin.execute("UPDATE inbox_opening SET opened_at = opened_at - interval '31 days'")
        await self.admin.execute("UPDATE contact SET purpose = 'admin'")
        refusal = await self.attempt("sent", "origin")
        await self.admin.execute("UPDATE contact SET purpose = 'help'")
        telephone = self.model.medium == "telephone"
        assert refusal == ("referral_number_is_for_help" if telephone else "referral_recipient_reads")
        self.refused.add(refusal)

    async def doubled(self) -> None:
        held, request = self.model.version, new_id()
        await self.meet(("draft", "options_shown", "origin"))
        assert await self.attempt("options_shown", "origin", request=request) == ""
        self.taken.add(("draft", "options_shown", "origin"))
        again = await self.attempt("options_shown", "origin", request=request, expected=held)
        self.model.apply("options_shown")
        assert again == "referral_event_once"
        self.refused.add(again)

    async def for_a_colleague(self) -> str:
        held, self.model = self.model, Model(await self.scene.begin("colleague"))
        for step in ("options_shown", "chosen"):
            await self.meet(("", step, "origin"))
            assert await self.attempt(step, "origin") == ""
            self.model.apply(step)
        await self.meet(("", "consented", "origin"))
        refusal = await self.attempt("consented", "origin")
        self.model = held
        assert refusal == "referral_of_a_colleague_goes_nowhere"
        return refusal

    @invariant()
    @kept
    def the_database_says_what_the_model_says(self) -> None:
        held, model = self.wait(self.scene.held(self.model.id)), self.model
        assert (held["state"], held["version"], held["round"]) == (model.state, model.version, model.round)

    @invariant()
    @kept
    def a_recipient_reads_only_while_a_consent_lives(self) -> None:
        sql = (
            "SELECT (SELECT count(*) FROM referral WHERE id = $1),"
            " (SELECT count(*) FROM disclosure WHERE referral = $1)"
        )
        org = ("mots", "asra")[self.model.version % 2]
        rows = self.wait(self.scene.rows(Context(kind="staff", org=org), sql, self.model.id))
        inbox = self.model.agreed and self.model.medium == "inbox"
        reads = self.model.state in OUT and inbox and self.model.org == org
        assert tuple(rows[0]) == ((1, 1) if reads else (0, 0))

    @invariant()
    @kept
    def nothing_left_without_a_consent(self) -> None:
        for view, key in VIEWS.items():
            assert self.wait(self.admin.fetch(f"SELECT * FROM {view} WHERE {key} = $1", self.model.id)) == []


async def prepare(stack: AsyncExitStack, postgres: Any) -> None:
    world = await stack.enter_async_context(copied(postgres, TEMPLATE))
    Referrals.scene = await stack.enter_async_context(scene_in(world))
    Referrals.admin = await connect(world.superuser_url)
    stack.callback(Referrals.admin.terminate)
    await Referrals.admin.execute("SET session_replication_role = replica")


def play(postgres: Any, examples: int, steps: int, batches: int) -> None:
    """Batches of examples, one at least, until everything was met."""
    Referrals.loop, Referrals.taken, Referrals.refused, Referrals.broken = asyncio.new_event_loop(), set(), set(), []
    stack = AsyncExitStack()
    try:
        Referrals.loop.run_until_complete(prepare(stack, postgres))
        for _ in range(batches):
            run_state_machine_as_test(Referrals, settings=sized(examples, steps))
            if Referrals.taken >= LEGAL and Referrals.refused >= GUARDS:
                break
        for view in VIEWS:
            assert Referrals.loop.run_until_complete(Referrals.admin.fetch(f"SELECT * FROM {view}")) == []
    except BaseException:
        if Referrals.broken:
            raise Referrals.broken[0] from None
        raise
    finally:
        Referrals.loop.run_until_complete(stack.aclose())
        Referrals.loop.close()
    assert LEGAL - Referrals.taken == set(), "never taken"
    assert GUARDS - Referrals.refused == set(), "never met"


def sized(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),  # what was met before is remembered: nothing to shrink
        suppress_health_check=list(HealthCheck),
    )


def test_no_life_of_a_referral_takes_data_past_a_consent(postgres: Any) -> None:
    play(postgres, examples=6, steps=50, batches=15)


@pytest.mark.long
def test_no_long_life_of_a_referral_takes_data_past_a_consent(postgres: Any) -> None:
    play(postgres, examples=50, steps=80, batches=4)
