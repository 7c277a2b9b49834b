-- Mail to be sent, written in the transaction that causes it. The message is sealed: it may hold a single-use link.

CREATE TABLE outbox (
    id uuid NOT NULL, -- also its Message-ID
    kind text NOT NULL,
    account uuid, -- to whom, when it is an account
    message_sealed bytea NOT NULL, -- recipient, subject, text
    made_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    claimed_at timestamptz,
    claimed_by uuid, -- the worker that is sending it
    sent_at timestamptz,
    given_up_at timestamptz,
    last_code text NOT NULL DEFAULT '', -- SMTP code or kind of failure, never a sentence of the server
    CONSTRAINT outbox_pk PRIMARY KEY (id),
    CONSTRAINT outbox_kind_form CHECK (kind ~ '^[a-z_]+$'),
    CONSTRAINT outbox_attempts_positive CHECK (attempts >= 0),
    CONSTRAINT outbox_one_end CHECK (sent_at IS NULL OR given_up_at IS NULL)
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND given_up_at IS NULL;

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

GRANT SELECT, INSERT ON outbox TO relais_app, relais_worker;
GRANT UPDATE (due_at, attempts, claimed_at, claimed_by, sent_at, given_up_at, last_code, message_sealed) ON outbox
TO relais_worker;
GRANT SELECT, INSERT, UPDATE ON job TO relais_worker;
GRANT SELECT ON job TO relais_app;
