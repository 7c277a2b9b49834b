"""The events of a case, said to the person: plain sentences, no code, nothing that the chain does not hold."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from relais.accompaniment import event_words as pathway
from relais.aid_requests.words import OUTCOMES_FOR_PERSON
from relais.cases.model import CaseEvent
from relais.cases.openings import FUNCTIONS
from relais.commission import decision_words as commission
from relais.referrals.parts import SPOKEN
from relais.referrals.words import REASONS
from relais.web.typography import french_date

NameOf = Callable[[str], str]
OPENED_BECAUSE: dict[str, str] = {
    "with_person": "avec vous, à l'ouverture du dossier",
    "call": "pour un appel avec vous",
    "follow_up": "pour la suite convenue avec vous",
    "answer": "parce qu'une structure avait répondu",
    "handover": "pour remplacer un collègue",
    "correction": "pour corriger ou arrêter, à votre demande",
    "first_contact": "pour vous joindre une première fois",
    "outcome": "pour dire ce qui a été fait",
    "request": "pour lire votre demande et y répondre",
    "file_check": "pour vérifier que votre dossier national est complet",
    "file_session": "pour préparer ou tenir une séance de la commission",
    "file_decision": "pour décider de votre dossier national, ou vous le notifier",
    "file_payment": "pour enregistrer un versement",
}
OUTCOMES: dict[str, str] = {
    "helped": "une aide vous a été apportée",
    "follow_up": "un suivi est engagé",
    "directed_elsewhere": "vous avez été orienté ailleurs, avec votre accord",
    "person_stopped": "vous n'avez pas souhaité continuer",
    "not_reached": "vous n'avez pas pu être joint",
    "no_other_option": "il n'y avait pas d'autre possibilité",
    "no_outcome": "personne n'a dit ce qui a été fait",
}
_OPENED: dict[str, str] = {
    "officer": "Le dossier est ouvert, avec le référent de votre conseil.",
    "person": "Vous avez ouvert ce dossier.",
    "sheet": "Vous avez ouvert ce dossier à partir d'une fiche.",
    "colleague": "Le dossier est ouvert par une note reçue à votre sujet.",
}
_SAID: dict[str, str] = {
    **pathway.SAID,
    **commission.SAID,
    "case.closed": "Le dossier est clos.",
    "case.erased": "Tout ce qui vous concernait est effacé.",
    "retention.emptied": "Trente jours après la fin, ce que vous aviez dit est effacé.",
    "retention.thinned": "Les étapes sont effacées ; il ne reste que votre dossier national.",
    "case.code_kept": "Vous avez gardé le code qu'on vous avait fait.",
    "note.received": "Un conseil a reçu une note à votre sujet.",
    "note.joined": "Une autre personne a écrit au même conseil à votre sujet.",
    "note.discarded": "Le conseil a écarté la note sans la lire. Ce qu'elle disait est effacé.",
    "note.withdrawn": "Vous avez arrêté la note. Le conseil ne la lit plus.",
    "note.purged": "La note est arrivée à son terme. Ce qu'elle disait est effacé.",
    "file.draft": "Un dossier national est commencé.",
    "file.described": "Le mode d'exercice ou l'urgence du dossier national est changé.",
    "file.shared": "Vous avez ouvert votre dossier national à votre conseil.",
    "file.submitted": "Votre dossier national est envoyé pour avis.",
    "file.opinion_given": "Le conseil a donné son avis sur votre dossier national.",
    "file.complete": "Votre dossier national est complet.",
    "file.incomplete": "Il manque quelque chose à votre dossier national.",
    "file.scheduled": "Votre dossier national est inscrit à une séance.",
    "file.decided": "La commission a décidé de votre dossier national.",
    "file.paid": "L'aide de la commission est versée.",
    "file.closed": "Votre dossier national est clos.",
    "request.received": "Votre demande est arrivée.",
    "request.taken_up": "Quelqu'un a pris votre demande.",
    "request.put_first": "Vous avez demandé à être lu avant les autres.",
    "request.turned": "Votre demande est devenue une orientation.",
    "request.reminded": "Relais a rappelé que votre demande attend.",
    "request.escalated": "Relais a prévenu que votre demande attendait encore.",
    "request.unanswered": "Personne n'a pris votre demande en deux semaines : Relais l'a signalé au service national.",
    "request.relieved": "Personne n'a ouvert votre demande en quatre heures : le service national peut l'ouvrir aussi.",
    "referral.draft": "Une orientation est commencée.",
    "referral.sent": "Votre demande est partie.",
    "referral.received": "Votre demande a été lue.",
    "referral.accepted": "Votre demande est acceptée.",
    "referral.contact_made": "Vous avez été contacté.",
    "referral.unreachable": "On a essayé de vous joindre, sans succès.",
    "referral.expired": "Personne n'a répondu en quatorze jours : votre accord a pris fin.",
    "referral.self_contact": "Vous avez choisi d'appeler vous-même.",
    "referral.reminded": "Relais a rappelé à la structure que votre demande attend.",
    "referral.escalated": "Relais a prévenu que votre demande attendait encore.",
    "referral.handed_back": "Relais l'a dit à votre conseil.",
}
_MAKERS: dict[str, str] = {"officer": "un référent entraide", "listener": "un écoutant"}
# Said already by the choice and the consent themselves.
_UNSAID = frozenset({"referral.chosen", "referral.consented", "file.piece_marked"})


def sentence_of(event: CaseEvent, name_of: NameOf, calls: Sequence[date] = ()) -> str:
    """One event in words; "" when another line says it. `calls`: when the person was called."""
    told = event.detail
    if event.act in _UNSAID:
        return ""
    if calls and event.act in ("referral.contact_made", "referral.unreachable"):
        return f"{_SAID[event.act]} {_called(calls)}"
    special = _SPECIAL.get(event.act)
    if special:
        return special(event, told, name_of)
    return _SAID.get(event.act, "Une étape de votre dossier est enregistrée.")


def opener_of(event: CaseEvent, name_of: NameOf) -> tuple[str, str]:
    """Who opened the case, as function and body, and why: `case.opened_by`."""
    function = FUNCTIONS.get(event.detail.get("function", ""), "une personne")
    because = OPENED_BECAUSE.get(event.detail.get("reason", ""), "sans raison connue")
    return f"{function}, {name_of(event.detail.get('org', '') or event.org)}", because


def listed(words: Sequence[str]) -> str:
    """`a, b et c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


def _called(calls: Sequence[date]) -> str:
    return f"Appels : {listed([french_date(day) for day in sorted(calls)])}."


def _opened(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    return _OPENED.get(told.get("origin", ""), "Le dossier est ouvert.")


def _opened_by(event: CaseEvent, _told: dict[str, Any], name_of: NameOf) -> str:
    who, because = opener_of(event, name_of)
    return f"Votre dossier a été ouvert {because} ({who})."


def _code_replaced(event: CaseEvent, told: dict[str, Any], name_of: NameOf) -> str:
    if told.get("by") == "person":
        return "Vous avez remplacé votre code. L'ancien ne vaut plus rien."
    who = _MAKERS.get(told.get("by", ""), "une personne")
    return f"Un nouveau code a été fait pour vous par {who} ({name_of(event.org)}). L'ancien ne vaut plus rien."


def _corrected(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    parts = [SPOKEN[one] for one in SPOKEN if one in told.get("categories", ())]
    return f"Vous avez corrigé : {listed(parts) or 'ce qui vous désigne'}."


def _options(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    if told.get("from") == "draft":
        return "Des possibilités vous ont été données."
    if told.get("as") == "person":
        return "Vous avez demandé d'autres possibilités. L'accord d'avant a pris fin, s'il y en avait un."
    return "D'autres possibilités vous ont été données. L'accord d'avant a pris fin, s'il y en avait un."


def _choice(_event: CaseEvent, told: dict[str, Any], name_of: NameOf) -> str:
    how = "ici" if told.get("how") == "own_session" else "à voix haute"
    return f"Vous avez choisi {name_of(told.get('service', ''))}, {how}."


def _consent(_event: CaseEvent, told: dict[str, Any], name_of: NameOf) -> str:
    recipient = name_of(told.get("recipient", ""))
    if told.get("answer") != "given":
        return f"Vous avez refusé que des informations soient transmises à {recipient}. Rien n'est parti."
    parts = [SPOKEN[one] for one in SPOKEN if one in told.get("categories", ())]
    return f"Vous avez accepté que {recipient} lise : {listed(parts)}."


def _declined(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    why = REASONS.get(told.get("reason", ""), "").lower()
    return f"La structure ne peut pas répondre{f' : {why}' if why else ''}. Votre accord a pris fin."


def _closed(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    return f"C'est terminé : {OUTCOMES.get(told.get('outcome', ''), 'sans autre précision')}."


def _request_closed(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    return f"Votre demande est close : {OUTCOMES_FOR_PERSON.get(told.get('outcome', ''), 'sans autre précision')}."


def _request_returned(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    if told.get("as") == "person":
        return "Vous avez demandé qu'elle soit lue : elle est de nouveau à prendre."
    return "Votre demande est de nouveau à prendre par quelqu'un."


def _request_contacted(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    try:
        return f"Premier contact le {french_date(date.fromisoformat(told.get('on', '')))}."
    except ValueError:
        return "Un premier contact a eu lieu."


def _request_withdrawn(_event: CaseEvent, _told: dict[str, Any], _name_of: NameOf) -> str:
    return "Vous avez retiré votre demande."


def _withdrawn(event: CaseEvent, told: dict[str, Any], name_of: NameOf) -> str:
    if told.get("as") == "person":
        return "Vous avez tout arrêté, avec votre code."
    return f"Arrêté à votre demande ({name_of(event.org)})."


def _cancelled(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    why = REASONS.get(told.get("reason", ""), "").lower()
    return f"L'orientation est abandonnée{f' : {why}' if why else ''}."


def _informed(event: CaseEvent, told: dict[str, Any], name_of: NameOf) -> str:
    on = french_date(date.fromisoformat(told.get("on", "")))
    return f"Vous avez été informé de la note le {on}, dit le conseil ({name_of(event.org)})."


def _file_saved(_event: CaseEvent, told: dict[str, Any], _name_of: NameOf) -> str:
    """What the person typed themselves is on the page of the file."""
    return "" if told.get("as") == "person" else "Votre conseil a rempli une rubrique du dossier national avec vous."


def _file_withdrawn(event: CaseEvent, told: dict[str, Any], name_of: NameOf) -> str:
    if told.get("as") == "person":
        return "Vous avez retiré votre dossier national."
    if told.get("as") == "worker":
        return "Rien n'a changé dans votre dossier national pendant six mois : il a pris fin de lui-même."
    return f"Le dossier national est retiré, à votre demande ({name_of(event.org)})."


_SPECIAL: dict[str, Callable[[CaseEvent, dict[str, Any], NameOf], str]] = {
    **pathway.SPECIAL,
    **commission.SPECIAL,
    "case.opened": _opened,
    "case.opened_by": _opened_by,
    "case.code_replaced": _code_replaced,
    "case.corrected": _corrected,
    "request.closed": _request_closed,
    "request.returned": _request_returned,
    "request.contacted": _request_contacted,
    "request.withdrawn": _request_withdrawn,
    "note.informed": _informed,
    "file.section_saved": _file_saved,
    "file.withdrawn": _file_withdrawn,
    "referral.options_shown": _options,
    "referral.choice": _choice,
    "referral.consent": _consent,
    "referral.declined": _declined,
    "referral.closed": _closed,
    "referral.withdrawn": _withdrawn,
    "referral.cancelled": _cancelled,
}
