"""What is held, ready to be read: each code in words, each body by its name, oldest first."""

from collections.abc import Container, Iterable
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from relais.accompaniment.handing import whole_name
from relais.cases.model import Category
from relais.core import clock
from relais.followup.seeing import Held
from relais.followup.words import listed, opener_of, sentence_of
from relais.referrals.model import TERMINAL
from relais.referrals.parts import CATEGORIES, SPOKEN, lines_of
from relais.referrals.story import Story
from relais.referrals.story_store import ConsentRow, DisclosureRow, OptionRow
from relais.referrals.words import ENDED, MEDIA, MODES, STATES_FOR_PERSON
from relais.sheets.workplace import Workplace


class Part(Struct, frozen=True, kw_only=True):
    """One category and the words themselves; `lines` empty when they were taken out."""

    category: Category
    label: str
    lines: tuple[str, ...]


class OptionLine(Struct, frozen=True, kw_only=True):
    """What was told of one service, or why it was left out."""

    name: str
    why: tuple[str, ...]
    excluded: str
    chosen: bool


class Round(Struct, frozen=True, kw_only=True):
    """What was told at once, and what was left out."""

    number: int
    shown: tuple[OptionLine, ...]
    left_out: tuple[OptionLine, ...]


class Agreement(Struct, frozen=True, kw_only=True):
    """One answer to the notice. `ended`: how, in words; "" while it lives."""

    id: UUID
    given: bool
    recipient: str
    function: str
    categories: str
    how: str
    given_at: datetime
    until: datetime
    ended_at: datetime | None
    ended: str
    alive: bool


class Sent(Struct, frozen=True, kw_only=True):
    """What left, to whom, when. `open`: they may still read it."""

    at: datetime
    recipient: str
    function: str
    medium: str
    parts: tuple[Part, ...]
    open: bool


class ReferralView(Struct, frozen=True, kw_only=True):
    """One referral told to the person. `choose`: what the button to its choice says; "" when it has ended."""

    id: UUID
    title: str
    state: str
    since: datetime
    living: bool
    choose: str
    rounds: tuple[Round, ...]
    agreements: tuple[Agreement, ...]
    sent: tuple[Sent, ...]


class Opening(Struct, frozen=True, kw_only=True):
    """Who opened the case, as function and body, when and why."""

    at: datetime
    who: str
    why: str


class Line(Struct, frozen=True, kw_only=True):
    """One event in words."""

    at: datetime
    words: str


class View(Struct, frozen=True, kw_only=True):
    """The page. `readers`: who may read something now, by a consent; `council`: who accompanies, "" for nobody.

    `words`: what is held of what the person said; `file_until`: the last day of a national file that was decided.
    `noted`: another wrote about them, who said nothing here.
    """

    reference: str
    alias: str
    words: str
    ends_on: date
    file_until: date | None
    council: str
    readers: tuple[tuple[str, str, datetime], ...]
    parts: tuple[Part, ...]
    referrals: tuple[ReferralView, ...]
    openings: tuple[Opening, ...]
    timeline: tuple[Line, ...]
    closed: bool
    noted: bool

    @property
    def living(self) -> tuple[ReferralView, ...]:
        """What may still be stopped."""
        return tuple(one for one in self.referrals if one.living)


def view_of(place: Workplace, held: Held) -> View:
    """The view of one case."""
    case = held.case
    return View(
        reference=case.reference,
        alias=case.alias,
        words=_words(held),
        ends_on=case.ends_on,
        file_until=held.keeping.file_until if held.keeping else None,
        council=whole_name(place, case.council) if case.council else "",
        readers=tuple(_readers(place, held)),
        parts=_parts(place, held, held.parts),
        referrals=tuple(_referral(place, held, story) for story in reversed(held.stories)),
        openings=tuple(_openings(place, held)),
        timeline=tuple(_timeline(place, held)),
        closed=case.closed_at is not None,
        noted=held.noted,
    )


def _words(held: Held) -> str:
    """What is held of the person's own words, in the middle of a sentence; "" for nothing."""
    words = [SPOKEN[one] for one in SPOKEN if one in held.parts]
    if held.case.alias:
        words.insert(0, "le nom convenu avec vous")
    return listed(words)


