-- Keeping the directory true: who proposes, who decides, what was heard on the telephone, what is reported wrong.

ALTER TABLE fact ADD COLUMN doubted_at timestamptz; -- since when a number is reported wrong

ALTER TABLE publication DROP CONSTRAINT publication_cause_known;
ALTER TABLE publication ADD CONSTRAINT publication_cause_known CHECK (
    cause IN ('import', 'edit', 'decision', 'report', 'reminder', 'expiry', 'undo', 'merge')
);

ALTER TABLE change_request
    ALTER COLUMN made_at SET DEFAULT clock_timestamp(), -- several in one transaction keep their order
    ADD COLUMN made_by uuid,
    ADD COLUMN made_as text NOT NULL DEFAULT 'import',
    ADD COLUMN batch uuid, -- an import, decided at once
    ADD COLUMN why text NOT NULL DEFAULT '',
    ADD CONSTRAINT change_request_made_by_account FOREIGN KEY (made_by) REFERENCES account (id),
    ADD CONSTRAINT change_request_made_as_known CHECK (
        made_as IN ('import', 'member', 'officer', 'coordinator')
    ),
    ADD CONSTRAINT change_request_made_by_someone CHECK ((made_by IS NULL) <= (made_as = 'import'));
CREATE INDEX change_request_batch ON change_request (batch) WHERE batch IS NOT NULL;

ALTER TABLE change_request_line
    ADD COLUMN purpose text NOT NULL DEFAULT 'change',
    ADD COLUMN made_by uuid, -- as the request's: the constraint below needs both on one row
    ADD COLUMN decided_by uuid,
    ADD COLUMN decided_at timestamptz,
    ADD COLUMN decision_reason text NOT NULL DEFAULT '',
    ADD CONSTRAINT change_request_line_purpose_known CHECK (
        -- withdrawal: done by one person at once, looked at afterwards; protected: waits for two coordinators
        purpose IN ('change', 'withdrawal', 'protected')
    ),
    ADD CONSTRAINT change_request_line_decided_by_account FOREIGN KEY (decided_by) REFERENCES account (id),
    ADD CONSTRAINT change_request_line_decided_by_another CHECK (
        status NOT IN ('accepted', 'refused') OR decided_by <> made_by OR made_by IS NULL
    ),
    ADD CONSTRAINT change_request_line_decided_whole CHECK (
        (status IN ('accepted', 'refused')) <= (decided_by IS NOT NULL AND decided_at IS NOT NULL)
    );
CREATE INDEX change_request_line_open ON change_request_line (request) WHERE status = 'open';

-- What a telephone call established. Evidence: written once.
CREATE TABLE call_back (
    id uuid NOT NULL,
    service text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    field text NOT NULL,
    made_by uuid NOT NULL,
    reached text NOT NULL, -- a function: "secrétariat", never a name
    reached_at timestamptz NOT NULL,
    read_back text NOT NULL,
    request uuid, -- when it decides a change
    version bigint, -- the publication it led to
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT call_back_pk PRIMARY KEY (id),
    CONSTRAINT call_back_by_account FOREIGN KEY (made_by) REFERENCES account (id),
    CONSTRAINT call_back_of_request FOREIGN KEY (request) REFERENCES change_request (id),
    CONSTRAINT call_back_says_whom CHECK (reached <> '' AND read_back <> ''),
    CONSTRAINT call_back_in_the_past CHECK (reached_at <= recorded_at + interval '1 minute')
);
CREATE INDEX call_back_service ON call_back (service);

-- "Signaler une erreur". Who did it is kept for the limiter and the decision, and never shown.
CREATE TABLE error_report (
    id uuid NOT NULL,
    service text NOT NULL,
    contact text NOT NULL DEFAULT '', -- id of the contact, when it is about one
    motive text NOT NULL,
    comment text NOT NULL DEFAULT '',
    made_by uuid,
    made_as text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    decided_by uuid,
    decided_at timestamptz,
    outcome text,
    CONSTRAINT error_report_pk PRIMARY KEY (id),
    CONSTRAINT error_report_made_by_account FOREIGN KEY (made_by) REFERENCES account (id),
    CONSTRAINT error_report_decided_by_account FOREIGN KEY (decided_by) REFERENCES account (id),
    CONSTRAINT error_report_motive_known CHECK (
        motive IN ('phone_dead', 'phone_wrong', 'hours_wrong', 'address_wrong', 'closed', 'not_for_doctors', 'other')
    ),
    CONSTRAINT error_report_comment_short CHECK (length(comment) <= 200),
    CONSTRAINT error_report_made_as_known CHECK (
        made_as IN ('anonymous', 'listener', 'officer', 'member', 'coordinator')
    ),
    CONSTRAINT error_report_anonymous_or_not CHECK ((made_by IS NULL) = (made_as = 'anonymous')),
    CONSTRAINT error_report_outcome_known CHECK (outcome IN ('corrected', 'unfounded', 'duplicate')),
    CONSTRAINT error_report_decided_whole CHECK (
        (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by IS NULL)
    )
);
CREATE INDEX error_report_open ON error_report (service) WHERE outcome IS NULL;

