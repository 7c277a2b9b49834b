"""Every letter Relais sends: plain, calm, neutral. None says a need, none says a thing about a doctor.

A letter is made here and nowhere else: each takes only what it names, so that none can be given more.
"""

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

Notice = Literal[
    "password_changed",
    "second_factor_changed",
    "recovery_code_used",
    "recovery_codes_made",
    "passkey_added",
    "passkey_removed",
    "role_given",
    "role_ended",
    "reset_asked",
    "reset_done",
]
ReminderStep = Literal["before", "due", "after"]
ActionEnd = Literal["published", "refused", "cancelled"]

SIGNED = "Relais\nCe message est automatique : une réponse ne serait lue par personne."
NEVER_ASKED = "Relais ne demande jamais de mot de passe ni de code par courriel ou par téléphone."
NOTICES: dict[Notice, str] = {
    "password_changed": "Le mot de passe de votre compte a été changé.",
    "second_factor_changed": "Le deuxième facteur de votre compte a été changé.",
    "recovery_code_used": "Un code de récupération a servi à entrer dans votre compte.",
    "recovery_codes_made": "De nouveaux codes de récupération ont été faits pour votre compte.",
    "passkey_added": "Une clé d'accès a été ajoutée à votre compte.",
    "passkey_removed": "Une clé d'accès a été retirée de votre compte.",
    "role_given": "Une fonction a été ajoutée à votre compte.",
    "role_ended": "Une fonction a été retirée de votre compte.",
    "reset_asked": "Une personne habilitée a demandé de rouvrir votre compte. Une deuxième doit l'accepter.",
    "reset_done": "Votre compte attend un nouveau mot de passe : un lien vous a été envoyé à part.",
}
REMINDERS: dict[ReminderStep, str] = {
    "before": "Dans deux semaines, des informations de votre page seront à confirmer.",
    "due": "Des informations de votre page sont à confirmer.",
    "after": "Des informations de votre page sont à confirmer depuis deux semaines : elles passent pour anciennes.",
}
ACTION_ENDS: dict[ActionEnd, str] = {
    "published": "L'annonce que vous avez proposée a été relue : elle est publiée.",
    "refused": "L'annonce que vous avez proposée n'a pas été retenue. La raison est dans votre espace.",
    "cancelled": "La coordination a annulé une annonce que vous aviez proposée. La raison est dans votre espace.",
}
_LINK = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/[A-Za-z0-9/_~.-]*")
_SIX_DIGITS = re.compile(r"[0-9]{6}")
_LINE = 120  # characters of a name or a label, at most


class Letter(Struct, frozen=True, kw_only=True):
    """What is sent. `kind` is for counting; `subject` is one line; `text` is all there is: no HTML, no image."""

    kind: str
    subject: str
    text: str


def invitation(link: str) -> Letter:
    """A first entry, by a link used once."""
    return _letter(
        "invitation",
        "Relais : votre invitation",
        "Un compte vous attend dans Relais. Pour y entrer, ouvrez cette page, puis choisissez un mot de passe :",
        _link(link),
        "Ce lien sert une seule fois, pendant 72 heures. Passé ce délai, demandez-en un autre à qui vous invite.",
        "Si vous n'attendiez pas ce message, n'en faites rien : personne ne peut entrer à votre place.",
    )


def reset(link: str) -> Letter:
    """A new password and second factor, once two persons agreed."""
    return _letter(
        "reset",
        "Relais : retrouver votre compte",
        "Deux personnes habilitées ont accepté de rouvrir votre compte. Ouvrez cette page, puis choisissez un nouveau "
        "mot de passe :",
        _link(link),
        "Ce lien sert une seule fois, pendant 72 heures.",
        "Si vous n'avez rien demandé, n'ouvrez pas ce lien et prévenez la coordination.",
    )


def security_notice(what: Notice) -> Letter:
    """Something changed in the account: whoever did not do it learns of it."""
    return _letter(
        "security_notice",
        "Relais : votre compte a changé",
        NOTICES[what],
        "Si cela vient de vous, il n'y a rien à faire. Sinon, prévenez tout de suite la coordination.",
        NEVER_ASKED,
    )


def change_waiting(link: str, count: int) -> Letter:
    """Changes wait for a second person."""
    many = f"{count} modifications attendent" if count > 1 else "Une modification attend"
    return _letter(
        "change_waiting", "Relais : une page à relire", f"{many} une deuxième lecture dans Relais.", _link(link)
    )


def change_decided(link: str, organization_name: str, accepted: bool) -> Letter:
    """What became of a change, for who proposed it. Why it was refused is read on the page, not here."""
    said = "a été acceptée : elle est publiée." if accepted else "n'a pas été retenue. La raison est dans votre espace."
    return _letter(
        "change_decided",
        "Relais : votre modification a été relue",
        f"Votre modification de la page « {_name(organization_name)} » {said}",
        _link(link),
    )


