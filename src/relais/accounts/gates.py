"""Who may open an address. Every route names one gate; the table in docs/reference/routes.md says the same."""

from litestar.enums import HttpMethod
from msgspec import Struct

from relais.accounts.model import Role
from relais.accounts.session_store import Stage

SAFE_METHODS = frozenset({HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, "GET", "HEAD", "OPTIONS"})


class Gate(Struct, frozen=True, kw_only=True):
    """`reads_session` false: the address knows nobody and needs no database. `roles` empty: any signed-in person.

    `stage`: how much of a session was proved; only the steps of signing in ask for less than all of it.
    """

    name: str
    reads_session: bool = True
    needs_session: bool = True
    roles: frozenset[Role] = frozenset()
    stage: Stage = "full"


EVERYONE = Gate(name="everyone", reads_session=False, needs_session=False)  # the desk, the directory, signing in
KNOWN = Gate(name="known if signed in", needs_session=False)  # open to all; who is signed in is known as such
PASSWORD_PROVED = Gate(name="password proved", stage="password")  # the second factor is awaited
ENTERING = Gate(name="entering", stage="entering")  # first entry: the second factor is being made
SIGNED_IN = Gate(name="signed in")
OWN_PAGE = Gate(name="member or officer", roles=frozenset({"member", "officer"}))
OFFICER = Gate(name="officer", roles=frozenset({"officer"}))  # of a council: the referrals it accompanies
RECIPIENT = Gate(name="recipient", roles=frozenset({"recipient"}))  # of an organisation: what it was sent
LISTENER = Gate(name="listener or officer", roles=frozenset({"listener", "officer"}))
COORDINATOR = Gate(name="coordinator", roles=frozenset({"coordinator"}))
JOURNAL = Gate(name="coordinator or auditor", roles=frozenset({"coordinator", "auditor"}))
NATIONAL = Gate(name="national", roles=frozenset({"national"}))  # the national service: what goes by no council
COMMISSION = Gate(name="commission", roles=frozenset({"commissioner", "chair", "national"}))
CHAIR = Gate(name="chair", roles=frozenset({"chair"}))
FILES = Gate(  # documents of a national file: the council that follows it, then the commission
    name="officer or commission", roles=frozenset({"officer", "national", "commissioner", "chair"})
)
SIGNATORY = Gate(name="signatory", roles=frozenset({"signatory"}))
AID_DESK = Gate(name="officer or national", roles=frozenset({"officer", "national"}))  # requests received
PROGRAMME = Gate(  # who speaks for an organisation in the programme
    name="member, officer or signatory", roles=frozenset({"member", "officer", "signatory"})
)
TECHNICIAN = Gate(name="technician", roles=frozenset({"technician"}))
GATES = (
    EVERYONE,
    KNOWN,
    PASSWORD_PROVED,
    ENTERING,
    SIGNED_IN,
    OWN_PAGE,
    OFFICER,
    RECIPIENT,
    LISTENER,
    COORDINATOR,
    JOURNAL,
    NATIONAL,
    COMMISSION,
    CHAIR,
    FILES,
    SIGNATORY,
    AID_DESK,
    PROGRAMME,
    TECHNICIAN,
)


def through(gate: Gate, *, reading: bool = False) -> dict[str, object]:
    """What a handler is declared with: `@get("/espace", opt=through(OWN_PAGE))`.

    `reading`: a post that changes nothing (it only carries what must not stand in an address) needs no form token.
    """
    return {"gate": gate, "reading": reading}
