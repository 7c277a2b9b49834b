"""Hostile posts on the pages of a referral: when each makes sense, what may answer it, and how it is sent.

An act is given everybody and the model; it answers the reply, or None when what it needs is not there.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from relais.accounts.doors import TOKEN_FIELD
from relais.core.ids import new_id
from tests.followup.pressing import Fields, Opened, post
from tests.laws.referral_model import LIVING, OUT, Model
from tests.laws.referral_pages import BOARD, INBOX, READERS, SHARED, People, says

Act = Callable[[People, Model], Awaitable[Opened | None]]
When = Callable[[Model], bool]


def fields_of(people: People, page: Opened, model: Model) -> Fields:
    """The token of the officer's session, and a fresh mark of this referral as it is."""
    stop = page.form("Tout arrêter, à la demande")[0]
    kept = [pair for pair in stop.fields if pair[0] not in ("referral", "version", "request")]
    return [*kept, ("referral", str(model.id)), ("version", str(model.version)), ("request", str(new_id()))]


def reads(model: Model) -> bool:
    return model.state in OUT[1:] and model.agreed and model.org in READERS


def always(model: Model) -> bool:
    return model.state in LIVING


async def another_council(people: People, model: Model) -> Opened:
    """With the form of the officer who may: only the session is another's."""
    fields = fields_of(people, await people.case_page(), model)
    path = people.random.choice(["arreter", "choix", "accord", "suite", "possibilites", "nom", "ouvrir", "code"])
    board = await people.read(people.stranger, BOARD)
    token = next(pair for form in board.forms for pair in form.fields if pair[0] == fields[0][0])
    return await post(people.stranger, f"{people.address}/{path}", [token, *fields[1:]])


async def another_organisation(people: People, model: Model) -> Opened:
    org = next(one for one in READERS if one != model.org)
    return await ask_as(people, model, org, people.random.choice(["withdrawn", "accepted", "closed"]))


async def ask_as(people: People, model: Model, org: str, to: str, **more: str) -> Opened:
    """What a page of this organisation would post, whether it shows such a button or not."""
    page = await people.read(people.readers[org], INBOX)
    token = next(pair for form in page.forms for pair in form.fields if pair[0] == TOKEN_FIELD)
    fields = [token, ("to", to), ("version", str(model.version)), ("request", str(new_id())), *more.items()]
    return await post(people.readers[org], f"{INBOX}/{model.id}", fields)


async def no_token(people: People, model: Model) -> Opened:
    fields = [pair for pair in fields_of(people, await people.case_page(), model) if pair[0] != TOKEN_FIELD]
    return await post(people.officer, f"{people.address}/arreter", fields)


async def forged_passage(people: People, _model: Model) -> Opened:
    altered = people.passage[:-4] + ("0000" if people.passage[-4:] != "0000" else "1111")
    return await post(people.doctor, "/suivi/arreter", [("passage", altered), ("sur", "oui")])


async def another_doctor(people: People, model: Model) -> Opened | None:
    """A doctor with a code of their own, and the identifier of this referral."""
    if not people.former:
        return None
    fields = [("passage", people.former), ("referral", str(model.id)), ("version", str(model.version))]
    where = people.random.choice(["/suivi/choisir", "/suivi/options", "/suivi/accord"])
    more = [("request", str(new_id())), ("answer", "nothing_now"), ("act", "again")]
    return await post(people.doctor, where, [*fields, *more])


async def officer_out_of_turn(people: People, model: Model) -> Opened:
    """A move that is not legal from here, on the page's own mark."""
    fields = fields_of(people, await people.case_page(), model)
    far = {"options_shown": "closed", "chosen": "accepted", "consented": "declined", "draft": "sent"}
    act = far.get(model.state, "sent")
    return await post(people.officer, f"{people.address}/suite", [*fields, ("act", act), ("reason", "no_capacity")])


