-- Persons who sign in, what they may do, how they prove who they are. Names and addresses are sealed (core/vault.py);
-- an address is found again by a keyed hash, never by a plain one.

CREATE TABLE account (
    id uuid NOT NULL,
    email_key bytea NOT NULL, -- HMAC of the folded address
    email_sealed bytea NOT NULL,
    name_sealed bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    entered_at timestamptz, -- first entry: password and second factor are set
    closed_at timestamptz,
    demo boolean NOT NULL DEFAULT false, -- made by the demonstration: never served elsewhere
    CONSTRAINT account_pk PRIMARY KEY (id),
    CONSTRAINT account_email_once UNIQUE (email_key),
    CONSTRAINT account_email_key_size CHECK (length(email_key) = 32)
);

-- One row per role held; an ended one stays. A role that opens persons or decides facts takes two persons.
CREATE TABLE role_grant (
    id uuid NOT NULL,
    account uuid NOT NULL,
    role text NOT NULL,
    organization text NOT NULL DEFAULT '', -- of a member or a recipient
    council text NOT NULL DEFAULT '', -- département of an officer
    function text NOT NULL DEFAULT '', -- named function of a recipient
    deputy boolean NOT NULL DEFAULT false, -- of an officer
    via text NOT NULL, -- console: before anyone could approve
    proposed_by uuid,
    proposed_at timestamptz NOT NULL DEFAULT now(),
    approved_by uuid,
    approved_at timestamptz,
    ended_by uuid,
    ended_at timestamptz,
    CONSTRAINT role_grant_pk PRIMARY KEY (id),
    CONSTRAINT role_grant_of_account FOREIGN KEY (account) REFERENCES account (id),
    CONSTRAINT role_grant_proposed_by_account FOREIGN KEY (proposed_by) REFERENCES account (id),
    CONSTRAINT role_grant_approved_by_account FOREIGN KEY (approved_by) REFERENCES account (id),
    CONSTRAINT role_grant_ended_by_account FOREIGN KEY (ended_by) REFERENCES account (id),
    CONSTRAINT role_grant_of_organization CHECK ((organization <> '') = (role IN ('member', 'recipient'))),
    CONSTRAINT role_grant_of_council CHECK ((council <> '') = (role = 'officer')),
    CONSTRAINT role_grant_of_function CHECK ((function <> '') = (role = 'recipient')),
    CONSTRAINT role_grant_deputy_is_officer CHECK (NOT deputy OR role = 'officer'),
    CONSTRAINT role_grant_role_known CHECK (
        role IN ('listener', 'officer', 'member', 'recipient', 'coordinator', 'national', 'auditor', 'technician')
    ),
    CONSTRAINT role_grant_via_known CHECK (via IN ('console', 'person')),
    CONSTRAINT role_grant_proposed_by_someone CHECK ((via = 'person') = (proposed_by IS NOT NULL)),
    CONSTRAINT role_grant_never_to_oneself CHECK (proposed_by <> account AND approved_by <> account),
    CONSTRAINT role_grant_approved_whole CHECK ((approved_by IS NOT NULL) <= (approved_at IS NOT NULL)),
    CONSTRAINT role_grant_takes_two_persons CHECK (
        approved_at IS NULL
        OR via = 'console'
        OR role IN ('listener', 'member', 'technician')
        OR (approved_by IS NOT NULL AND approved_by <> proposed_by)
    )
);
CREATE UNIQUE INDEX role_grant_once ON role_grant (account, role, organization, council, function)
WHERE ended_at IS NULL;
CREATE INDEX role_grant_organization ON role_grant (organization) WHERE ended_at IS NULL AND organization <> '';

-- The console may only make the first pair: beyond it, two persons decide.
CREATE FUNCTION role_grant_console_is_for_the_first() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NEW.via = 'console' AND NEW.role NOT IN ('listener', 'member', 'technician') THEN
        PERFORM pg_advisory_xact_lock(7240031);
        IF (
            SELECT count(*) FROM role_grant
            WHERE role = NEW.role AND council = NEW.council AND organization = NEW.organization
                AND ended_at IS NULL AND approved_at IS NOT NULL
        ) >= 2 THEN
            RAISE EXCEPTION 'two persons hold this role: they decide' USING
                ERRCODE = '23514', CONSTRAINT = 'role_grant_console_first_pair';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER role_grant_console_first_pair BEFORE INSERT ON role_grant
    FOR EACH ROW EXECUTE FUNCTION role_grant_console_is_for_the_first();

-- When an officer is away her deputy reads.
CREATE TABLE absence (
    id uuid NOT NULL,
    grant_id uuid NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    CONSTRAINT absence_pk PRIMARY KEY (id),
    CONSTRAINT absence_of_grant FOREIGN KEY (grant_id) REFERENCES role_grant (id),
    CONSTRAINT absence_ordered CHECK (first_day <= last_day)
);

