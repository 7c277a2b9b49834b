"""The emergency strip of every page: compiled in, so that nothing can keep it from showing (rule 3 of the field)."""

from relais.web.pages import UrgentNumber

STRIP = (
    UrgentNumber(display="15", href="tel:15", word="SAMU", sentence="geste en cours, danger immédiat (114 par SMS)"),
    UrgentNumber(display="3114", href="tel:3114", word="suicide", sentence="idées suicidaires"),
    UrgentNumber(
        display="112", href="tel:112", word="urgences", sentence="toute urgence, partout en Europe", known=True
    ),
    UrgentNumber(display="114", href="sms:114", word="SMS", sentence="par SMS, si l'on ne peut pas parler"),
    UrgentNumber(display="17", href="tel:17", word="police", sentence="agression en cours", known=True),
    UrgentNumber(display="18", href="tel:18", word="pompiers", sentence="feu, accident", known=True),
)
