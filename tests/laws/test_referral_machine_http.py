"""The life of a referral, played at random through the pages of everybody by the model that PostgreSQL is played by.

Four acts in five are ones the model allows, asked for as a browser would; the others are hostile. After each,
PostgreSQL says what the model says. What was not met yet is preferred. Time alone makes the moves of the worker; a
draft, and an agreement that is not sent, are left by no page: they are put there, and pages go on from them.
"""

import html
import re
from collections import deque
from typing import Any

import pytest

from relais.core.settings import Settings
from relais.referrals.words import STATES, STATES_FOR_PERSON
from tests.conftest import World
from tests.followup.pressing import Opened
from tests.laws.referral_acts import HOSTILE
from tests.laws.referral_model import ENDS, LEGAL, OUT, Model, Move, days_go_by
from tests.laws.referral_pages import INBOX, PHONE, READERS, People, people_in

pytestmark = pytest.mark.anyio
# No page asks for these; PostgreSQL allows them, tests/laws/test_referral_machine.py takes them.
BY_NO_PAGE: set[Move] = {
    ("declined", "closed", "person"),
    ("draft", "cancelled", "person"),
    ("draft", "cancelled", "origin"),
}
CASES = 16  # referrals of one doctor, after which another one calls
MOVES_OF = """SELECT from_state, to_state, acted_as FROM referral_event WHERE referral = $1 AND expected >= $2
    ORDER BY expected"""
INSIDE = re.compile(r"Traceback|Exception|constraint|referral_\w+|asyncpg|SQLSTATE", re.IGNORECASE)


