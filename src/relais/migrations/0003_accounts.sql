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
    batch uuid, -- proposed together, decided together
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
CREATE INDEX role_grant_batch ON role_grant (batch) WHERE batch IS NOT NULL;

-- Whether this role is in force for this account.
CREATE FUNCTION holds_role(who uuid, wanted text, of_organization text DEFAULT '') RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN EXISTS (
        SELECT FROM role_grant AS g
        JOIN account AS a ON a.id = g.account
        WHERE g.account = who AND g.role = wanted AND g.organization = of_organization
            AND g.approved_at IS NOT NULL AND g.ended_at IS NULL AND a.closed_at IS NULL
    );

-- How many coordinators there are. Whoever counts waits for the others who do.
CREATE FUNCTION count_coordinators() RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7240031);
    RETURN (
        SELECT count(*) FROM role_grant AS g
        JOIN account AS a ON a.id = g.account
        WHERE g.role = 'coordinator' AND g.approved_at IS NOT NULL AND g.ended_at IS NULL AND a.closed_at IS NULL
    );
END
$$;

-- The console may only make the first pair of coordinators, who then decide of all the others.
CREATE FUNCTION role_grant_console_is_for_the_first() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NEW.via <> 'console' OR NEW.role IN ('listener', 'member', 'technician') THEN
        RETURN NEW;
    END IF;
    IF NEW.role <> 'coordinator' OR count_coordinators() >= 2 THEN
        RAISE EXCEPTION 'two coordinators decide of this role' USING
            ERRCODE = '23514', CONSTRAINT = 'role_grant_console_first_pair';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER role_grant_console_first_pair BEFORE INSERT ON role_grant
    FOR EACH ROW EXECUTE FUNCTION role_grant_console_is_for_the_first();

-- Coordinators propose and approve; a member invites to her own organisation only. An approval is a second act.
CREATE FUNCTION role_grant_asks_who() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.proposed_at := now();
        NEW.approved_at := CASE WHEN NEW.approved_at IS NOT NULL THEN now() END;
        IF NEW.approved_by IS NOT NULL OR NEW.ended_at IS NOT NULL OR NEW.ended_by IS NOT NULL THEN
            RAISE EXCEPTION 'a role is first proposed' USING ERRCODE = '23514', CONSTRAINT = 'role_grant_first_proposed';
        END IF;
        IF NEW.via = 'person' AND NOT holds_role(NEW.proposed_by, 'coordinator')
            AND NOT (NEW.role = 'member' AND holds_role(NEW.proposed_by, 'member', NEW.organization))
        THEN
            RAISE EXCEPTION 'not theirs to give' USING ERRCODE = '23514', CONSTRAINT = 'role_grant_by_who_may';
        END IF;
    ELSIF NEW.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by
        AND NOT holds_role(NEW.approved_by, 'coordinator')
    THEN
        RAISE EXCEPTION 'not theirs to approve' USING ERRCODE = '23514', CONSTRAINT = 'role_grant_by_who_may';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER role_grant_by_who_may BEFORE INSERT OR UPDATE ON role_grant
    FOR EACH ROW EXECUTE FUNCTION role_grant_asks_who();

-- Approved once, ended once, at the moment the database says; what is ended never lives again.
CREATE FUNCTION role_grant_is_written_once() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL
        OR (OLD.approved_at IS NOT NULL AND NEW.approved_at IS DISTINCT FROM OLD.approved_at)
        OR (OLD.approved_at IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by)
        OR (NEW.ended_at IS NULL AND NEW.ended_by IS NOT NULL)
    THEN
        RAISE EXCEPTION 'approved once, ended once' USING ERRCODE = '23514', CONSTRAINT = 'role_grant_written_once';
    END IF;
    IF NEW.approved_at IS DISTINCT FROM OLD.approved_at THEN
        NEW.approved_at := now();
    END IF;
    IF NEW.ended_at IS NOT NULL THEN
        NEW.ended_at := now();
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER role_grant_written_once BEFORE UPDATE ON role_grant
    FOR EACH ROW EXECUTE FUNCTION role_grant_is_written_once();

-- With one coordinator nothing could be granted any more. From the console (no `ended_by`) it stays possible: whoever
-- lost both factors is replaced that way.
CREATE FUNCTION role_grant_keeps_two_coordinators() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NEW.ended_by IS NOT NULL AND OLD.approved_at IS NOT NULL AND count_coordinators() <= 2 THEN
        RAISE EXCEPTION 'two coordinators stay' USING ERRCODE = '23514', CONSTRAINT = 'role_grant_two_coordinators';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER role_grant_two_coordinators BEFORE UPDATE OF ended_at ON role_grant
    FOR EACH ROW WHEN (OLD.role = 'coordinator' AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL)
    EXECUTE FUNCTION role_grant_keeps_two_coordinators();