-- What someone is typing in their space: survives a lost connection and a second tab.
CREATE TABLE draft (
    account uuid NOT NULL,
    service text NOT NULL,
    field text NOT NULL,
    position integer NOT NULL DEFAULT 1,
    typed jsonb NOT NULL, -- the fields of the form as posted
    base_version bigint NOT NULL, -- version_from of the fact it started from; 0 = none
    saved_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT draft_pk PRIMARY KEY (account, service, field, position),
    CONSTRAINT draft_of_account FOREIGN KEY (account) REFERENCES account (id)
);

-- A reminder sent for a service: its link, used once, renews what it lists.
CREATE TABLE reminder (
    id uuid NOT NULL,
    token_key bytea NOT NULL, -- SHA-256
    service text NOT NULL,
    account uuid NOT NULL,
    step text NOT NULL, -- 14 days before, the day, 14 days after
    due_on date NOT NULL,
    fields jsonb NOT NULL, -- [[subject_kind, subject_id, field, version_from]]
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT reminder_pk PRIMARY KEY (id),
    CONSTRAINT reminder_token_once UNIQUE (token_key),
    CONSTRAINT reminder_once_each UNIQUE (service, account, step, due_on),
    CONSTRAINT reminder_of_account FOREIGN KEY (account) REFERENCES account (id),
    CONSTRAINT reminder_step_known CHECK (step IN ('before', 'due', 'after'))
);

-- Why an address moved. An import follows a new name, and leaves out what was merged into another organisation;
-- a suspended service only leads to its successor.
ALTER TABLE slug_history
    ADD COLUMN cause text NOT NULL DEFAULT 'rename',
    ADD CONSTRAINT slug_history_cause_known CHECK (cause IN ('rename', 'merge', 'successor'));

-- A file sent by a coordinator, kept from its plan to its decision.
CREATE TABLE import_upload (
    id uuid NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    name text NOT NULL,
    content bytea NOT NULL,
    applied_at timestamptz,
    CONSTRAINT import_upload_pk PRIMARY KEY (id),
    CONSTRAINT import_upload_by_account FOREIGN KEY (made_by) REFERENCES account (id),
    CONSTRAINT import_upload_size CHECK (length(content) <= 4194304)
);

-- A proposed value beside what it would replace.
CREATE VIEW change_line AS
SELECT
    l.request, l.subject_kind, l.subject_id, l.field, r.service, coalesce(s.name, r.service) AS service_name,
    coalesce(s.organization, '') AS organization, coalesce(o.name, '') AS organization_name, l.purpose, l.status,
    l.made_by, r.made_as, r.made_at, r.why, r.origin, r.batch, nullif(f.value, 'null') AS before,
    f.state AS before_state, nullif(l.proposed, 'null') AS after, l.state, l.source_label, l.source_url,
    l.source_date_text, l.note, l.fact_version,
    f.version_from IS DISTINCT FROM l.fact_version
    AND nullif(f.value, 'null') IS DISTINCT FROM nullif(b.value, 'null') AS outdated,
    (
        SELECT count(*) FROM change_request_line AS c
        WHERE (c.subject_kind, c.subject_id, c.field) = (l.subject_kind, l.subject_id, l.field)
            AND c.status = 'open' AND c.request <> l.request
    ) AS others,
    l.decided_by, l.decided_at, l.decision_reason
