"""The rule of cases said again in Python, to be compared with what the database does. Ages are in days."""

from msgspec import Struct

SILENCE = 365.0
CONTENT = 30.0
REFERRAL_ENDS = ("closed", "withdrawn", "cancelled", "self_contact")
REFERRAL_ALONE = ("draft", "options_shown", "chosen", "consented", "declined")  # end with their case
REFERRAL_SENT = ("sent", "received", "accepted", "contact_made", "unreachable", "expired")  # end by themselves
REQUEST_ENDS = ("closed", "withdrawn")
REQUEST_LIVES = ("received", "taken_up", "contacted", "turned")
FILE_ENDS = ("paid", "closed", "withdrawn")
FILE_LIVES = ("draft", "submitted", "complete", "decided")


class Subject(Struct, frozen=True, kw_only=True):
    """`what`: referral, request, file or pathway. `age`: of its last state, or of its end."""

    what: str
    state: str
    age: float
    decided: bool = False  # of a file


class Held(Struct, frozen=True, kw_only=True):
    """A case: ages of its making, its last act, its closing; what it holds; a step to come of its living parcours."""

    made: float
    last_act: float
    closed: float | None
    erased: float | None
    subjects: tuple[Subject, ...]
    step: int | None = None  # its day, as an age: below zero it is to come


def ended(held: Held, one: Subject) -> float | None:
    """The age of its end; None while it lives."""
    if one.what == "referral" and one.state in REFERRAL_ALONE and held.closed is not None:
        return min(one.age, held.closed)
    ends = {"referral": REFERRAL_ENDS, "request": REQUEST_ENDS, "file": FILE_ENDS, "pathway": ("ended",)}
    return one.age if one.state in ends[one.what] else None


def lives(held: Held) -> bool:
    return any(ended(held, one) is None for one in held.subjects) or (not held.subjects and held.closed is None)


def over(held: Held) -> float:
    """How long ago the case was over; below zero: it is still to come."""
    if held.erased is not None:
        return held.erased
    if not lives(held):
        ends = [age for one in held.subjects if (age := ended(held, one)) is not None]
        return min([*ends, *([held.closed] if held.closed is not None else [])])
    alive = any(one.what == "pathway" and one.state != "ended" for one in held.subjects)
    acts = [held.made, held.last_act, *([float(held.step)] if alive and held.step is not None else [])]
    return min(acts) - SILENCE


def is_due(held: Held) -> bool:
    """Whether the content of the case goes now."""
    return over(held) >= (0 if held.erased is not None else CONTENT)


def subject_is_due(held: Held, one: Subject) -> bool:
    """Whether what this one said goes now: after its own end and that of the parcours, or with the case."""
    holding = [one, *(other for other in held.subjects if other.what == "pathway")]
    ages = [ended(held, other) for other in holding]
    return is_due(held) or all(age is not None and age >= CONTENT for age in ages)


def keeps_key(held: Held) -> bool:
    """Whether a decided file keeps the key; ten years are far beyond the ages that are tried here."""
    return any(one.what == "file" and one.decided for one in held.subjects)
