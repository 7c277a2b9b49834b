"""Every code of a pathway in French: for the network, and (`*_FOR_PERSON`) said to the doctor."""

from relais.accompaniment.model import (
    By,
    Ended,
    Evidence,
    HandoverState,
    Kind,
    Mode,
    Passes,
    PathwayState,
    Plan,
    Reminders,
    StepState,
)

PLANS: dict[Plan, str] = {
    "care": "Se soigner",
    "return": "Reprendre après une maladie",
    "reconversion": "Changer d'exercice ou de métier",
    "own": "Partir d'une page blanche",
}
PATHWAY_STATES: dict[PathwayState, str] = {
    "proposed": "proposé au médecin",
    "agreed": "accepté par le médecin",
    "ended": "terminé",
}
ENDED: dict[Ended, str] = {
    "person": "le médecin l'a terminé",
    "refused": "le médecin ne l'a pas voulu",
    "completed": "il est allé à son terme",
    "handed_over": "le dossier a été confié à un autre conseil, sans lui",
    "case_closed": "le dossier est clos",
    "erased": "le dossier est effacé",
}
ENDED_FOR_PERSON: dict[Ended, str] = {
    "person": "vous l'avez terminé",
    "refused": "vous ne l'avez pas voulu",
    "completed": "il est allé à son terme",
    "handed_over": "votre dossier a changé de conseil, et vous n'avez pas voulu que le parcours suive",
    "case_closed": "votre dossier est clos",
    "erased": "votre dossier est effacé",
}
KINDS: dict[Kind, str] = {
    "treating_doctor": "Médecin traitant",
    "psychiatrist": "Psychiatre",
    "addictologist": "Addictologue",
    "hospital_away": "Hospitalisation hors du département",
    "follow_up_near_home": "Suivi près de chez soi, après la sortie",
    "medical_advice": "Avis médical sur la reprise",
    "income": "Revenus et protection sociale",
    "practice_ready": "Préparer le lieu d'exercice",
    "gradual_return": "Reprise progressive",
    "after_return": "Point après la reprise",
    "talk_over": "Échange",
    "skills_review": "Bilan de compétences",
    "inform": "S'informer",
    "training": "Formation",
    "try_out": "Essai",
    "administrative": "Démarche administrative",
    "first_steps": "Premières démarches",
    "other": "Autre étape",
}
STEP_STATES: dict[StepState, str] = {
    "planned": "réponse attendue",
    "agreed": "acceptée",
    "done": "faite",
    "skipped": "laissée de côté",
    "refused": "refusée",
}
STEP_STATES_FOR_PERSON: dict[StepState, str] = {
    "planned": "à vous de dire",
    "agreed": "vous êtes d'accord",
    "done": "faite",
    "skipped": "laissée de côté",
    "refused": "vous avez dit non",
}
# Of a pathway that ended.
STEP_STATES_ONCE_OVER: dict[str, str] = {
    "planned": "restée sans réponse",
    "agreed": "vous étiez d'accord",
}
BADGES: dict[StepState, str] = {
    "planned": "badge-wait",
    "agreed": "badge-ok",
    "done": "",
    "skipped": "",
    "refused": "",
}
BY: dict[By, str] = {
    "doctor": "Le médecin",
    "council": "Le référent",
    "organization": "Un organisme",
    "service": "Une structure",
}
BY_FOR_PERSON: dict[By, str] = {
    "doctor": "Vous",
    "council": "Votre référent",
    "organization": "Un organisme",
    "service": "Une structure",
}
REMINDERS: dict[Reminders, str] = {
    "none": "Aucun rappel",
    "page": "Sur sa page de suivi seulement",
    "officer": "Un courriel au référent, la veille, sans rien qui le désigne",
}
REMINDERS_FOR_PERSON: dict[Reminders, str] = {
    "none": "Aucun rappel",
    "page": "Sur cette page seulement, quand je l'ouvre",
    "officer": "Un courriel à mon référent, la veille, qui ne dit ni mon nom ni de quoi il s'agit",
}
# How the person said it, to whoever records it.
WAYS: dict[str, tuple[Mode, Evidence, str]] = {
    "phone_read": ("oral_phone", "read_back", "Au téléphone, relu et accepté à voix haute"),
    "present_read": ("oral_present", "read_back", "En présence, relu et accepté à voix haute"),
    "written": ("written", "signature", "Par écrit, signé"),
}
MODES: dict[Mode, str] = {
    "oral_phone": "à voix haute, au téléphone",
    "oral_present": "à voix haute, en présence",
    "written": "par écrit, signé",
    "online": "en ligne, avec le code de suivi",
}
HANDOVER_STATES: dict[HandoverState, str] = {
    "proposed": "réponse du médecin attendue",
    "agreed": "accepté par le médecin",
    "refused": "refusé par le médecin",
    "cancelled": "retiré",
}
HANDOVER_STATES_FOR_PERSON: dict[HandoverState, str] = {
    "proposed": "à vous de dire",
    "agreed": "vous avez accepté",
    "refused": "vous avez refusé",
    "cancelled": "retiré par le conseil",
}
PASSES: dict[Passes, str] = {
    "alias": "Le nom convenu",
    "identity": "Le nom",
    "contact": "Comment joindre",
    "need": "La demande, en une phrase",
    "availability": "Quand joindre",
    "context": "Les besoins et le département",
    "pathway": "Le parcours et ses étapes",
    "referrals": "Les orientations, en cours et passées",
    "file": "Le dossier national d'entraide",
}
PASSES_FOR_PERSON: dict[Passes, str] = {
    "alias": "Le nom convenu avec vous",
    "identity": "Votre nom",
    "contact": "Comment vous joindre",
    "need": "Votre demande, en une phrase",
    "availability": "Quand vous joindre",
    "context": "Vos besoins et votre département",
    "pathway": "Votre parcours et ses étapes",
    "referrals": "Vos orientations, en cours et passées",
    "file": "Votre dossier national d'entraide",
}
