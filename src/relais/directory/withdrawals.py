"""Taking a wrong number off the screens at once. One person does it; another looks at it afterwards."""

from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.clock import now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.directory import change_store, store
from relais.directory.change_model import Outcome
from relais.directory.decisions import decider_of, suspend
from relais.directory.emergency import EMERGENCY_SLUGS
from relais.directory.facts import contact_id
from relais.directory.protected import PROTECTED
from relais.directory.publishing import organization_of
from relais.directory.submission import WHY_LIMIT, directory_version, said_by


async def withdraw_number(db: Db, actor: Actor, slug: str, position: int, why: str) -> Outcome:
    """Stop giving a number, at once; another coordinator then lets it stand or puts the number back.

    The helpline's own number stays on the screens until that second coordinator agrees.
    Raises NotFound, Refused: `number_compiled_in`, `why_missing`, `withdrawal_waits`.
    """
    coordinator = decider_of(actor)
    said = why.strip()[:WHY_LIMIT]
    if slug in EMERGENCY_SLUGS:
        raise Refused(
            "number_compiled_in", "Ce numéro est compilé dans Relais : il ne se retire que par une nouvelle version."
        )
    if not said:
        raise Refused("why_missing", "Dites pourquoi ce numéro ne doit plus être donné.", field="why")
    subject = ("contact", contact_id(slug, "phone", position))
    protected = slug in PROTECTED
    async with db.transaction():
        organization = await organization_of(db, slug)
        version = await directory_version(db) if protected else await store.TAKE_VERSION.value(db, "decision")
        held = await change_store.GET_HELD.one(db, *subject, "phone")
        if held is None or held.value is None or held.state == "suspended":
            raise NotFound("Ce numéro n'est plus donné.")
        if await change_store.COUNT_WITHDRAWALS.value(db, subject[1]):
            raise Refused("withdrawal_waits", "Le retrait de ce numéro attend déjà une seconde personne.", status=409)
        if not protected:
            await suspend(db, subject, version, "Retiré par la coordination : ne répond pas de l'organisme.")
            await store.PROJECT.run(db, version)
        request, origin = new_id(), said_by(actor, now())
        await change_store.ADD_REQUEST.run(db, request, slug, coordinator, actor.acting_as, said)
        purpose = "protected" if protected else "withdrawal"
        await change_store.ADD_LINE.run(
            db, request, *subject, "phone", held.version_from, None, "suspended", origin.source_label,
            origin.source_date_text, coordinator, purpose,
        )  # fmt: skip
        await record(
            db, actor, "directory.withdraw_number", *subject, organization=organization, field="phone",
            detail={"before": held.value, "after": None, "request": str(request), "purpose": purpose},
        )  # fmt: skip
    return Outcome(published=() if protected else ("phone",), waiting=("phone",), version=version)
