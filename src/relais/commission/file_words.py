"""What a file is called at each step, for the person and for those who examine it."""

from collections.abc import Mapping

from relais.commission.file_model import OpinionCode, Reason, Role, State

STATES: Mapping[State, str] = {
    "draft": "en préparation",
    "submitted": "chez le conseil, pour avis",
    "opinion_given": "avis donné, à vérifier par le service national",
    "complete": "complet, à inscrire à une séance",
    "incomplete": "incomplet, renvoyé au médecin",
    "scheduled": "inscrit à une séance",
    "decided": "décidé",
    "paid": "versé",
    "closed": "clos",
    "withdrawn": "retiré",
}
STATES_FOR_PERSON: Mapping[State, str] = {
    "draft": "Vous le préparez. Personne ne le lit tant que vous ne l'avez pas envoyé ou ouvert à votre conseil.",
    "submitted": "Il est chez votre conseil, qui donne son avis.",
    "opinion_given": "Votre conseil a donné son avis. Le service national vérifie que rien ne manque.",
    "complete": "Il est complet. Il attend une séance de la commission nationale.",
    "incomplete": "Il manque quelque chose : voyez ce qui est redemandé, puis renvoyez-le.",
    "scheduled": "Il est inscrit à une séance de la commission nationale.",
    "decided": "La commission a décidé.",
    "paid": "L'aide est versée.",
    "closed": "Il est terminé.",
    "withdrawn": "Vous l'avez retiré. Plus personne d'autre ne lit ce que vous y aviez écrit.",
}
ROLES: Mapping[Role, str] = {
    "person": "le médecin ou sa famille",
    "council": "le conseil",
    "national": "le service national",
    "commissioner": "un membre de la commission",
    "chair": "la présidence de la commission",
}
OPINIONS: Mapping[OpinionCode, str] = {
    "favourable": "favorable",
    "reserved": "réservé",
    "unfavourable": "défavorable",
}
REASONS: Mapping[Reason, str] = {
    "to_complete": "à compléter avec le médecin",
    "mistake": "envoyé par erreur",
    "postponed": "reporté à une autre séance",
    "no_quorum": "trop peu de membres présents",
    "nothing_to_pay": "rien à verser",
    "refused": "refusé",
    "elsewhere": "aide demandée ailleurs",
}
PRACTICES: Mapping[str, str] = {
    "liberal": "Libéral",
    "hospitalier": "Hospitalier",
    "salarie": "Salarié",
    "remplacant": "Remplaçant",
    "interne": "Interne",
    "etudiant": "Étudiant",
    "retraite": "Retraité",
    "famille": "Famille, ayant droit",
}
