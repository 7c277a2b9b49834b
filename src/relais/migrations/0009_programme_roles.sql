-- Three more roles: who sits on the national commission, who chairs it, who enters the figures of a signatory of the
-- 2017 convention (CNOM, CARMF, CNG). Each takes two persons, as those that open persons or decide facts.

ALTER TABLE role_grant
DROP CONSTRAINT role_grant_role_known,
DROP CONSTRAINT role_grant_of_organization,
ADD CONSTRAINT role_grant_role_known CHECK (
    role IN (
        'listener', 'officer', 'member', 'recipient', 'coordinator', 'national', 'auditor', 'technician',
        'commissioner', 'chair', 'signatory'
    )
),
ADD CONSTRAINT role_grant_of_organization CHECK (
    (organization <> '') = (role IN ('member', 'recipient', 'signatory'))
);

ALTER TABLE journal
DROP CONSTRAINT journal_acting_as_known,
ADD CONSTRAINT journal_acting_as_known CHECK (
    acting_as IN (
        'listener', 'officer', 'member', 'recipient', 'coordinator', 'national', 'auditor', 'technician',
        'commissioner', 'chair', 'signatory', 'anonymous', 'account', 'mail', 'system', 'console'
    )
);

-- What was consented to about one referral is read with it, whatever all the others weigh.
CREATE INDEX consent_referral ON consent (referral);
