"""The French words of the report: its tables in their order, their lines, units and own figures."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from relais.directory import wording
from relais.reports.model import Shape, Signatory, Unit


class Measure(Struct, frozen=True, kw_only=True):
    """One table of the report. `note`: what is counted exactly. `lines`: their words, in order."""

    title: str
    unit: Unit
    shape: Shape
    note: str
    lines: Mapping[str, str]


REGIONS: Final[Mapping[str, str]] = {
    "11": "Île-de-France",
    "24": "Centre-Val de Loire",
    "27": "Bourgogne-Franche-Comté",
    "28": "Normandie",
    "32": "Hauts-de-France",
    "44": "Grand Est",
    "52": "Pays de la Loire",
    "53": "Bretagne",
    "75": "Nouvelle-Aquitaine",
    "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes",
    "93": "Provence-Alpes-Côte d'Azur",
    "94": "Corse",
    "01": "Guadeloupe",
    "02": "Martinique",
    "03": "Guyane",
    "04": "La Réunion",
    "06": "Mayotte",
    "unknown": "non dite",
}
NEEDS: Final[Mapping[str, str]] = {**wording.NEEDS}
PRACTICES: Final[Mapping[str, str]] = {
    "liberal": "libéral",
    "hospitalier": "hospitalier",
    "salarie": "salarié",
    "remplacant": "remplaçant",
    "interne": "interne",
    "etudiant": "étudiant",
    "retraite": "retraité",
    "famille": "famille, ayant droit",
}
KNOWN_OR_NOT: Final[Mapping[str, str]] = {**PRACTICES, "unknown": "non dit"}
PARTNERS: Final[Mapping[str, str]] = {code: word for code, word in wording.KINDS.items() if code != "urgence"}
ENDS: Final[Mapping[str, str]] = {
    "helped": "aide apportée",
    "follow_up": "suivi engagé",
    "directed_elsewhere": "conseil d'aller ailleurs",
    "person_stopped": "arrêt voulu par la personne",
    "not_reached": "personne non jointe",
    "no_other_option": "aucune autre possibilité",
    "no_outcome": "issue non connue",
}
REFERRAL_ENDS: Final[Mapping[str, str]] = {
    **ENDS,
    "self_contact": "appel par le médecin lui-même",
    "nothing_now": "aucun choix, pour l'instant",
    "outside_departement": "aucun choix, préfère hors du département",
    "helped_otherwise": "aucun choix, aidé autrement",
    "no_answer": "aucune réponse, puis annulation",
    "mistake": "ouverture par erreur",
    "withdrawn": "accord retiré par la personne",
    "stopped_before": "retrait par la personne, sans accord en cours",
}
DECLINED: Final[Mapping[str, str]] = {
    "no_capacity": "plus de place",
    "out_of_scope": "hors de son objet",
    "out_of_area": "hors de son territoire",
    "knows_the_person": "connaît la personne",
    "better_elsewhere": "mieux ailleurs",
}
DECISIONS: Final[Mapping[str, str]] = {
    "helped": "aide accordée (don ou avance)",
    "elsewhere": "exonération demandée ailleurs",
    "refusal": "refus motivé",
}
ACTIONS: Final[Mapping[str, str]] = {
    "prevention_education": "prévention, éducation",
    "screening_day": "journée de dépistage",
    "passerelle_within_health": "passerelle dans la santé",
    "passerelle_outside_health": "passerelle hors de la santé",
    "training": "formation",
}
ORGANISERS: Final[Mapping[str, str]] = {
    "cnom": "CNOM",
    "carmf": "CARMF",
    "cng": "CNG",
    "association": "association",
    "council": "conseil départemental",
}
ALL: Final[Mapping[str, str]] = {"all": "ensemble"}
SIGNATORY_NAMES: Final[Mapping[Signatory, str]] = {
    "cnom": "Conseil national de l'Ordre des médecins (CNOM)",
    "carmf": "Caisse autonome de retraite des médecins de France (CARMF)",
    "cng": "Centre national de gestion (CNG)",
}
SIGNATORY_SHORT: Final[Mapping[Signatory, str]] = {"cnom": "CNOM", "carmf": "CARMF", "cng": "CNG"}
OF_SIGNATORY: Final[Mapping[Signatory, str]] = {"cnom": "du CNOM", "carmf": "de la CARMF", "cng": "du CNG"}
THE_SIGNATORY: Final[Mapping[Signatory, str]] = {"cnom": "le CNOM", "carmf": "la CARMF", "cng": "le CNG"}
# At the top of the page: a margin, and how it is told.
IN_SHORT: Final[tuple[tuple[str, str], ...]] = (
    ("calls_by_region", "à la ligne d'écoute"),
    ("requests_by_practice", "ont fait une demande"),
    ("referrals_by_practice", "ont commencé une orientation"),
    ("files_by_practice", "reçus par la commission"),
    ("euros_decided", "accordés par la commission"),
    ("delay_request", "entre la demande et le premier contact, en médiane"),
)
UNITS: Final[Mapping[Unit, tuple[str, str]]] = {
    "persons": ("personne", "personnes"),
    "files": ("dossier", "dossiers"),
    "calls": ("appel", "appels"),
    "days": ("jour", "jours"),
    "euros": ("euro", "euros"),
    "actions": ("action", "actions"),
}
MONTHS: Final[tuple[str, ...]] = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def _measure(title: str, unit: Unit, shape: Shape, note: str, lines: Mapping[str, str] = ALL) -> Measure:
    return Measure(title=title, unit=unit, shape=shape, note=note, lines=lines)


_BOOKED = "Places prises aux actions qui se réservent, sans nom."
MEASURES: Final[Mapping[str, Measure]] = {
    "calls_by_region": _measure(
        "Appels par région", "calls", "lines", "Un appel compte une fois, quand l'écoutant dit qu'il est fini.", REGIONS
    ),
    "calls_by_need": _measure(
        "Appels par besoin et par mois", "calls", "months", "Un appel compte à chaque besoin qui y a été dit.", NEEDS
    ),
    "requests_by_practice": _measure(
        "Demandes par mode d'exercice", "persons", "lines", "Demandes reçues dans l'année.", KNOWN_OR_NOT
    ),
    "requests_by_need": _measure(
        "Demandes par besoin", "persons", "lines", "Une demande compte à chaque besoin qu'elle dit.", NEEDS
    ),
    "requests_by_outcome": _measure(
        "Ce que les demandes sont devenues",
        "persons",
        "lines",
        "Demandes finies dans l'année ; s'arrêter est une issue comme une autre.",
        {**ENDS, "withdrawn": "retrait par la personne"},
    ),
    "unmet_by_need": _measure(
        "Besoins pour lesquels rien n'a été trouvé",
        "persons",
        "lines",
        "Besoins des demandes finies par « aucune autre possibilité ».",
        NEEDS,
    ),
    "referrals_by_practice": _measure(
        "Orientations par mode d'exercice", "persons", "lines", "Orientations commencées dans l'année.", KNOWN_OR_NOT
    ),
    "referrals_by_need": _measure(
        "Orientations par besoin", "persons", "lines", "Le besoin est celui que la demande disait.", NEEDS
    ),
    "referrals_by_partner": _measure(
        "Orientations par genre de partenaire", "persons", "lines", "Orientations envoyées dans l'année.", PARTNERS
    ),
    "referrals_by_outcome": _measure(
        "Ce que les orientations sont devenues",
        "persons",
        "lines",
        "Finies dans l'année. Ne rien choisir, retirer son accord, appeler soi-même : des issues ordinaires.",
        REFERRAL_ENDS,
    ),
    "referrals_declined": _measure(
        "Orientations déclinées par le destinataire", "persons", "lines", "Motif donné.", DECLINED
    ),
    "consents_refused": _measure(
        "Accords refusés", "persons", "lines", "Rien n'a été transmis ; l'aide reste la même.", {"refused": "refusé"}
    ),
    "referrals_unanswered": _measure(
        "Orientations restées sans réponse", "persons", "lines", "Quatorze jours sans réponse.", {"expired": "échue"}
    ),
    "referrals_few_options": _measure(
        "Une seule possibilité à proposer",
        "persons",
        "lines",
        "Une seule structure couvrait le besoin et le territoire.",
        {"only_one_covers": "une seule"},
    ),
    "files_by_practice": _measure(
        "Dossiers par mode d'exercice", "files", "lines", "Envoyés à la commission dans l'année.", PRACTICES
    ),
    "files_by_decision": _measure(
        "Ce que la commission a décidé",
        "files",
        "lines",
        "Dossiers décidés dans l'année ; celui qui l'a été deux fois compte une fois.",
        DECISIONS,
    ),
    "euros_decided": _measure("Sommes accordées", "euros", "euros", "Dons et avances décidés dans l'année."),
    "euros_paid": _measure("Sommes versées", "euros", "euros", "Versées dans l'année."),
    "delay_request": _measure("De la demande au premier contact", "days", "median", "Médiane."),
    "delay_answer": _measure("De l'envoi d'une orientation à sa réponse", "days", "median", "Médiane."),
    "delay_contact": _measure("De l'envoi d'une orientation au contact", "days", "median", "Médiane."),
    "delay_decision": _measure("De l'envoi d'un dossier à la décision", "days", "median", "Médiane."),
    "delay_payment": _measure("De la décision au premier versement", "days", "median", "Médiane."),
    "places_booked": _measure("Places réservées", "persons", "lines", _BOOKED, {"booked": "réservées"}),
    "actions_by_kind": _measure("Actions par nature", "actions", "open", "Tenues dans l'année.", ACTIONS),
    "actions_by_organiser": _measure("Actions par organisateur", "actions", "open", "Tenues dans l'année.", ORGANISERS),
    "age_of_phone": _measure(
        "Numéros de téléphone", "days", "age", "Âge médian de la confirmation, à la fin de l'année."
    ),
    "age_of_hours": _measure("Horaires", "days", "age", "Âge médian de la confirmation, à la fin de l'année."),
    "age_of_description": _measure(
        "Présentations", "days", "age", "Âge médian de la confirmation, à la fin de l'année."
    ),
}
# Chapters of the page, each with its tables.
CHAPTERS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("appels", "Les appels", ("calls_by_region", "calls_by_need")),
    ("demandes", "Les demandes", ("requests_by_practice", "requests_by_need", "requests_by_outcome")),
    (
        "orientations",
        "Les orientations",
        ("referrals_by_practice", "referrals_by_need", "referrals_by_partner", "referrals_by_outcome"),
    ),
    (
        "manques",
        "Refus, et besoins restés sans réponse",
        ("unmet_by_need", "referrals_declined", "consents_refused", "referrals_unanswered", "referrals_few_options"),
    ),
    (
        "dossiers",
        "Les dossiers et les aides",
        ("files_by_practice", "files_by_decision", "euros_decided", "euros_paid"),
    ),
    ("delais", "Les délais", ("delay_request", "delay_answer", "delay_contact", "delay_decision", "delay_payment")),
    ("programme", "Les actions du programme", ("actions_by_kind", "actions_by_organiser", "places_booked")),
    ("annuaire", "La fraîcheur de l'annuaire", ("age_of_phone", "age_of_hours", "age_of_description")),
)
# What a signatory may enter, with its unit: the database holds the same list.
OWN: Final[Mapping[str, tuple[Unit, str]]] = {
    "own_calls": ("calls", "appels reçus"),
    "own_requests": ("files", "demandes reçues"),
    "own_files": ("files", "dossiers examinés"),
    "own_files_helped": ("files", "dossiers aidés"),
    "own_exemptions": ("files", "dossiers d'exonération"),
    "own_gifts": ("euros", "dons accordés"),
    "own_advances": ("euros", "avances accordées"),
    "own_euros": ("euros", "aides accordées, en tout"),
    "own_persons": ("persons", "personnes aidées"),
    "own_accompanied": ("persons", "professionnels accompagnés"),
    "own_students": ("persons", "étudiants et internes aidés"),
    "own_screened": ("persons", "personnes venues au dépistage"),
    "own_meetings": ("actions", "réunions de commission"),
    "own_prevention": ("actions", "actions de prévention"),
    "own_delay": ("days", "délai médian de réponse"),
}