class Lives:
    """One referral after another."""

    def __init__(self, people: People) -> None:
        self.people, self.random = people, people.random
        self.taken: set[Move] = set()
        self.refused: set[str] = set()
        self.begun = 0
        self.model = Model(None)

    async def step(self) -> None:
        if self.model.id is None or self.model.state in ENDS:
            await self.begin()
        elif self.random.random() < 0.8:
            await self.make(self.choose_move())
        else:
            await self.attack()
        await self.compare()
        if self.random.random() < 0.5:
            await self.look()

    async def begin(self) -> None:
        if self.begun % CASES == 0:
            await self.people.new_doctor()
            self.model = Model(await self.people.last())
        else:
            drafts = any(start == "draft" for start, *_ in self.wanted())
            by = self.random.choice(["origin", "person", *(["nobody"] * 3 if drafts else [])])
            self.model = Model(await self.people.begin(by=by))
        self.begun += 1
        self.people.kept.clear()
        if await self.state() == "options_shown":
            self.taken.add(await self.first_move())
            self.model.apply("options_shown")

    async def first_move(self) -> Move:
        row = (await self.people.owner.fetch(MOVES_OF, self.model.id, 1))[0]
        return (row["from_state"], row["to_state"], row["acted_as"])

    async def state(self) -> str:
        return str(await self.people.owner.fetchval("SELECT state FROM referral WHERE id = $1", self.model.id))

    # What is allowed ----------------------------------------------------------------------------------------------

    def wanted(self) -> set[Move]:
        return LEGAL - self.taken - BY_NO_PAGE

    def choose_move(self) -> Move:
        possible = sorted(move for move in LEGAL - BY_NO_PAGE if self.can_ask(move))
        new = [move for move in possible if move in self.wanted()]
        ways = new or [move for move in possible if move[1] == self.next_state()] or possible
        return self.random.choice(ways)

    def can_ask(self, move: Move) -> bool:
        """Whether it is legal, and on a page that its actor has."""
        start, to, who = move
        model = self.model
        if not model.allows(move) or (start, to, who) == ("consented", "sent", "person"):
            return False  # the doctor's own page agrees and sends by one press
        if who == "recipient":
            return self.inbox and (not stale(move) or bool(self.people.left_open(model.org, model.id)))
        if (to, who) == ("consented", "person"):
            return model.org in READERS
        return True

    def preferred(self) -> str:
        """The body to choose: one that is called while a call is left to make, or the one that left a sheet open."""
        wanted = {who for *_, who in self.wanted()} & {"caller", "recipient"}
        if wanted == {"caller"} or ("caller" in wanted and self.random.random() < 0.5):
            return "sps"
        return next((org for org in READERS if self.people.left_open(org, self.model.id)), "")

    @property
    def inbox(self) -> bool:
        return self.model.org in READERS

    def next_state(self) -> str:
        """The first state on the shortest way to a move never taken."""
        fit = {move for move in self.wanted() if self.model.state not in OUT or self.answered_by(move[2])}
        ends = {self.goal(move) for move in fit} or {"options_shown"}
        queue, seen = deque([(self.model.state, "")]), {self.model.state}
        while queue:
            state, first = queue.popleft()
            if state in ends and first:
                return first
            for start, to, _ in sorted(LEGAL):
                if start == state and to not in seen:
                    seen.add(to)
                    queue.append((to, first or to))
        return ""

    def goal(self, move: Move) -> str:
        """Where to go first to ask for this move."""
        if stale(move) and not self.people.left_open(self.model.org, self.model.id):
            return "received"
        return move[0]

    def answered_by(self, who: str) -> bool:
        """Not a recipient for a body that is called, nor the reverse."""
        return who not in ("recipient", "caller") or (who == "recipient") == self.inbox

    async def make(self, move: Move) -> None:
        start, to, who = move
        before, expected = self.model.version, [move]
        if to == "consented":
            expected = await self.consent(move)
        elif who == "worker":
            model = self.model
            waits = {"expired": 14 - model.since_sent, "cancelled": 7 - model.since_move}.get(to, model.left + 14)
            await days_go_by(self.people.admin, model, max(waits, 0))
            await self.people.time_ends_it()
        else:
            self.people.preferred = self.preferred() if to == "chosen" else ""
            reply = await self.people.ask(self.model.id, start, to, who, self.model.org)
            assert reply.status in (200, 303), (move, reply.status, reply.text)
        await self.took(before, expected)

    async def consent(self, move: Move) -> list[Move]:
        """Agreed and sent by one press; or agreed alone, when something is to be done from there."""
        model = self.model
        after = {one for one in self.wanted() if one[0] == "consented" and one[1] != "sent"}
        if self.inbox and (after or ("consented", "sent", "origin") in self.wanted()):
            await self.people.agree_without_sending(model.id, model.org)
            expected = [("chosen", "consented", "person")]
        else:
            reply = await self.people.ask(model.id, *move, model.org)
            assert reply.status in (200, 303), (move, reply.status, reply.text)
            expected = [move, ("consented", "sent", move[2])]
        model.medium, model.left = ("inbox" if self.inbox else "telephone"), 30
        return expected

    async def took(self, before: int, expected: list[Move]) -> None:
        """PostgreSQL made these moves and no other."""
        rows = await self.people.owner.fetch(MOVES_OF, self.model.id, before)
        made = [(row["from_state"], row["to_state"], row["acted_as"]) for row in rows]
        assert made == expected
        for move in made:
            self.model.apply(move[1])
            if move[1] == "chosen":
                self.model.org = await self.chosen()
        self.taken |= set(made)

    async def chosen(self) -> str:
        sql = "SELECT recipient_org FROM referral WHERE id = $1"
        return str(await self.people.owner.fetchval(sql, self.model.id))

    # What is not --------------------------------------------------------------------------------------------------

    async def attack(self) -> None:
        possible = [name for name, (when, _, _) in HOSTILE.items() if when(self.model)]
        new = [name for name in possible if name not in self.refused]
        name = self.random.choice(new or possible)
        _, answers, act = HOSTILE[name]
        held = await self.everything()
        reply = await act(self.people, self.model)
        if reply is None:  # what it needs is not there
            return
        assert reply.status in answers, (name, self.model.state, reply.status, reply.text)
        assert await self.everything() == held, (name, self.model.state)
        assert_said_in_french(reply)
        self.refused.add(name)

    async def everything(self) -> tuple[Any, ...]:
        """All that was done for this doctor."""
        sql = """SELECT (SELECT array_agg((state, version, round)::text ORDER BY id) FROM referral WHERE case_id = $1),
            (SELECT count(*) FROM referral_event), (SELECT count(*) FROM consent), (SELECT count(*) FROM disclosure),
            (SELECT count(*) FROM choice), (SELECT count(*) FROM case_event), (SELECT count(*) FROM case_part),
            (SELECT count(*) FROM outbox)"""
        return tuple((await self.people.owner.fetch(sql, self.people.case))[0])

    # What everybody sees ------------------------------------------------------------------------------------------

    async def compare(self) -> None:
        sql = "SELECT state, version, round FROM referral WHERE id = $1"
        held, model = await self.people.owner.fetchrow(sql, self.model.id), self.model
        assert tuple(held) == (model.state, model.version, model.round)

    async def look(self) -> None:
        """One of them opens their page."""
        who = self.random.choice(["officer", "stranger", "doctor", *READERS])
        people, model = self.people, self.model
        if who == "doctor":
            said = html.unescape(" ".join((await people.view()).text.split()))
            assert STATES_FOR_PERSON[model.state] in said  # type: ignore[index]
        elif who == "officer":
            page = await people.case_page()
            assert f"État : {STATES[model.state]}" in page.text.replace(" ", " ")  # type: ignore[index]
        elif who == "stranger":
            assert (await people.read(people.stranger, people.address)).status == 404
            assert people.reference not in (await people.read(people.stranger, "/orientations")).html
        else:
            await self.look_into(who)

    async def look_into(self, org: str) -> None:
        """A recipient finds what was sent to it, while it was agreed, and nothing of it before its reason."""
        people, model = self.people, self.model
        reads = model.state in OUT and model.agreed and model.medium == "inbox" and model.org == org
        listed = await people.read(people.readers[org], INBOX)
        assert (str(model.id) in listed.html) == reads
        assert PHONE not in listed.html
        sheet = await people.sheet(org, model.id)
        assert sheet.status == (200 if reads else 404)
        assert (PHONE in sheet.html) == (reads and model.state != "sent")


