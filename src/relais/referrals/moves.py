"""Every move of a referral and who may make it. A test compares this table with the rows of `legal_move`."""

from relais.referrals.model import Referral, State, Who

Move = tuple[str, State, Who]
_BOTH: tuple[Who, ...] = ("origin", "person")
_ANSWER: tuple[Who, ...] = ("recipient", "caller")
_TABLE: tuple[tuple[str, tuple[State, ...], tuple[Who, ...]], ...] = (
    ("", ("draft",), _BOTH),
    ("draft", ("options_shown", "cancelled"), _BOTH),
    ("options_shown", ("chosen", "cancelled", "self_contact"), _BOTH),
    ("chosen", ("options_shown", "consented", "cancelled", "self_contact"), _BOTH),
    ("consented", ("options_shown", "sent"), _BOTH),
    ("declined", ("options_shown", "closed"), _BOTH),
    ("unreachable", ("options_shown",), _BOTH),
    ("expired", ("options_shown",), _BOTH),
    ("options_shown", ("options_shown",), ("person",)),
    ("sent", ("received",), _ANSWER),
    ("received", ("accepted", "declined"), _ANSWER),
    ("accepted", ("contact_made", "unreachable", "declined"), _ANSWER),
    ("contact_made", ("closed",), _ANSWER),
    ("unreachable", ("closed",), _ANSWER),
    ("sent", ("expired",), ("worker",)),
    ("received", ("expired",), ("worker",)),
    ("expired", ("cancelled",), ("worker",)),
    ("accepted", ("closed",), ("worker",)),
    ("contact_made", ("closed",), ("worker",)),
    ("unreachable", ("closed",), ("worker",)),
)
_BEFORE_SENT: tuple[State, ...] = ("draft", "options_shown", "chosen", "consented")
_OUT: tuple[State, ...] = ("sent", "received", "accepted", "contact_made", "unreachable")
_ENDED_ROUND: tuple[State, ...] = ("declined", "expired")


def _all_moves() -> frozenset[Move]:
    listed = {(start, to, who) for start, ends, actors in _TABLE for to in ends for who in actors}
    back: set[Move] = {(state, "options_shown", "person") for state in _OUT}
    withdrawn: set[Move] = {(state, "withdrawn", who) for state in _BEFORE_SENT for who in _BOTH}
    withdrawn |= {(s, "withdrawn", who) for s in (*_OUT, *_ENDED_ROUND) for who in (*_BOTH, "recipient")}
    return frozenset(listed | back | withdrawn)


MOVES = _all_moves()


def actions_possible(referral: Referral, who: Who) -> tuple[State, ...]:
    """The states that `who` may ask for now, in alphabetical order: served with the case, so that no button lies.

    Whether the guard of a move is met (a choice, a consent, three calls) is PostgreSQL's to say when it is asked.
    """
    return tuple(sorted(to for start, to, by in MOVES if start == referral.state and by == who))