-- Nothing is left in force behind a closed account.
CREATE FUNCTION account_closes_empty() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM role_grant AS g WHERE g.account = NEW.id AND g.ended_at IS NULL) THEN
        RAISE EXCEPTION 'its roles end first' USING ERRCODE = '23514', CONSTRAINT = 'account_closed_holds_nothing';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER account_closed_holds_nothing BEFORE UPDATE OF closed_at ON account
    FOR EACH ROW WHEN (OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)
    EXECUTE FUNCTION account_closes_empty();

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

CREATE FUNCTION reset_asks_who() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.approved_by IS NOT NULL OR NEW.refused_at IS NOT NULL OR NOT holds_role(NEW.proposed_by, 'coordinator')
        THEN
            RAISE EXCEPTION 'not theirs to ask' USING ERRCODE = '23514', CONSTRAINT = 'reset_by_who_may';
        END IF;
    ELSIF OLD.approved_at IS NOT NULL OR OLD.refused_at IS NOT NULL THEN
        RAISE EXCEPTION 'decided once' USING ERRCODE = '23514', CONSTRAINT = 'reset_decided_once';
    ELSIF NEW.approved_by IS NOT NULL THEN
        IF NOT holds_role(NEW.approved_by, 'coordinator') THEN
            RAISE EXCEPTION 'not theirs to decide' USING ERRCODE = '23514', CONSTRAINT = 'reset_by_who_may';
        END IF;
        NEW.approved_at := now();
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER reset_by_who_may BEFORE INSERT OR UPDATE ON reset
    FOR EACH ROW EXECUTE FUNCTION reset_asks_who();

-- A link opens an account that nobody entered yet, or one that two persons agreed to reopen. It is used once.
CREATE FUNCTION invitation_opens_what_may_be() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.used_at IS NOT NULL THEN
            RAISE EXCEPTION 'used once' USING ERRCODE = '23514', CONSTRAINT = 'invitation_used_once';
        END IF;
    ELSIF NEW.purpose = 'enter' AND NOT EXISTS (
        SELECT FROM account AS a WHERE a.id = NEW.account AND a.entered_at IS NULL AND a.closed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'already entered' USING ERRCODE = '23514', CONSTRAINT = 'invitation_for_the_first_entry';
    ELSIF NEW.purpose = 'reset' AND NOT EXISTS (
        SELECT FROM reset AS r
        JOIN account AS a ON a.id = r.account
        WHERE r.account = NEW.account AND r.approved_at > now() - interval '72 hours' AND a.closed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'two persons agree first' USING ERRCODE = '23514', CONSTRAINT = 'invitation_reset_approved';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER invitation_opens BEFORE INSERT OR UPDATE ON invitation
    FOR EACH ROW EXECUTE FUNCTION invitation_opens_what_may_be();

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

-- Moments are the database's: an account of the application chooses none when it inserts.
GRANT SELECT ON account, role_grant, absence, invitation, reset TO relais_app;
GRANT INSERT (id, email_key, email_sealed, name_sealed, demo) ON account TO relais_app;
GRANT INSERT (
    id, account, role, organization, council, function, deputy, via, proposed_by, approved_by, approved_at, batch
) ON role_grant TO relais_app;
GRANT INSERT (id, grant_id, first_day, last_day) ON absence TO relais_app;
GRANT INSERT (token_key, account, purpose, made_by) ON invitation TO relais_app;
GRANT INSERT (id, account, proposed_by) ON reset TO relais_app;
GRANT UPDATE (email_key, email_sealed, name_sealed, entered_at, closed_at) ON account TO relais_app;
GRANT UPDATE (approved_by, approved_at, ended_by, ended_at) ON role_grant TO relais_app;
GRANT UPDATE (used_at) ON invitation TO relais_app;
GRANT UPDATE (approved_by, approved_at, refused_at) ON reset TO relais_app;
GRANT DELETE ON absence TO relais_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON password, totp, recovery_code, passkey, session, attempt TO relais_app;
GRANT SELECT ON account, role_grant, absence TO relais_worker;
GRANT SELECT, DELETE ON session, attempt, invitation TO relais_worker;
