"""What the doctor does on their own path, each in one transaction as the person of that one case."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct, structs

from relais.core.db import Db
from relais.core.errors import Refused
from relais.followup.path_model import Held, PathForm
from relais.followup.path_reading import Reading
from relais.referrals import acts, service
from relais.referrals.model import Agreement, Asked, Option, Who
from relais.referrals.parts import SharedParts, said
from relais.referrals.story import Story
from relais.referrals.telling import tell_answer, tell_sent

PERSON: Who = "person"
ANSWERS = {
    "self_contact": "J'appelle moi-même : rien n'est transmis",
    "nothing_now": "Rien pour l'instant",
    "outside": "Autre chose, hors de mon département",
}


class PathActs(Struct, frozen=True, kw_only=True):
    """Every function is inside `Database.acting` of the person."""

    reading: Reading

    async def show(self, db: Db, held: Held, form: PathForm, options: Sequence[Option], reason: str | None) -> UUID:
        """One more round; the first one begins a referral. Who was reading reads no more, and the council is told."""
        story = held.story
        if story is None or not held.goes_on:
            origin = held.case.council if form.followed else ""
            begun = await acts.begin_with_options(
                db, held.case.id, form.asked, options, PERSON, origin_org=origin, reason=reason
            )
            return begun.id
        asked = Asked(to="options_shown", version=_version(story, form), request=form.asked, reason=reason)
        after = await acts.other_options(db, story.referral.id, asked, options, PERSON)
        if held.readers and after.version > story.referral.version:
            await self._tell_council(db, story)
        return after.id

    async def answer(self, db: Db, story: Story, form: PathForm) -> None:
        """What the doctor chose among the options of this round, or one of the answers that are always there."""
        version, request, referral = _version(story, form), form.asked, story.referral.id
        if form.answer == "self_contact":
            asked = Asked(to="self_contact", version=version, request=request)
            await service.move(db, referral, asked, PERSON)
            return
        if form.answer == "nothing_now":
            asked = Asked(to="cancelled", version=version, request=request, reason="nothing_now")
            await service.move(db, referral, asked, PERSON)
            return
        option = next((one for one in story.options_of(story.referral.round) if str(one.id) == form.answer), None)
        if option is None:
            raise Refused("choice_not_shown", "Choisissez une des réponses de la liste.", field="answer")
        asked = Asked(to="chosen", version=version, request=request)
        await service.choose(db, referral, asked, PERSON, option=option.id, service=option.service, how="own_session")

    async def agree(self, db: Db, story: Story, form: PathForm, parts: SharedParts) -> None:
        """Seal what is shared, record the consent under the notice that was read, send, and say that it waits."""
        words = said(parts)
        given = await self._agreement(db, story, form)
        given = structs.replace(given, answer="given", categories=tuple(words))
        asked = Asked(to="sent", version=_version(story, form), request=form.asked)
        place = self.reading.place
        sent = await acts.agree_and_send(db, place.vault, story.referral.id, asked, given, words, PERSON)
        if story.referral.state == "chosen":  # not posted a second time
            await tell_sent(db, place.vault, sent, place.origin)

    async def refuse(self, db: Db, story: Story, form: PathForm) -> None:
        """A refusal, once a round; nothing else changes."""
        this_round = story.referral.round
        if any(one.round == this_round and one.answer == "refused" for one in story.consents):
            return
        await acts.refuse(db, story.referral.id, await self._agreement(db, story, form))

    async def _agreement(self, db: Db, story: Story, form: PathForm) -> Agreement:
        to = await self.reading.recipient(db, story)
        if not to.function:
            raise Refused(
                "recipient_away",
                "Plus personne n'ouvre la boîte de cette structure : rien n'est parti. Vous pouvez l'appeler.",
                status=409,
            )
        notice = await service.current_notice(db)
        if (form.notice, form.notice_sha256) != (notice.number, notice.sha256.hex()):
            raise Refused("notice_changed", "Le texte à lire a changé : relisez-le avant l'accord.", field="notice")
        return Agreement(
            answer="refused",
            grantor="self",
            recipient_org=to.slug,
            recipient_function=to.function,
            categories=(),
            medium="inbox",
            notice=notice.number,
            notice_sha256=notice.sha256.hex(),
            mode="online",
            evidence="code",
            days=form.days,
        )

    async def _tell_council(self, db: Db, story: Story) -> None:
        await tell_answer(db, self.reading.place.vault, story.referral, self.reading.place.origin)


def _version(story: Story, form: PathForm) -> int:
    """The version that the page showed; a page that showed none acts on the present one."""
    return form.version or story.referral.version
