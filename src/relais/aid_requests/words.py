"""The French words for the codes of a request, for who answers it and for who made it."""

from relais.aid_requests.model import Mark, Reach, SaidOutcome, State

PRACTICE: dict[str, str] = {
    "liberal": "Libéral",
    "hospitalier": "Hospitalier",
    "salarie": "Salarié",
    "remplacant": "Remplaçant",
    "interne": "Interne",
    "etudiant": "Étudiant",
    "retraite": "Retraité",
    "famille": "Famille, ayant droit",
}
REACH: dict[Reach, str] = {
    "phone": "Appelez-moi",
    "mail": "Écrivez-moi",
    "calls_back": "Je rappelle moi-même",
}
# For who answers.
STATES: dict[State, str] = {
    "received": "à prendre",
    "taken_up": "prise, contact à faire",
    "contacted": "premier contact fait",
    "turned": "devenue une orientation",
    "closed": "close",
    "withdrawn": "retirée par la personne",
}
NEXT: dict[State, str] = {
    "received": "l'ouvrir et la prendre",
    "taken_up": "joindre la personne comme elle le demande, puis dater le contact",
    "contacted": "chercher avec elle des possibilités, ou clore avec une issue",
    "turned": "suivre l'orientation, puis clore la demande",
    "closed": "",
    "withdrawn": "",
}
# For who answers in the place of a council, which alone begins a referral in its case.
RELIEVING = "clore avec une issue, ou laisser le conseil chercher avec elle des possibilités"
# For who made it.
STATES_FOR_PERSON: dict[State, str] = {
    "received": "Votre demande est arrivée. Personne ne l'a encore prise.",
    "taken_up": "Quelqu'un a pris votre demande et va vous joindre comme vous l'avez demandé.",
    "contacted": "Un premier contact a eu lieu.",
    "turned": "La suite se fait par une orientation, que vous choisissez.",
    "closed": "C'est terminé.",
    "withdrawn": "Vous avez retiré votre demande.",
}
OUTCOMES: dict[SaidOutcome, str] = {
    "helped": "Aide apportée",
    "follow_up": "Suivi engagé",
    "directed_elsewhere": "Orientée ailleurs, avec son accord",
    "person_stopped": "La personne n'a pas souhaité continuer",
    "not_reached": "La personne n'a pas pu être jointe",
    "no_other_option": "Pas d'autre possibilité",
}
OUTCOMES_FOR_PERSON: dict[str, str] = {
    "helped": "une aide vous a été apportée",
    "follow_up": "un suivi est engagé",
    "directed_elsewhere": "vous avez été orienté ailleurs, avec votre accord",
    "person_stopped": "vous n'avez pas souhaité continuer",
    "not_reached": "vous n'avez pas pu être joint",
    "no_other_option": "il n'y avait pas d'autre possibilité",
    "no_outcome": "personne n'a dit ce qui a été fait",
    "spam": "elle a été prise pour un envoi automatique, sans être lue",
    "duplicate": "la même demande était déjà arrivée dans la journée ; elle est traitée avec la première",
}
DAYS: dict[str, str] = {
    "mon": "lundi",
    "tue": "mardi",
    "wed": "mercredi",
    "thu": "jeudi",
    "fri": "vendredi",
    "sat": "samedi",
    "sun": "dimanche",
}
MARKS: dict[Mark, str] = {
    "honeypot": "case cachée remplie",
    "quick": "remplie en quelques secondes",
    "rate": "beaucoup d'envois à la fois",
}


def days_words(days: list[str] | tuple[str, ...]) -> str:
    """`le lundi et le jeudi`, in the order of the week; "" when they are not known."""
    said = [f"le {words}" for code, words in DAYS.items() if code in days]
    if len(said) == len(DAYS):
        return "tous les jours"
    return f"{', '.join(said[:-1])} et {said[-1]}" if len(said) > 1 else "".join(said)
