"""Every move of a request and who may make it. A test compares this table with the rows of `request_move`."""

from relais.aid_requests.model import AidRequest, State, Who

MOVES: frozenset[tuple[str, State, Who]] = frozenset(
    {
        ("", "received", "person"),
        ("", "closed", "worker"),
        ("received", "taken_up", "council"),
        ("received", "closed", "council"),
        ("received", "turned", "person"),
        ("received", "withdrawn", "person"),
        ("taken_up", "received", "council"),
        ("taken_up", "received", "worker"),
        ("taken_up", "contacted", "council"),
        ("taken_up", "closed", "council"),
        ("taken_up", "turned", "person"),
        ("taken_up", "withdrawn", "person"),
        ("contacted", "turned", "council"),
        ("contacted", "turned", "person"),
        ("contacted", "closed", "council"),
        ("contacted", "closed", "worker"),
        ("contacted", "withdrawn", "person"),
        ("turned", "closed", "council"),
        ("turned", "closed", "worker"),
        ("turned", "withdrawn", "person"),
        ("closed", "received", "person"),
    }
)


def may(held: AidRequest, to: State, who: Who) -> bool:
    """Whether this move is legal now; the guards of the database may still refuse it."""
    return (held.state, to, who) in MOVES