CREATE TABLE invitation (
    token_key bytea NOT NULL, -- SHA-256 of 256 random bits
    account uuid NOT NULL,
    purpose text NOT NULL, -- enter for the first time, or a new second factor
    made_by uuid,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '72 hours',
    used_at timestamptz,
    CONSTRAINT invitation_pk PRIMARY KEY (token_key),
    CONSTRAINT invitation_of_account FOREIGN KEY (account) REFERENCES account (id),
    CONSTRAINT invitation_made_by_account FOREIGN KEY (made_by) REFERENCES account (id),
    CONSTRAINT invitation_purpose_known CHECK (purpose IN ('enter', 'reset')),
    CONSTRAINT invitation_lives_72_hours CHECK (expires_at <= made_at + interval '72 hours')
);
CREATE INDEX invitation_account ON invitation (account);

-- A lost password or second factor: one person asks, another lets it happen.
CREATE TABLE reset (
    id uuid NOT NULL,
    account uuid NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL DEFAULT now(),
    approved_by uuid,
    approved_at timestamptz,
    refused_at timestamptz,
    CONSTRAINT reset_pk PRIMARY KEY (id),
    CONSTRAINT reset_of_account FOREIGN KEY (account) REFERENCES account (id),
    CONSTRAINT reset_proposed_by_account FOREIGN KEY (proposed_by) REFERENCES account (id),
    CONSTRAINT reset_approved_by_account FOREIGN KEY (approved_by) REFERENCES account (id),
    CONSTRAINT reset_takes_two_persons CHECK (approved_by <> proposed_by),
    CONSTRAINT reset_never_of_oneself CHECK (approved_by <> account AND proposed_by <> account),
    CONSTRAINT reset_approved_whole CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);
CREATE UNIQUE INDEX reset_one_open ON reset (account) WHERE approved_at IS NULL AND refused_at IS NULL;

CREATE TABLE password (
    account uuid NOT NULL,
    verifier text NOT NULL, -- argon2id
    set_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT password_pk PRIMARY KEY (account),
    CONSTRAINT password_of_account FOREIGN KEY (account) REFERENCES account (id),
    CONSTRAINT password_is_argon2id CHECK (verifier LIKE '$argon2id$%')
);

CREATE TABLE totp (
    account uuid NOT NULL,
    secret_sealed bytea NOT NULL,
    last_step bigint NOT NULL DEFAULT 0, -- a code of this step or before was used
    confirmed_at timestamptz,
    CONSTRAINT totp_pk PRIMARY KEY (account),
    CONSTRAINT totp_of_account FOREIGN KEY (account) REFERENCES account (id)
);

CREATE TABLE recovery_code (
    account uuid NOT NULL,
    code_key bytea NOT NULL, -- HMAC
    used_at timestamptz,
    CONSTRAINT recovery_code_pk PRIMARY KEY (account, code_key),
    CONSTRAINT recovery_code_of_account FOREIGN KEY (account) REFERENCES account (id)
);

CREATE TABLE passkey (
    credential bytea NOT NULL,
    account uuid NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    label text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz,
    CONSTRAINT passkey_pk PRIMARY KEY (credential),
    CONSTRAINT passkey_of_account FOREIGN KEY (account) REFERENCES account (id)
);
CREATE INDEX passkey_account ON passkey (account);

-- A session is known by the hash of its 256-bit identifier. `stage` says how much was proved.
CREATE TABLE session (
    id_key bytea NOT NULL, -- SHA-256
    account uuid NOT NULL,
    stage text NOT NULL, -- password: the second factor is awaited; entering: first entry; full
    made_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    ends_at timestamptz NOT NULL,
    challenge bytea, -- of a passkey being asked for
    device text NOT NULL DEFAULT '', -- "Firefox sous Windows": to tell one's own sessions apart
    CONSTRAINT session_pk PRIMARY KEY (id_key),
    CONSTRAINT session_of_account FOREIGN KEY (account) REFERENCES account (id),
    CONSTRAINT session_key_size CHECK (length(id_key) = 32),
    CONSTRAINT session_stage_known CHECK (stage IN ('password', 'entering', 'full')),
    CONSTRAINT session_lives_four_hours CHECK (ends_at <= made_at + interval '4 hours')
);
CREATE INDEX session_account ON session (account);

-- Failed attempts, counted by keyed names so that the table tells nothing. Lost in a crash: that is cheap here.
CREATE UNLOGGED TABLE attempt (
    bucket bytea NOT NULL,
    since timestamptz NOT NULL, -- start of the window
    count integer NOT NULL,
    CONSTRAINT attempt_pk PRIMARY KEY (bucket, since)
);
CREATE INDEX attempt_since ON attempt (since);

GRANT SELECT, INSERT ON account, role_grant, absence, invitation, reset TO relais_app;
GRANT UPDATE (email_key, email_sealed, name_sealed, entered_at, closed_at) ON account TO relais_app;
GRANT UPDATE (approved_by, approved_at, ended_by, ended_at) ON role_grant TO relais_app;
GRANT UPDATE (used_at) ON invitation TO relais_app;
GRANT UPDATE (approved_by, approved_at, refused_at) ON reset TO relais_app;
GRANT DELETE ON absence TO relais_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON password, totp, recovery_code, passkey, session, attempt TO relais_app;
GRANT SELECT ON account, role_grant, absence TO relais_worker;
GRANT SELECT, DELETE ON session, attempt, invitation TO relais_worker;
GRANT INSERT ON invitation TO relais_worker;