def _parts(place: Workplace, held: Held, wanted: Container[Category]) -> tuple[Part, ...]:
    territory = {code: one.name for code, one in place.directory.gazetteer.departements.items()}
    return tuple(
        Part(
            category=one,
            label=CATEGORIES[one],
            lines=tuple(lines_of(one, held.parts[one], territory=territory)) if one in held.parts else (),
        )
        for one in CATEGORIES
        if one in wanted
    )


def _readers(place: Workplace, held: Held) -> Iterable[tuple[str, str, datetime]]:
    for story in held.living:
        for sent in story.disclosures:
            if _is_open(story, sent) and story.consent:
                words = listed([SPOKEN[one] for one in SPOKEN if one in sent.categories])
                yield place.name_of(sent.recipient_org), words, story.consent.valid_until


def _is_open(story: Story, sent: DisclosureRow) -> bool:
    until = story.referral.readable_until
    return sent.round == story.referral.round and until is not None and until > clock.now()


def _referral(place: Workplace, held: Held, story: Story) -> ReferralView:
    referral = story.referral
    numbers = sorted({one.round for one in story.options})
    return ReferralView(
        id=referral.id,
        title=place.name_of(referral.service) if referral.service else "",
        state=STATES_FOR_PERSON[referral.state],
        since=referral.state_at,
        living=referral.state not in TERMINAL,
        choose=_choose(story) if held.case.closed_at is None else "",
        rounds=tuple(_round(place, story, number) for number in numbers),
        agreements=tuple(_agreement(place, one) for one in story.consents),
        sent=tuple(_sent(place, held, story, one) for one in story.disclosures),
    )


_CHOOSING = {
    "draft": "Chercher des possibilités",
    "options_shown": "Choisir",
    "chosen": "Continuer, ou changer de choix",
}


def _choose(story: Story) -> str:
    if not story.actions("person"):
        return ""
    return _CHOOSING.get(story.referral.state, "Changer de choix")


def _round(place: Workplace, story: Story, number: int) -> Round:
    chosen = {one.service for one in story.choices if one.round == number}

    def line(option: OptionRow) -> OptionLine:
        return OptionLine(
            name=place.name_of(option.service),
            why=option.why,
            excluded=option.excluded,
            chosen=option.service in chosen,
        )

    return Round(
        number=number,
        shown=tuple(map(line, story.options_of(number))),
        left_out=tuple(map(line, story.left_out_of(number))),
    )


def _agreement(place: Workplace, row: ConsentRow) -> Agreement:
    how = row.ended_how or ("" if row.alive or row.answer != "given" else "lapsed")
    return Agreement(
        id=row.id,
        given=row.answer == "given",
        recipient=place.name_of(row.recipient_org),
        function=row.recipient_function,
        categories=listed([SPOKEN[one] for one in SPOKEN if one in row.categories]),
        how=MODES[row.mode].lower(),
        given_at=row.given_at,
        until=row.valid_until,
        ended_at=row.ended_at,
        ended=ENDED.get(how, how),
        alive=row.alive,
    )


def _sent(place: Workplace, held: Held, story: Story, row: DisclosureRow) -> Sent:
    return Sent(
        at=row.disclosed_at,
        recipient=place.name_of(row.recipient_org),
        function=row.recipient_function,
        medium=MEDIA[row.medium],
        parts=_parts(place, held, row.categories),
        open=_is_open(story, row),
    )


def _openings(place: Workplace, held: Held) -> Iterable[Opening]:
    for event in held.events:
        if event.act == "case.opened_by":
            who, why = opener_of(event, place.name_of)
            yield Opening(at=event.at, who=who, why=why)


def _timeline(place: Workplace, held: Held) -> Iterable[Line]:
    moves = {str(story.referral.id): story.moves for story in held.stories}
    for event in held.events:
        made = moves.get(event.detail.get("referral", ""), ())
        number = int(event.detail.get("version", 0)) - 2  # a referral begins at version 1; each move adds one
        calls = made[number].attempts if 0 <= number < len(made) else ()
        if words := sentence_of(event, place.name_of, calls):
            yield Line(at=event.at, words=words)