async def recipient_out_of_turn(people: People, model: Model) -> Opened:
    to = {"accepted": "closed", "received": "contact_made"}.get(model.state, "accepted")
    more = {"outcome": "helped"} if to == "closed" else {"attempts": "2026-11-01"}
    return await ask_as(people, model, model.org, to, **more)


async def doctor_out_of_turn(people: People, model: Model) -> Opened:
    fields = [("passage", people.passage), ("referral", str(model.id)), ("version", str(model.version))]
    return people.own(
        await post(people.doctor, "/suivi/choisir", [*fields, ("request", str(new_id())), ("answer", "self_contact")])
    )


async def old_page(people: People, model: Model) -> Opened | None:
    """A tab where things stand as they stood: pressed today with a mark of its own."""
    words = ("Enregistrer le choix", "Enregistrer mon choix", "Elle accepte", "Accepter", "Contact établi")
    for page in people.kept:
        for one in words:
            if says(page, one) and ("version", str(model.version)) not in page.form(one)[0].fields:
                more: dict[str, Any] = {"attempts": "2026-11-01"} if one == "Contact établi" else {}
                if "Enregistrer" in one:
                    options = [o for o in page.form(one)[0].options if o[0] == "radio" and len(o[2]) == 36]
                    more = {options[0][1]: options[0][2]}
                return await page.press(one, **more, request=str(new_id()))
    return None


async def nothing_said(people: People, model: Model) -> Opened:
    """A button that needs something beside it, pressed alone."""
    if model.medium == "telephone":
        words = {"contact_made": "Terminer", "unreachable": "Terminer", "accepted": "Injoignable"}
        return await (await people.case_page()).press(words.get(model.state, "Elle décline"))
    words = {"contact_made": "Terminer", "unreachable": "Terminer", "accepted": "Injoignable"}
    return await (await people.sheet(model.org, model.id)).press(words.get(model.state, "Décliner"))


async def unknown_option(people: People, _model: Model) -> Opened:
    if people.random.random() < 0.5:
        return await (await people.case_page()).press("Enregistrer le choix", option=str(new_id()))
    step = people.own(await (await people.view()).press("Choisir"))
    return people.own(await step.press("Enregistrer mon choix", answer=str(new_id())))


async def nothing_ticked(people: People, _model: Model) -> Opened:
    return await (await people.case_page()).press("Envoyer", how="phone_read")


async def no_way_of_agreeing(people: People, _model: Model) -> Opened:
    return await (await people.case_page()).press("Envoyer", **SHARED)


async def other_text(people: People, _model: Model) -> Opened:
    """The text that was read is not the one of today."""
    return await (await people.case_page()).press("Envoyer", **SHARED, how="phone_read", read="0" * 64)


def chosen(model: Model) -> bool:
    return model.state == "chosen"


HOSTILE: dict[str, tuple[When, set[int], Act]] = {
    "another council": (always, {404}, another_council),
    "another organisation": (always, {404}, another_organisation),
    "no token": (always, {403}, no_token),
    "a forged passage": (always, {403}, forged_passage),
    "another doctor": (always, {404}, another_doctor),
    "an officer out of turn": (
        lambda model: model.state != "consented" or not model.agreed,
        {409},
        officer_out_of_turn,
    ),
    "a recipient out of turn": (reads, {409}, recipient_out_of_turn),
    "a doctor out of turn": (lambda model: model.state in OUT, {409}, doctor_out_of_turn),
    "an old page": (always, {404, 409, 422}, old_page),
    "nothing said": (lambda model: model.state in OUT[1:] and model.agreed, {422}, nothing_said),
    "an unknown option": (lambda model: model.state == "options_shown", {409, 422}, unknown_option),
    "nothing ticked": (chosen, {422}, nothing_ticked),
    "no way of agreeing": (chosen, {422}, no_way_of_agreeing),
    "another text": (chosen, {409}, other_text),
}