FROM change_request_line AS l
JOIN change_request AS r ON r.id = l.request
LEFT JOIN service AS s ON s.slug = r.service
LEFT JOIN organization AS o ON o.slug = s.organization
-- Apart (OFFSET 0), so that both are found by their keys however few lines the statistics know of.
LEFT JOIN LATERAL (
    SELECT c.value, c.state, c.version_from FROM fact AS c
    WHERE c.subject_kind = l.subject_kind AND c.subject_id = l.subject_id AND c.field = l.field
        AND c.version_to IS NULL
    OFFSET 0
) AS f ON true
LEFT JOIN LATERAL (
    SELECT c.value FROM fact AS c
    WHERE c.subject_kind = l.subject_kind AND c.subject_id = l.subject_id AND c.field = l.field
        AND c.version_from = l.fact_version
    OFFSET 0
) AS b ON true;

-- A line is born open, by whoever made its request; once decided it never changes again.
CREATE FUNCTION change_request_line_is_born_open() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NEW.status <> 'open' OR NEW.decided_by IS NOT NULL OR NEW.decided_at IS NOT NULL OR NEW.decision_reason <> ''
        OR NEW.made_by IS DISTINCT FROM (SELECT r.made_by FROM change_request AS r WHERE r.id = NEW.request)
    THEN
        RAISE EXCEPTION 'a change is proposed open, by who made the request' USING
            ERRCODE = '23514', CONSTRAINT = 'change_request_line_born_open';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER change_request_line_born_open BEFORE INSERT ON change_request_line
    FOR EACH ROW EXECUTE FUNCTION change_request_line_is_born_open();

CREATE FUNCTION change_request_line_is_decided_once() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.status = 'open' AND NEW.status <> 'open'
            AND to_jsonb(NEW) - ARRAY['status', 'decided_by', 'decided_at', 'decision_reason']
            = to_jsonb(OLD) - ARRAY['status', 'decided_by', 'decided_at', 'decision_reason']
            AND (NEW.status IN ('accepted', 'refused')) = (NEW.decided_by IS NOT NULL)
        THEN
            -- The moment is the database's: it is not chosen.
            NEW.decided_at := CASE WHEN NEW.decided_by IS NOT NULL THEN clock_timestamp() END;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a decided change is never rewritten' USING
        ERRCODE = '23514', CONSTRAINT = 'change_request_line_decided_once';
END
$$;
CREATE TRIGGER change_request_line_decided_once BEFORE UPDATE OR DELETE ON change_request_line
    FOR EACH ROW EXECUTE FUNCTION change_request_line_is_decided_once();
CREATE TRIGGER change_request_line_never_emptied BEFORE TRUNCATE ON change_request_line
    FOR EACH STATEMENT EXECUTE FUNCTION change_request_line_is_decided_once();

-- What was asked, and what was heard, is written once.
CREATE FUNCTION evidence_is_append_only() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'evidence is never rewritten' USING
        ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;
CREATE TRIGGER change_request_append_only BEFORE UPDATE OR DELETE ON change_request
    FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER call_back_append_only BEFORE UPDATE OR DELETE ON call_back
    FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();
CREATE TRIGGER call_back_never_emptied BEFORE TRUNCATE ON call_back
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_append_only();

-- Telephone numbers of an import wait for a second person.
ALTER TABLE import_change DROP CONSTRAINT import_change_verdict_known;
ALTER TABLE import_change ADD CONSTRAINT import_change_verdict_known CHECK (
    verdict IN ('add', 'change', 'drop', 'retire', 'propose', 'wait')
);
GRANT UPDATE (verdict) ON import_change TO relais_app, relais_worker;
CREATE INDEX change_request_service ON change_request (service);

GRANT SELECT ON change_line TO relais_app, relais_worker;
GRANT UPDATE (status, decided_by, decided_at, decision_reason) ON change_request_line TO relais_app, relais_worker;
-- When it was asked or heard is the database's to say.
REVOKE INSERT ON change_request FROM relais_app, relais_worker;
GRANT INSERT (id, service, origin, made_by, made_as, batch, why) ON change_request TO relais_app, relais_worker;
GRANT SELECT, INSERT (
    id, service, subject_kind, subject_id, field, made_by, reached, reached_at, read_back, request, version
) ON call_back TO relais_app, relais_worker;
GRANT SELECT, INSERT ON error_report, reminder, import_upload TO relais_app, relais_worker;
GRANT UPDATE (decided_by, decided_at, outcome) ON error_report TO relais_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON draft TO relais_app;
GRANT UPDATE (used_at) ON reminder TO relais_app;
GRANT UPDATE (applied_at) ON import_upload TO relais_app;
GRANT DELETE ON import_upload TO relais_worker;
GRANT UPDATE, DELETE ON slug_history TO relais_app;