def action_waiting(link: str, count: int) -> Letter:
    """Proposed actions wait for a second person. What they are about is read on the page, not here."""
    many = f"{count} annonces attendent" if count > 1 else "Une annonce attend"
    return _letter(
        "action_waiting", "Relais : une annonce à relire", f"{many} une deuxième lecture dans Relais.", _link(link)
    )


def action_ended(link: str, ending: ActionEnd) -> Letter:
    """What became of a proposed action, for who proposed it."""
    return _letter("action_ended", "Relais : votre annonce", ACTION_ENDS[ending], _link(link))


def reminder(link: str, organization_name: str, step: ReminderStep, fields: Sequence[str]) -> Letter:
    """What is due on a page. `fields`: the labels of the fields, never their values."""
    return _letter(
        "reminder",
        "Relais : une page à relire",
        f"{REMINDERS[step]} Il s'agit de « {_name(organization_name)} » :",
        "\n".join(f"- {_name(label)}" for label in fields),
        "Si tout est resté exact, un bouton de cette page suffit. Sinon, elle mène à votre espace :",
        _link(link),
        "Ouvrir cette page ne change rien : rien n'est confirmé tant que vous n'avez pas appuyé sur le bouton.",
    )


def colleague_joined(link: str, organization_name: str) -> Letter:
    """Someone else may now edit the same page: those who already could learn of it."""
    return _letter(
        "colleague_joined",
        "Relais : une personne de plus sur votre page",
        f"Une personne de plus peut modifier la page « {_name(organization_name)} ». Son nom est dans votre espace :",
        _link(link),
        "Si vous ne vous y attendiez pas, prévenez la coordination.",
    )


def grant_waiting(link: str) -> Letter:
    """A function was proposed for someone: another person must agree."""
    return _letter(
        "grant_waiting",
        "Relais : une décision attend une deuxième personne",
        "Une personne habilitée propose de donner une fonction. Une deuxième doit l'accepter ou la refuser :",
        _link(link),
    )


def reset_waiting(link: str) -> Letter:
    """Someone lost their password or second factor: another person must agree to reopen the account."""
    return _letter(
        "reset_waiting",
        "Relais : une décision attend une deuxième personne",
        "Une personne habilitée demande de rouvrir un compte. Une deuxième doit l'accepter ou la refuser :",
        _link(link),
    )


def last_member_left(link: str, organization_name: str) -> Letter:
    """Nobody keeps a page any more."""
    return _letter(
        "last_member_left",
        "Relais : une page n'est plus tenue",
        f"La dernière personne qui tenait la page « {_name(organization_name)} » vient de la quitter. "
        "Invitez quelqu'un d'autre :",
        _link(link),
    )


def referral_waiting(link: str) -> Letter:
    """Something was sent to whoever receives for an organisation: not what, nor about whom."""
    return _letter(
        "referral_waiting",
        "Relais : quelque chose vous attend",
        "Quelque chose vous attend dans Relais. Ouvrez votre boîte pour le lire et y répondre :",
        _link(link),
        "Ce message n'en dit pas plus, pour ne rien laisser dans une messagerie.",
    )


def referral_reminded(link: str) -> Letter:
    """What was sent a day ago has no answer yet."""
    return _letter(
        "referral_reminded",
        "Relais : quelque chose vous attend toujours",
        "Quelque chose vous attend dans Relais depuis un jour, sans réponse. Ouvrez votre boîte pour y répondre, "
        "même si c'est non :",
        _link(link),
        "Si vous n'êtes pas là, prévenez la personne qui vous remplace.",
    )


def referral_moved(link: str) -> Letter:
    """A body answered, or something was stopped: whoever accompanies reads it in Relais."""
    return _letter(
        "referral_moved",
        "Relais : du nouveau pour vous",
        "Il y a du nouveau dans un dossier que vous suivez dans Relais :",
        _link(link),
        "Ce message n'en dit pas plus, pour ne rien laisser dans une messagerie.",
    )


def step_coming(link: str) -> Letter:
    """Something planned with a person comes tomorrow, or is past: whoever accompanies reads it in Relais."""
    return _letter(
        "step_coming",
        "Relais : un rappel pour vous",
        "Dans un dossier que vous suivez, une étape arrive à sa date. Ouvrez la liste pour la lire :",
        _link(link),
        "Ce message n'en dit pas plus, pour ne rien laisser dans une messagerie.",
    )


def referral_escalated(link: str) -> Letter:
    """Nobody answered for three days: whoever accompanies calls the body."""
    return _letter(
        "referral_escalated",
        "Relais : une réponse manque depuis trois jours",
        "Dans un dossier que vous suivez, une structure n'a pas répondu depuis trois jours. Appelez-la, ou revoyez la "
        "suite avec la personne :",
        _link(link),
    )


def referral_handed_back(link: str) -> Letter:
    """Nobody answered in 14 days: whoever accompanies looks for something else with the person."""
    return _letter(
        "referral_handed_back",
        "Relais : une structure n'a pas répondu",
        "Dans un dossier que vous suivez, une structure n'a pas répondu en quatorze jours : elle ne peut plus rien "
        "lire. Revoyez la suite avec la personne, ou joignez-la comme convenu :",
        _link(link),
    )


