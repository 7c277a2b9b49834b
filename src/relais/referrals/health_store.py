"""SQL of the health probe: two counts over views of the owner's, which see every row and tell none."""

from relais.core.sql import Query
from relais.referrals.health_model import ConsentFaults

COUNT_FAULTS = Query(
    "referrals.count_faults",
    """
    SELECT
        (SELECT count(*) FROM disclosures_outside_consent) AS disclosures_outside_consent,
        (SELECT count(*) FROM referrals_out_of_step) AS referrals_out_of_step
    """,
    ConsentFaults,
)
