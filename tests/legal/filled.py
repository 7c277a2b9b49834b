"""The blanks of the legal pages, filled in for a Relais that nobody opens."""

FILLED = {
    "RELAIS_LEGAL_PUBLISHER": "Association d'essai, loi de 1901",
    "RELAIS_LEGAL_PUBLISHER_ADDRESS": "1 rue de l'Essai, 69000 Exempleville",
    "RELAIS_LEGAL_PUBLISHER_CONTACT": "contact@exemple.fr",
    "RELAIS_LEGAL_REPRESENTATIVE": "Alice Essai, présidente",
    "RELAIS_LEGAL_HOST": "Hébergeur d'essai",
    "RELAIS_LEGAL_HOST_ADDRESS": "2 rue de l'Essai, 69000 Exempleville",
    "RELAIS_LEGAL_HDS_CERTIFICATE": "ESSAI-0001",
    "RELAIS_LEGAL_HDS_CERTIFIED_ON": "2026-03-02",
    "RELAIS_LEGAL_DPO": "dpo@exemple.fr",
    "RELAIS_LEGAL_CONTROLLER_CNOM": "De l'accompagnement par les conseils.",
    "RELAIS_LEGAL_CONTROLLER_CARMF": "De rien ici.",
    "RELAIS_LEGAL_CONTROLLER_CNG": "De rien non plus.",
    "RELAIS_LEGAL_COMPLAINT": "CNIL, service des plaintes",
    "RELAIS_LEGAL_ACCESSIBILITY_CONTACT": "acces@exemple.fr",
    "RELAIS_LEGAL_ACCESSIBILITY_LEVEL": "partiellement conforme",
    "RELAIS_LEGAL_ACCESSIBILITY_AUDITED_ON": "2026-10-01",
}