def stale(move: Move) -> bool:
    """What only a sheet left open from before can ask for: nothing, or not yet, is shown now."""
    start, to, who = move
    return who == "recipient" and to == "withdrawn" and start in ("sent", "declined", "expired")


def assert_said_in_french(reply: Opened) -> None:
    """A page of ours with a sentence, and nothing of what is behind it."""
    assert '<html lang="fr"' in reply.html
    assert re.search(r"[a-zéèàâêç'’]+ [a-zéèàâêç'’]+ [a-zéèàâêç'’]+[^<]*\.", reply.text), reply.text
    assert not INSIDE.search(reply.text)


async def live(world: World, settings: Settings, seed: int, *, fewest: int, most: int) -> None:
    """At least `fewest` steps; when more are allowed, until everything was met."""
    async with people_in(world, settings, seed) as people:
        lives = Lives(people)
        for number in range(most):
            if number >= fewest and not lives.wanted() and lives.refused >= HOSTILE.keys():
                break
            await lives.step()

        outside = await people.owner.fetch("SELECT * FROM disclosures_outside_consent")
    assert outside == []
    if most > fewest:
        assert lives.wanted() == set(), "never taken"
        assert HOSTILE.keys() - lives.refused == set(), "never refused"


@pytest.fixture
def world(filled_world: World) -> World:
    """A database of this test's own, with the real directory."""
    return filled_world


async def test_no_press_takes_a_referral_where_it_may_not_go(world: World, settings: Settings) -> None:
    await live(world, settings, 20261122, fewest=24, most=24)


@pytest.mark.long
async def test_every_move_that_a_page_asks_for_is_made_and_every_other_refused(
    world: World, settings: Settings
) -> None:
    await live(world, settings, 14, fewest=100, most=1_000)
