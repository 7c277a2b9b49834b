"""The referrals of a synthetic year: choices, consents given and refused, and every way in which a road may end."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.reports.words import DECLINED

PARTNER_WEIGHTS = {"ecoute": 40, "conseil": 25, "financier": 16, "consultation": 10, "administratif": 4}
ROAD = ("draft", "options_shown", "chosen", "consented", "sent", "received", "accepted", "contact_made", "closed")
OF_RECIPIENT = frozenset({"received", "accepted", "contact_made", "closed"})
OUTCOMES = ("helped", "follow_up", "directed_elsewhere", "person_stopped", "not_reached")
OUTCOME_WEIGHTS = (50, 25, 14, 7, 4)
# How a road ends, how often, and how many of its steps it goes before.
ENDS = {
    "closed": (50, 9),
    "declined": (9, 6),
    "expired": (6, 5),
    "withdrawn": (8, 5),
    "stopped_before": (3, 2),
    "refused": (10, 3),
    "nothing_now": (8, 2),
    "helped_otherwise": (3, 2),
    "self_contact": (8, 2),
}
FEW = 0.1  # how often one service only covers the need
Rows = dict[str, list[dict[str, Any]]]


class Found(Struct, frozen=True, kw_only=True):
    """The services that may be chosen (slug, organisation, kind), and the notice read before any consent."""

    services: tuple[tuple[str, str, str], ...]
    notice: tuple[int, bytes]


class Referrals:
    """Draws a referral of a case into `rows`, always the same for the same chance."""

    def __init__(self, found: Found, chance: random.Random, rows: Rows, new_id: Callable[[], UUID]) -> None:
        self.found, self.chance, self.rows, self.new_id = found, chance, rows, new_id
        self.kinds = sorted({kind for _, _, kind in found.services})

    def draw(self, case: dict[str, Any], made_at: datetime) -> None:
        """One referral, its steps, and its choice and consent when it went so far."""
        referral, end = self.new_id(), self._one(tuple(ENDS), [weight for weight, _ in ENDS.values()])
        steps = list(self._steps(end, made_at))
        self.rows["referral"].append(
            {
                "id": referral, "case_id": case["id"], "reference": case["reference"], "key": self.new_id(),
                "origin_org": case["council"], "concerns": "self", "state": steps[-1]["to_state"],
                "version": 1 + len(steps), "round": 1, "made_at": made_at, "state_at": steps[-1]["at"],
            }
        )  # fmt: skip
        for number, step in enumerate(steps, 1):
            row = {"referral": referral, "expected": number, "request": self.new_id(), "org": case["council"]}
            self.rows["referral_event"].append({**row, "round": 1, **step})
        at = {step["to_state"]: step["at"] for step in steps}
        if "chosen" in at:
            self._choice(referral, case, end, at)

    def _one(self, codes: tuple[str, ...], weights: list[int] | tuple[int, ...] | None = None) -> str:
        return self.chance.choices(codes, weights)[0]

    def _choice(self, referral: UUID, case: dict[str, Any], end: str, at: dict[str, datetime]) -> None:
        kind = self.chance.choices(self.kinds, [PARTNER_WEIGHTS.get(one, 2) for one in self.kinds])[0]
        service, recipient = self.chance.choice([one[:2] for one in self.found.services if one[2] == kind])
        one = {"referral": referral, "round": 1}
        chosen = {"service": service, "organization": recipient, "how": "spoken", "chosen_at": at["chosen"]}
        self.rows["choice"].append({**one, **chosen})
        given_at = at.get("consented", at["chosen"])
        to_whom = {"recipient_org": recipient, "recipient_function": "accueil", "categories": ["contact", "need"]}
        consent: dict[str, Any] = {
            **one, **to_whom, "id": self.new_id(), "subject": case["id"], "grantor": "self",
            "controller_org": case["council"], "medium": "inbox", "notice": self.found.notice[0],
            "notice_sha256": self.found.notice[1], "mode": "oral_phone", "evidence": "read_back", "given_at": given_at,
            "valid_until": given_at + timedelta(days=30),
        }  # fmt: skip
        if end == "refused":
            self.rows["consent"].append({**consent, "answer": "refused", "ended_at": None, "ended_how": None})
            return
        ended = {"ended_at": min(at[end], consent["valid_until"]), "ended_how": end}
        self.rows["consent"].append({**consent, "answer": "given", **ended})
        sent = {"consent": consent["id"], "medium": "inbox", "disclosed_at": at["sent"]}
        self.rows["disclosure"].append({**one, **to_whom, **sent})

    def _steps(self, end: str, at: datetime) -> Iterator[dict[str, Any]]:
        """Most to the partner, some another way, as free choice has it."""
        for before, after in pairwise(ROAD[: ENDS[end][1]]):
            at += timedelta(hours=self.chance.randrange(1, 60))
            more: dict[str, Any] = {"attempts": [at.date()]} if after == "contact_made" else {}
            if after == "options_shown" and self.chance.random() < FEW:
                more = {"reason": "only_one_covers"}
            yield self._step(before, after, "recipient" if after in OF_RECIPIENT else "origin", at, **more)
        yield from self._end(end, at + timedelta(hours=self.chance.randrange(1, 60)))

    def _end(self, end: str, at: datetime) -> Iterator[dict[str, Any]]:
        if end == "declined":
            yield self._step("received", "declined", "recipient", at, reason=self._one(tuple(DECLINED)))
            yield self._step("declined", "closed", "origin", at + timedelta(hours=2), outcome="no_other_option")
        elif end == "expired":
            yield self._step("sent", "expired", "worker", at + timedelta(days=14))
            yield self._step("expired", "cancelled", "worker", at + timedelta(days=21), reason="no_answer")
        elif end == "withdrawn":
            yield self._step("sent", "withdrawn", "person", at)
        elif end == "stopped_before":
            yield self._step("options_shown", "withdrawn", "person", at)
        elif end == "self_contact":
            yield self._step("options_shown", "self_contact", "person", at)
        elif end == "refused":
            yield self._step("chosen", "cancelled", "person", at, reason="nothing_now")
        elif end in ("nothing_now", "helped_otherwise"):
            yield self._step("options_shown", "cancelled", "person", at, reason=end)

    def _step(self, before: str, after: str, who: str, at: datetime, **more: Any) -> dict[str, Any]:
        outcome = self._one(OUTCOMES, OUTCOME_WEIGHTS) if after == "closed" else None
        row = {"from_state": before, "to_state": after, "acted_as": who, "at": at, "outcome": outcome}
        return {**row, "reason": None, "attempts": [], **more}
