-- Mail to be sent, written in the transaction that causes it. The message is sealed: it may hold a single-use link.

CREATE TABLE outbox (
    id uuid NOT NULL, -- also its Message-ID
    kind text NOT NULL,
    account uuid, -- to whom, when it is an account
    message_sealed bytea NOT NULL, -- recipient, subject, text; emptied once there is nothing left to send
    made_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL DEFAULT now(),
    give_up_at timestamptz NOT NULL DEFAULT now() + interval '5 days',
    attempts integer NOT NULL DEFAULT 0,
    taken_over integer NOT NULL DEFAULT 0, -- attempts whose worker died: each may have been delivered unseen
    claimed_at timestamptz,
    claimed_by uuid, -- the worker that is sending it
    sent_at timestamptz,
    given_up_at timestamptz,
    last_code text NOT NULL DEFAULT '', -- SMTP code or kind of failure, never a sentence of the server
    CONSTRAINT outbox_pk PRIMARY KEY (id),
    CONSTRAINT outbox_kind_form CHECK (kind ~ '^[a-z_]+$'),
    CONSTRAINT outbox_attempts_positive CHECK (attempts >= 0 AND taken_over BETWEEN 0 AND attempts),
    CONSTRAINT outbox_claimed_whole CHECK ((claimed_at IS NULL) = (claimed_by IS NULL)),
    CONSTRAINT outbox_one_end CHECK (sent_at IS NULL OR given_up_at IS NULL),
    CONSTRAINT outbox_keeps_nothing_after_its_end CHECK (
        (message_sealed = '' AND claimed_at IS NULL) = (sent_at IS NOT NULL OR given_up_at IS NOT NULL)
    ),
    CONSTRAINT outbox_code_form CHECK (last_code ~ '^([0-9]{3}|[a-z_]{0,20})$')
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX outbox_given_up ON outbox (given_up_at) WHERE given_up_at IS NOT NULL;

CREATE FUNCTION outbox_wakes_the_worker() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER outbox_wakes_worker AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION outbox_wakes_the_worker();

-- A job of the worker that must run once per period, whichever process does it.
CREATE TABLE job (
    name text NOT NULL,
    ran_at timestamptz NOT NULL,
    CONSTRAINT job_pk PRIMARY KEY (name)
);

-- A mail begins unsent: only the worker says what became of it.
GRANT SELECT, INSERT (id, kind, account, message_sealed, due_at, give_up_at) ON outbox TO relais_app, relais_worker;
GRANT UPDATE (
    due_at, attempts, taken_over, claimed_at, claimed_by, sent_at, given_up_at, last_code, message_sealed
) ON outbox TO relais_worker;
GRANT DELETE ON outbox TO relais_worker;
GRANT SELECT, INSERT, UPDATE ON job TO relais_worker;
GRANT SELECT ON job TO relais_app;