def referral_unanswered(link: str) -> Letter:
    """The same, when no council is there to call. `link`: the public page of the body, with its number."""
    return _letter(
        "referral_unanswered",
        "Relais : une structure ne répond pas",
        "Quelque chose attend dans la boîte Relais de cette structure depuis trois jours, et personne d'autre que vous "
        "n'est là pour le lui dire. Appelez-la pour qu'elle ouvre sa boîte :",
        _link(link),
    )


def request_waiting(link: str) -> Letter:
    """Someone wrote to a body that reads requests: not who, nor what."""
    return _letter(
        "request_waiting",
        "Relais : quelque chose vous attend",
        "Quelque chose vous attend dans Relais. Ouvrez votre liste pour le lire et y répondre :",
        _link(link),
        "Ce message n'en dit pas plus, pour ne rien laisser dans une messagerie.",
    )


def request_first(link: str) -> Letter:
    """The same, and whoever wrote asked to be read before the others."""
    return _letter(
        "request_first",
        "Relais : à lire sans attendre",
        "Quelque chose vous attend dans Relais, en haut de votre liste, et demande à être lu sans attendre. La "
        "personne qui vous supplée reçoit ce message en même temps que vous :",
        _link(link),
        "Si personne ne l'ouvre dans les quatre heures, le service national est prévenu.",
    )


def request_relieved(link: str) -> Letter:
    """Nobody of the council opened in four hours what asked to be read first: the national service may."""
    return _letter(
        "request_relieved",
        "Relais : à lire sans attendre, à la place d'un conseil",
        "Un conseil n'a pas ouvert en quatre heures ce qui demandait à être lu sans attendre. Ouvrez-le à sa place, et "
        "prévenez-le :",
        _link(link),
    )


def request_reminded(link: str) -> Letter:
    """What came a day ago was taken up by nobody."""
    return _letter(
        "request_reminded",
        "Relais : quelque chose vous attend toujours",
        "Quelque chose vous attend dans Relais depuis un jour. Ouvrez votre liste pour le prendre :",
        _link(link),
        "Si vous n'êtes pas là, prévenez la personne qui vous remplace.",
    )


def request_escalated(link: str) -> Letter:
    """Nobody took it up for three days: everyone who reads for this body is told."""
    return _letter(
        "request_escalated",
        "Relais : personne n'a répondu depuis trois jours",
        "Dans la liste de votre organisme, quelque chose attend depuis trois jours. Toutes les personnes qui la lisent "
        "reçoivent ce message :",
        _link(link),
    )


def request_returned(link: str) -> Letter:
    """It was taken up three days ago and nobody was contacted: another person may take it up."""
    return _letter(
        "request_returned",
        "Relais : quelque chose est revenu dans votre liste",
        "Quelque chose avait été pris il y a trois jours, sans premier contact. C'est de nouveau à prendre :",
        _link(link),
    )


def request_unread(link: str) -> Letter:
    """Nobody of a council takes up what came days ago. `link`: its public page, with its number."""
    return _letter(
        "request_unread",
        "Relais : un conseil ne répond pas",
        "Quelque chose attend depuis trois jours ou plus dans la liste de ce conseil, et personne n'y répond. "
        "Appelez-le pour qu'il l'ouvre :",
        _link(link),
    )


def note_waiting(link: str) -> Letter:
    """A council received something about which someone is to be informed in time: not what, nor about whom."""
    return _letter(
        "note_waiting",
        "Relais : quelque chose vous attend",
        "Quelque chose est à faire dans Relais avant une date, qui est dans votre liste :",
        _link(link),
        "Ce message n'en dit pas plus, pour ne rien laisser dans une messagerie.",
    )


def note_code(code: str) -> Letter:
    """A code to type back: whoever reads this address asked for it. `code`: six digits, drawn."""
    if not _SIX_DIGITS.fullmatch(code):
        raise ValueError("not a code of ours")
    return _letter(
        "note_code",
        "Relais : un code à recopier",
        "Voici le code à recopier dans la page restée ouverte. Il sert une seule fois, pendant une demi-heure :",
        f"{code[:3]} {code[3:]}",
        "Si vous n'avez rien demandé, n'en faites rien : sans ce code, rien n'a lieu.",
    )


def _letter(kind: str, subject: str, *paragraphs: str) -> Letter:
    text = "\n\n".join(("Bonjour,", *(part for part in paragraphs if part), f"-- \n{SIGNED}"))
    return Letter(kind=kind, subject=subject, text=f"{text}\n")


def _link(link: str) -> str:
    """A plain address of ours. Raises ValueError: nothing typed by anyone stands in one."""
    if not _LINK.fullmatch(link):
        raise ValueError("not a plain link")
    return link


def _name(name: str) -> str:
    """A name on one line, whatever it holds: a letter is never a reason for a decision to fail."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    return line if len(line) <= _LINE else f"{line[: _LINE - 1]}…"
