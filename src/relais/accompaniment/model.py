"""A pathway, its steps and a handing over, as their readers see them. Codes are those of migration 0015."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

Plan = Literal["care", "return", "reconversion", "own"]
PathwayState = Literal["proposed", "agreed", "ended"]
Ended = Literal["person", "refused", "completed", "handed_over", "case_closed", "erased"]
Reminders = Literal["none", "page", "officer"]
Kind = Literal[
    "treating_doctor",
    "psychiatrist",
    "addictologist",
    "hospital_away",
    "follow_up_near_home",
    "medical_advice",
    "income",
    "practice_ready",
    "gradual_return",
    "after_return",
    "talk_over",
    "skills_review",
    "inform",
    "training",
    "try_out",
    "administrative",
    "first_steps",
    "other",
]
By = Literal["doctor", "council", "organization", "service"]
StepState = Literal["planned", "agreed", "done", "skipped", "refused"]
StepAnswer = Literal["agreed", "refused"]
StepEnd = Literal["done", "skipped"]
HandoverState = Literal["proposed", "agreed", "refused", "cancelled"]
HandoverAnswer = Literal["agreed", "refused"]
Passes = Literal["alias", "identity", "contact", "need", "availability", "context", "pathway", "referrals", "file"]
Mode = Literal["oral_phone", "oral_present", "written", "online"]
Evidence = Literal["read_back", "signature", "code"]

OPEN_STEPS: frozenset[StepState] = frozenset({"planned", "agreed"})


class Said(Struct, frozen=True, kw_only=True):
    """How the person's act was given: `online` by themselves, else heard or received by who records it."""

    mode: Mode
    evidence: Evidence


OWN_SESSION = Said(mode="online", evidence="code")


class Pathway(Struct, frozen=True, kw_only=True):
    """`council`: which accompanies, "" for nobody. `mode` None: the person has not agreed to it."""

    id: UUID
    case_id: UUID
    council: str
    plan: Plan
    state: PathwayState
    version: int
    reminders: Reminders
    officer: UUID | None
    mode: Mode | None
    evidence: Evidence | None
    agreed_at: datetime | None
    made_at: datetime
    state_at: datetime
    ended_at: datetime | None
    ended_how: Ended | None


class Step(Struct, frozen=True, kw_only=True):
    """One step, its words opened. `first_day` None: not decided yet; `last_day` the same for a single day."""

    id: UUID
    pathway: UUID
    position: int
    kind: Kind
    who: By
    who_slug: str
    first_day: date | None
    last_day: date | None
    words: str
    referral: UUID | None
    state: StepState
    version: int
    mode: Mode | None
    evidence: Evidence | None
    answered_at: datetime | None
    reminded_at: datetime | None
    made_at: datetime
    state_at: datetime


class StepDraft(Struct, frozen=True, kw_only=True):
    """A step as it is planned or changed."""

    position: int
    kind: Kind
    who: By
    who_slug: str = ""
    first_day: date | None = None
    last_day: date | None = None
    words: str = ""
    referral: UUID | None = None


class Handover(Struct, frozen=True, kw_only=True):
    """A case to be followed by another council, or (`to_officer`) by another account of the same."""

    id: UUID
    case_id: UUID
    from_council: str
    to_council: str
    to_officer: UUID | None
    state: HandoverState
    passes: tuple[Passes, ...]
    mode: Mode | None
    evidence: Evidence | None
    proposed_at: datetime
    answered_at: datetime | None


class Accompaniment(Struct, frozen=True, kw_only=True):
    """What one case holds of it, for whoever may see it: the living pathway, or else the last, and its steps.

    `ended`: the pathways before, and `past` their steps.
    """

    pathway: Pathway | None
    steps: tuple[Step, ...]
    handovers: tuple[Handover, ...]
    ended: tuple[Pathway, ...] = ()
    past: tuple[Step, ...] = ()

    @property
    def alive(self) -> Pathway | None:
        """The pathway, while it lives."""
        return self.pathway if self.pathway is not None and self.pathway.ended_at is None else None

    @property
    def pending(self) -> Handover | None:
        """What awaits the person's answer."""
        return next((one for one in self.handovers if one.state == "proposed"), None)

    @property
    def next_step(self) -> Step | None:
        """The first step agreed to and not done yet: by its day, then by its place."""
        agreed = [one for one in self.steps if one.state == "agreed"]
        return min(agreed, key=lambda one: (one.first_day or date.max, one.position), default=None)

    @property
    def settled(self) -> bool:
        """Whether it may be said to have come to its term."""
        states = {one.state for one in self.steps}
        return "done" in states and not states & OPEN_STEPS

    def step(self, wanted: UUID) -> Step | None:
        """One of its steps."""
        return {one.id: one for one in self.steps}.get(wanted)


class Planned(Struct, frozen=True, kw_only=True):
    """A ready-made plan: the steps from which one starts."""

    plan: Plan
    steps: tuple[StepDraft, ...]


Plans = Mapping[Plan, Planned]
