"""What a referral may do and what refuses the rest, as the specification says it, not as the code does."""

from typing import Any

ORIGIN = """draft: options_shown cancelled; options_shown: chosen cancelled self_contact;
    chosen: options_shown consented cancelled self_contact; consented: options_shown sent;
    declined: options_shown closed; unreachable: options_shown; expired: options_shown"""
RECIPIENT = """sent: received; received: accepted declined; accepted: contact_made unreachable declined;
    contact_made: closed; unreachable: closed"""
SYSTEM = """sent: expired; received: expired; expired: cancelled; accepted: closed; contact_made: closed;
    unreachable: closed"""
LIVING = ("draft", "options_shown", "chosen", "consented", "sent", "received", "accepted", "contact_made",
          "unreachable", "declined", "expired")  # fmt: skip
ENDS = ("closed", "withdrawn", "cancelled", "self_contact")
OUT = LIVING[4:9]
ENDS_CONSENT = (*ENDS, "declined", "expired", "options_shown")
Move = tuple[str, str, str]
VIEWS = {"disclosures_outside_consent": "referral", "referrals_out_of_step": "id"}
GUARDS = {
    "denied", "referral_event_legal_move", "referral_event_of_this_version", "referral_event_once",
    "referral_options_are_real", "referral_chosen_by_the_person", "referral_sent_needs_consent",
    "referral_recipient_reads", "referral_number_is_for_help", "referral_answer_needs_consent", "referral_not_due",
    "referral_event_reason_known", "referral_event_closed_has_outcome", "referral_event_no_outcome_is_the_systems",
    "referral_event_unreachable_after_three", "referral_of_a_colleague_goes_nowhere",
}  # fmt: skip

MET_IN = {
    "referral_event_closed_has_outcome": "contact_made", "referral_event_no_outcome_is_the_systems": "contact_made",
    "referral_event_unreachable_after_three": "accepted", "referral_answer_needs_consent": "received",
    "referral_not_due": "sent", "referral_recipient_reads": "consented", "referral_number_is_for_help": "consented",
    "referral_sent_needs_consent": "chosen", "referral_of_a_colleague_goes_nowhere": "options_shown",
}  # fmt: skip


def listed(text: str, who: str) -> set[Move]:
    parts = [part.split(":") for part in text.split(";")]
    return {(start.strip(), to, who) for start, ends in parts for to in ends.split()}


LEGAL: set[Move] = (
    {move for who in ("origin", "person") for move in listed(ORIGIN, who)}
    | {move for who in ("recipient", "caller") for move in listed(RECIPIENT, who)}
    | listed(SYSTEM, "worker")
    | {(state, "options_shown", "person") for state in LIVING}
    | {(state, "withdrawn", who) for state in LIVING for who in ("origin", "person")}
    | {(state, "withdrawn", "recipient") for state in LIVING[4:]}
)


class Model:
    """What a referral should be now."""

    def __init__(self, referral: Any) -> None:
        self.id = referral
        self.state, self.version, self.round = "draft", 1, 0
        self.options = self.chosen = False
        self.medium = ""  # of a consent of this round
        self.left = self.since_sent = self.since_move = 0  # days
        self.org = ""

    @property
    def agreed(self) -> bool:
        return self.medium != "" and self.left > 0

    def allows(self, move: Move) -> bool:
        """Whether it is legal and its guard can be met, by waiting if need be."""
        start, to, who = move
        if start != self.state or (who == "caller" and self.medium != "telephone"):
            return False
        if to == "sent":
            return self.agreed
        if who in ("recipient", "caller") and to != "withdrawn":
            return self.left > -14 if to == "closed" else self.agreed
        return True

    def apply(self, to: str) -> None:
        self.state, self.version, self.since_move = to, self.version + 1, 0
        if to == "sent":
            self.since_sent = 0
        if to in ENDS_CONSENT:
            self.medium = ""
        if to == "options_shown":
            self.round, self.options, self.chosen, self.org = self.round + 1, False, False, ""


async def days_go_by(admin: Any, model: Model, days: int) -> None:
    """For this referral alone: everything that happened to it happened earlier. `admin` writes past the triggers."""
    oldest_first = "SELECT id FROM consent WHERE referral = $1 ORDER BY given_at"  # two must not meet on the way
    consents = [row["id"] for row in await admin.fetch(oldest_first, model.id)]
    for table, key, ids, columns in (
        ("referral", "id", [model.id], ("made_at", "state_at", "sent_at", "readable_until")),
        ("consent", "id", consents, ("given_at", "valid_until", "ended_at")),
        ("disclosure", "consent", consents, ("disclosed_at",)),
    ):
        earlier = ", ".join(f"{column} = {column} - make_interval(hours => 24 * $2)" for column in columns)
        await admin.executemany(f"UPDATE {table} SET {earlier} WHERE {key} = $1", [(one, days) for one in ids])
    model.left, model.since_sent, model.since_move = model.left - days, model.since_sent + days, model.since_move + days
