-- The national commission at work: what is joined to a file, who knows the doctor, when it sits, what it decides, what is
-- paid. Rows are written by functions that check who asks; sums hold by constraints, whoever writes.

-- What is joined -----------------------------------------------------------------------------------------------------

-- A document joined to a file, whole once `added_at` is there. Its bytes are in attachment_chunk.
CREATE TABLE attachment (
    id uuid NOT NULL,
    file uuid NOT NULL,
    case_id uuid NOT NULL,
    request uuid NOT NULL, -- posted again with a second click: one document
    round integer NOT NULL,
    slot integer NOT NULL,
    kind text NOT NULL, -- by its content
    piece text NOT NULL, -- of the checklist, '' for none of them
    words bytea NOT NULL, -- the name it had, under the key of the case
    added_as text NOT NULL,
    actor uuid, -- an account; null for the person
    begun_at timestamptz NOT NULL,
    bytes bigint,
    added_at timestamptz,
    CONSTRAINT attachment_pk PRIMARY KEY (id),
    CONSTRAINT attachment_of_file FOREIGN KEY (file) REFERENCES national_file (id) ON DELETE CASCADE,
    CONSTRAINT attachment_of_case FOREIGN KEY (case_id) REFERENCES aid_case (id) ON DELETE CASCADE,
    CONSTRAINT attachment_once UNIQUE (file, request),
    CONSTRAINT attachment_slot_once UNIQUE (file, slot),
    CONSTRAINT attachment_twenty_per_file CHECK (slot BETWEEN 1 AND 20),
    CONSTRAINT attachment_kind_known CHECK (kind IN ('pdf', 'jpeg', 'png')),
    CONSTRAINT attachment_piece_form CHECK (piece ~ '^[a-z_]{0,40}$'),
    CONSTRAINT attachment_name_is_padded CHECK (length(words) >= 284 AND length(words) % 256 = 28), -- nonce and tag
    CONSTRAINT attachment_added_as_known CHECK (added_as IN ('person', 'council')),
    CONSTRAINT attachment_ten_mebibytes CHECK (bytes BETWEEN 1 AND 10485760),
    CONSTRAINT attachment_added_whole CHECK ((bytes IS NULL) = (added_at IS NULL))
);
CREATE INDEX attachment_case ON attachment (case_id);
CREATE INDEX attachment_arriving ON attachment (begun_at) WHERE added_at IS NULL;
COMMENT ON TABLE attachment IS 'Documents joints à un dossier national.';
COMMENT ON COLUMN attachment.id IS 'identifiant du document · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.file IS 'dossier national · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.case_id IS 'dossier de suivi dont la clé le chiffre · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.request IS 'un même envoi répété ne joint qu''un document · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.round IS 'examen · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.slot IS 'place, de 1 à 20 · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.kind IS 'PDF, JPEG ou PNG · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.piece IS 'pièce de la liste · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.words IS 'nom du document (chiffré) · personnelle · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.added_as IS 'joint par la personne ou par son conseil · journal · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.actor IS 'compte qui l''a joint · journal · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.begun_at IS 'début de l''envoi · journal · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.bytes IS 'taille en octets · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment.added_at IS 'fin de l''envoi · journal · comme le contenu du dossier national';

-- A mebibyte of a document, sealed for its case, document, number and whether it is the last: none is moved, dropped or
-- put in the place of another unseen. All but the last are full.
CREATE TABLE attachment_chunk (
    attachment uuid NOT NULL,
    number integer NOT NULL,
    last boolean NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT attachment_chunk_pk PRIMARY KEY (attachment, number),
    CONSTRAINT attachment_chunk_of_attachment FOREIGN KEY (attachment) REFERENCES attachment (id) ON DELETE CASCADE,
    CONSTRAINT attachment_chunk_ten_at_most CHECK (number BETWEEN 0 AND 9),
    CONSTRAINT attachment_chunk_size CHECK ( -- nonce and tag
        length(sealed) BETWEEN 29 AND 1048604 AND (last OR length(sealed) = 1048604)
    )
);
ALTER TABLE attachment_chunk ALTER COLUMN sealed SET STORAGE EXTERNAL; -- what is encrypted does not shrink
CREATE UNIQUE INDEX attachment_chunk_one_last ON attachment_chunk (attachment) WHERE last;
COMMENT ON TABLE attachment_chunk IS 'Documents joints, par morceaux d''un mébioctet, chiffrés sous la clé du dossier de suivi.';
COMMENT ON COLUMN attachment_chunk.attachment IS 'document · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment_chunk.number IS 'place du morceau · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment_chunk.last IS 'dernier morceau · technique · comme le contenu du dossier national';
COMMENT ON COLUMN attachment_chunk.sealed IS 'contenu du document (chiffré) · personnelle · comme le contenu du dossier national';

-- A document begins to arrive: its file is locked, so that the twenty-first is seen.
CREATE FUNCTION begin_attachment(
    with_id uuid, of_file uuid, with_request uuid, of_kind text, of_piece text, said bytea
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file_to_write(of_file);
BEGIN
    IF held.state NOT IN ('draft', 'submitted', 'incomplete') THEN
        PERFORM refuse_file('attachment_while_open');
    END IF;
    -- What a process that was stopped left behind; at once for the very post that is sent again.
    DELETE FROM attachment AS a
    WHERE a.file = held.id AND a.added_at IS NULL AND (
        a.begun_at < clock_timestamp() - interval '1 hour'
        OR (a.request = with_request AND a.actor IS NOT DISTINCT FROM current_actor())
    );
    INSERT INTO attachment (
        id, file, case_id, request, round, slot, kind, piece, words, added_as, actor, begun_at
    ) VALUES (
        with_id, held.id, held.case_id, with_request, held.round,
        (
            SELECT min(n) FROM generate_series(1, 21) AS n
            WHERE NOT EXISTS (SELECT FROM attachment AS a WHERE a.file = held.id AND a.slot = n)
        ),
        of_kind, of_piece, said, file_writer(held), current_actor(), clock_timestamp()
    );
END
$$;

-- The document that this context is sending, its file locked. Whoever else asks: nothing.
CREATE FUNCTION hold_arriving(wanted uuid) RETURNS attachment
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held attachment;
BEGIN
    PERFORM hold_file_to_write(a.file) FROM attachment AS a WHERE a.id = wanted;
    IF NOT FOUND THEN -- the same post was sent again meanwhile
        PERFORM refuse_file('attachment_arriving');
    END IF;
    SELECT * INTO held FROM attachment AS a
    WHERE a.id = wanted AND a.added_at IS NULL AND a.actor IS NOT DISTINCT FROM current_actor()
    FOR UPDATE;
    IF held.id IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    RETURN held;
END
$$;

CREATE FUNCTION add_attachment_chunk(wanted uuid, at_number integer, is_last boolean, said bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM hold_arriving(wanted);
    INSERT INTO attachment_chunk (attachment, number, last, sealed) VALUES (wanted, at_number, is_last, said);
END
$$;

-- It is whole: from the first to one last, and it can be read from now on. The piece it is, is joined.
CREATE FUNCTION finish_attachment(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held attachment := hold_arriving(wanted);
    size bigint;
BEGIN
    SELECT sum(length(c.sealed) - 28) INTO size FROM attachment_chunk AS c
    WHERE c.attachment = held.id
    HAVING bool_or(c.last) AND max(c.number) FILTER (WHERE c.last) = count(*) - 1 AND max(c.number) = count(*) - 1;
    IF size IS NULL THEN
        PERFORM refuse_file('attachment_is_whole');
    END IF;
    UPDATE attachment AS a SET bytes = size, added_at = clock_timestamp() WHERE a.id = held.id;
    PERFORM chain_case_event(
        held.case_id, 'attachment.added',
        jsonb_build_object('file', held.file, 'attachment', held.id, 'kind', held.kind, 'as', held.added_as)
    );
    IF held.piece <> '' THEN
        PERFORM mark_file_piece(held.file, held.piece, 'joined');
    END IF;
END
$$;

-- Taken away, by whose file it is: what did not arrive whole, or what was joined, while the file is theirs.
CREATE FUNCTION drop_attachment(wanted uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    of_file uuid := (SELECT a.file FROM attachment AS a WHERE a.id = wanted);
    held national_file;
    gone attachment;
BEGIN
    IF of_file IS NULL THEN
        RETURN false;
    END IF;
    held := hold_file_to_write(of_file);
    DELETE FROM attachment AS a WHERE a.id = wanted RETURNING a.* INTO gone;
    IF gone.added_at IS NOT NULL THEN
        IF held.state NOT IN ('draft', 'submitted', 'incomplete') THEN
            PERFORM refuse_file('attachment_while_open');
        END IF;
        PERFORM chain_case_event(
            held.case_id, 'attachment.removed', jsonb_build_object('file', held.id, 'attachment', gone.id)
        );
        IF gone.piece <> '' AND NOT EXISTS (
            SELECT FROM attachment AS a WHERE a.file = held.id AND a.piece = gone.piece AND a.added_at IS NOT NULL
        ) THEN
            PERFORM mark_file_piece(held.id, gone.piece, 'expected');
        END IF;
    END IF;
    RETURN gone.id IS NOT NULL;
END
$$;

-- A body reads a document: the person is told, once for each account and hour.
CREATE FUNCTION tell_attachment_read(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held attachment;
BEGIN
    SELECT * INTO held FROM attachment AS a WHERE a.id = wanted AND a.added_at IS NOT NULL;
    IF current_kind() IS DISTINCT FROM 'staff' OR NOT coalesce(cardinality(file_roles(held.file)) > 0, false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    PERFORM chain_case_event(
        held.case_id, 'attachment.read', jsonb_build_object('file', held.file, 'attachment', held.id)
    );
END
$$;

-- Uploads that nobody will end: a process was stopped.
CREATE FUNCTION purge_cut_attachments() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH gone AS (
        DELETE FROM attachment AS a
        WHERE a.added_at IS NULL AND a.begun_at < clock_timestamp() - interval '1 hour'
        RETURNING a.id
    )
    SELECT count(*) FROM gone
$$;

-- An erased case keeps no document.
CREATE FUNCTION aid_case_erased_drops_attachments() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    DELETE FROM attachment AS a WHERE a.case_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER aid_case_erased_drops_attachments AFTER UPDATE OF erased_at ON aid_case
    FOR EACH ROW WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)
    EXECUTE FUNCTION aid_case_erased_drops_attachments();

-- Who knows the doctor -----------------------------------------------------------------------------------------------

-- Each member is shown who the file is of, then says whether they know them, before opening it. "Knows" is the last
-- word.
CREATE TABLE recusal (
    file uuid NOT NULL,
    account uuid NOT NULL,
    answer text NOT NULL,
    acted_as text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT recusal_pk PRIMARY KEY (file, account, answer),
    CONSTRAINT recusal_of_file FOREIGN KEY (file) REFERENCES national_file (id) ON DELETE CASCADE,
    CONSTRAINT recusal_of_account FOREIGN KEY (account) REFERENCES account (id),
    CONSTRAINT recusal_answer_known CHECK (answer IN ('asked', 'unknown', 'knows')),
    CONSTRAINT recusal_acted_as_known CHECK (acted_as IN ('national', 'commissioner', 'chair'))
);
CREATE INDEX recusal_account ON recusal (account, answer);
COMMENT ON TABLE recusal IS 'Ce que chaque membre a dit avant d''ouvrir un dossier : connaît-il le médecin ?';
COMMENT ON COLUMN recusal.file IS 'dossier national · technique · comme le dossier national';
COMMENT ON COLUMN recusal.account IS 'compte qui a répondu · journal · comme le dossier national';
COMMENT ON COLUMN recusal.answer IS 'a été interrogé, connaît le médecin, ou non · journal · comme le dossier national';
COMMENT ON COLUMN recusal.acted_as IS 'à quel titre · journal · comme le dossier national';
COMMENT ON COLUMN recusal.at IS 'quand · journal · comme le dossier national';

-- Whoever is recused serves their council as before, and the commission no more: for that body alone.
CREATE OR REPLACE FUNCTION recused_files() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN ARRAY(
        SELECT r.file FROM recusal AS r
        JOIN national_file AS f ON f.id = r.file
        WHERE current_kind() = 'staff' AND r.account = current_actor() AND r.answer = 'knows' AND f.body = current_org()
    );
CREATE FUNCTION recused_cases() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN ARRAY(SELECT f.case_id FROM national_file AS f WHERE f.id = ANY (recused_files()));

-- The same as before, without the cases of the files that one may no longer see.
CREATE OR REPLACE FUNCTION opened_cases() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN ARRAY(
        SELECT o.case_id FROM case_opening AS o
        WHERE (SELECT current_kind()) = 'staff' AND o.org = (SELECT current_org())
            AND o.actor = (SELECT current_actor()) AND o.at > statement_timestamp() - interval '4 hours'
            AND o.case_id <> ALL ((SELECT recused_cases())::uuid[])
    );
-- A case that the body itself follows is closed to them too.
CREATE POLICY aid_case_not_recused ON aid_case AS RESTRICTIVE FOR SELECT TO relais_app
    USING (id <> ALL ((SELECT recused_cases())::uuid[]));

-- What the policy of national_file lets the roles of the commission see.
CREATE FUNCTION member_may_see(held national_file) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN 'national' = ANY (commission_roles())
        OR held.state IN ('scheduled', 'decided', 'paid', 'closed')
        OR (held.state = 'complete' AND held.urgent AND 'chair' = ANY (commission_roles()));

-- Said by oneself, once for each answer. Whoever knows the doctor reads nothing of the file from this statement on.
CREATE FUNCTION answer_recusal(of_file uuid, said text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file(of_file);
    as_role text := (
        SELECT r.role FROM unnest(ARRAY['chair', 'commissioner', 'national']) AS r (role)
        WHERE r.role = ANY (file_roles(of_file)) AND r.role = ANY (commission_roles())
        LIMIT 1
    );
BEGIN
    IF as_role IS NULL OR NOT member_may_see(held) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF said = 'unknown' AND NOT EXISTS (
        SELECT FROM recusal AS r WHERE (r.file, r.account, r.answer) = (held.id, current_actor(), 'asked')
    ) THEN
        PERFORM refuse_file('recusal_asked_first');
    END IF;
    INSERT INTO recusal (file, account, answer, acted_as, at)
    VALUES (held.id, current_actor(), said, as_role, clock_timestamp())
    ON CONFLICT ON CONSTRAINT recusal_pk DO NOTHING;
    IF FOUND THEN
        PERFORM chain_case_event(
            held.case_id, 'commission.' || CASE said WHEN 'knows' THEN 'recused' WHEN 'unknown' THEN 'not_known' ELSE said END,
            jsonb_build_object('file', held.id, 'round', held.round, 'as', as_role)
        );
    END IF;
END
$$;

-- Who the file is of, still sealed, for a member to say whether they know them: they are asked by the same act.
CREATE FUNCTION name_to_recuse(of_file uuid) RETURNS TABLE (case_id uuid, wrapped bytea, sealed bytea)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM answer_recusal(of_file, 'asked');
    RETURN QUERY
    SELECT c.id, c.data_key_wrapped, s.sealed
    FROM national_file AS f
    JOIN aid_case AS c ON c.id = f.case_id
    JOIN file_section AS s ON s.file = f.id AND s.round = f.round AND s.section = 'situation'
    WHERE f.id = of_file AND f.state <> 'withdrawn' AND c.data_key_wrapped IS NOT NULL;
END
$$;

-- No member opens a file before that answer, whichever function opens it.
CREATE FUNCTION case_opening_asks_first() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NEW.as_function IN ('commissioner', 'chair') AND NOT EXISTS (
        SELECT FROM recusal AS r
        JOIN national_file AS f ON f.id = r.file
        WHERE f.case_id = NEW.case_id AND r.account = NEW.actor AND r.answer = 'unknown'
    ) THEN
        PERFORM refuse_file('recusal_asked_first');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER case_opening_asks_first BEFORE INSERT ON case_opening
    FOR EACH ROW EXECUTE FUNCTION case_opening_asks_first();

-- When it sits --------------------------------------------------------------------------------------------------------

CREATE TABLE commission_session (
    id uuid NOT NULL, -- made with the page: posted again, it is the same session
    body text NOT NULL, -- slug of the organisation whose commission sits
    held_at timestamptz NOT NULL,
    place text NOT NULL,
    state text NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    state_by uuid NOT NULL,
    state_at timestamptz NOT NULL,
    CONSTRAINT commission_session_pk PRIMARY KEY (id),
    CONSTRAINT commission_session_body_form CHECK (body ~ '^[a-z0-9-]{1,200}$'),
    CONSTRAINT commission_session_place_known CHECK (place IN ('on_site', 'remote', 'both')),
    CONSTRAINT commission_session_state_known CHECK (state IN ('planned', 'held', 'cancelled'))
);
CREATE UNIQUE INDEX commission_session_moment_once ON commission_session (body, held_at) WHERE state <> 'cancelled';
COMMENT ON TABLE commission_session IS 'Séances de la commission nationale.';
COMMENT ON COLUMN commission_session.id IS 'identifiant de la séance · technique · toujours';
COMMENT ON COLUMN commission_session.body IS 'organisme dont la commission siège · publique · toujours';
COMMENT ON COLUMN commission_session.held_at IS 'date et heure · publique · toujours';
COMMENT ON COLUMN commission_session.place IS 'sur place ou à distance · publique · toujours';
COMMENT ON COLUMN commission_session.state IS 'prévue, tenue ou annulée · publique · toujours';
COMMENT ON COLUMN commission_session.made_by IS 'compte qui l''a prévue · journal · toujours';
COMMENT ON COLUMN commission_session.made_at IS 'quand elle a été prévue · journal · toujours';
COMMENT ON COLUMN commission_session.state_by IS 'compte qui l''a close ou annulée · journal · toujours';
COMMENT ON COLUMN commission_session.state_at IS 'quand · journal · toujours';

-- The agenda: a round of a file to decide, or what the chair decided alone to be ratified.
CREATE TABLE session_file (
    session uuid NOT NULL,
    file uuid NOT NULL,
    round integer NOT NULL,
    purpose text NOT NULL,
    outcome text, -- none while it waits
    added_at timestamptz NOT NULL,
    CONSTRAINT session_file_pk PRIMARY KEY (session, file, round),
    CONSTRAINT session_file_of_session FOREIGN KEY (session) REFERENCES commission_session (id),
    CONSTRAINT session_file_of_file FOREIGN KEY (file) REFERENCES national_file (id) ON DELETE CASCADE,
    CONSTRAINT session_file_purpose_known CHECK (purpose IN ('decide', 'ratify')),
    CONSTRAINT session_file_outcome_fits CHECK (
        CASE purpose
            WHEN 'ratify' THEN outcome IN ('ratified', 'not_ratified')
            ELSE outcome IN ('decided', 'postponed', 'withdrawn')
        END
    )
);
CREATE UNIQUE INDEX session_file_waits_once ON session_file (file, round) WHERE outcome IS NULL;
COMMENT ON TABLE session_file IS 'Ordre du jour des séances.';
COMMENT ON COLUMN session_file.session IS 'séance · technique · comme le dossier national';
COMMENT ON COLUMN session_file.file IS 'dossier national · technique · comme le dossier national';
COMMENT ON COLUMN session_file.round IS 'examen · technique · comme le dossier national';
COMMENT ON COLUMN session_file.purpose IS 'à décider, ou à ratifier · personnelle · comme le dossier national';
COMMENT ON COLUMN session_file.outcome IS 'ce qui en est advenu en séance · personnelle · comme le dossier national';
COMMENT ON COLUMN session_file.added_at IS 'date d''inscription · journal · comme le dossier national';

-- What it decides -----------------------------------------------------------------------------------------------------

-- One decision for each round: by the session (one member records it, another confirms it), or by the chair between two
-- sessions, ratified in the next. Amounts in cents.
CREATE TABLE decision (
    id uuid NOT NULL, -- made with the page: posted again, it is the same decision
    file uuid NOT NULL,
    case_id uuid NOT NULL,
    round integer NOT NULL,
    session uuid, -- none for the chair's between two sessions
    kind text NOT NULL,
    amount_cents bigint NOT NULL,
    elsewhere text, -- of whom an exemption is asked
    reason text, -- of a refusal
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    confirmed_by uuid,
    confirmed_at timestamptz,
    ratified_in uuid, -- a session
    ratified_by uuid,
    ratified_at timestamptz,
    ratified text,
    in_force_at timestamptz GENERATED ALWAYS AS (CASE WHEN session IS NULL THEN recorded_at ELSE confirmed_at END) STORED,
    CONSTRAINT decision_pk PRIMARY KEY (id),
    CONSTRAINT decision_once_a_round UNIQUE (file, round),
    CONSTRAINT decision_of_its_amount UNIQUE (id, amount_cents),
    CONSTRAINT decision_of_file FOREIGN KEY (file) REFERENCES national_file (id) ON DELETE CASCADE,
    CONSTRAINT decision_on_the_agenda FOREIGN KEY (session, file, round)
    REFERENCES session_file (session, file, round) ON DELETE CASCADE,
    CONSTRAINT decision_ratified_on_the_agenda FOREIGN KEY (ratified_in, file, round)
    REFERENCES session_file (session, file, round) ON DELETE CASCADE,
    CONSTRAINT decision_kind_known CHECK (kind IN ('gift', 'advance', 'elsewhere', 'refusal')),
    CONSTRAINT decision_amount_fits CHECK (
        CASE WHEN kind IN ('gift', 'advance') THEN amount_cents BETWEEN 1 AND 100000000 ELSE amount_cents = 0 END
    ),
    CONSTRAINT decision_elsewhere_fits CHECK (
        CASE kind
            WHEN 'elsewhere' THEN coalesce(
                elsewhere IN ('carmf', 'urssaf', 'cpam', 'tax', 'bank', 'mutual', 'landlord'), false
            )
            ELSE elsewhere IS NULL
        END
    ),
    CONSTRAINT decision_reason_fits CHECK (
        CASE kind
            WHEN 'refusal' THEN coalesce(
                reason IN ('resources', 'other_help_first', 'out_of_scope', 'not_documented', 'already_helped'), false
            )
            ELSE reason IS NULL
        END
    ),
    CONSTRAINT decision_takes_two_persons CHECK (confirmed_by <> recorded_by),
    CONSTRAINT decision_confirmed_whole CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CONSTRAINT decision_of_the_chair_is_ratified CHECK (session IS NOT NULL OR confirmed_by IS NULL),
    CONSTRAINT decision_ratified_is_the_chairs CHECK (session IS NULL OR ratified IS NULL),
    CONSTRAINT decision_ratified_by_another CHECK (ratified_by <> recorded_by),
    CONSTRAINT decision_ratified_whole CHECK (
        num_nulls(ratified, ratified_in, ratified_by, ratified_at) IN (0, 4)
    ),
    CONSTRAINT decision_ratified_known CHECK (ratified IN ('ratified', 'not_ratified'))
);
CREATE INDEX decision_in_force ON decision (in_force_at) WHERE in_force_at IS NOT NULL;
COMMENT ON TABLE decision IS 'Décisions de la commission nationale.';
COMMENT ON COLUMN decision.id IS 'identifiant de la décision · technique · comme le dossier national';
COMMENT ON COLUMN decision.file IS 'dossier national · technique · comme le dossier national';
COMMENT ON COLUMN decision.case_id IS 'dossier de suivi · technique · comme le dossier national';
COMMENT ON COLUMN decision.round IS 'examen · personnelle · comme le dossier national';
COMMENT ON COLUMN decision.session IS 'séance qui a décidé · personnelle · comme le dossier national';
COMMENT ON COLUMN decision.kind IS 'don, avance, exonération demandée ailleurs ou refus · personnelle · comme le dossier national';
COMMENT ON COLUMN decision.amount_cents IS 'somme accordée en centimes · personnelle · comme le dossier national';
COMMENT ON COLUMN decision.elsewhere IS 'organisme sollicité · personnelle · comme le dossier national';
COMMENT ON COLUMN decision.reason IS 'motif codé d''un refus · personnelle · comme le dossier national';
COMMENT ON COLUMN decision.recorded_by IS 'compte qui l''a enregistrée · journal · comme le dossier national';
COMMENT ON COLUMN decision.recorded_at IS 'quand · journal · comme le dossier national';
COMMENT ON COLUMN decision.confirmed_by IS 'second membre · journal · comme le dossier national';
COMMENT ON COLUMN decision.confirmed_at IS 'quand · journal · comme le dossier national';
COMMENT ON COLUMN decision.ratified_in IS 'séance qui a ratifié · journal · comme le dossier national';
COMMENT ON COLUMN decision.ratified_by IS 'membre qui a enregistré la ratification · journal · comme le dossier national';
COMMENT ON COLUMN decision.ratified_at IS 'quand · journal · comme le dossier national';
COMMENT ON COLUMN decision.ratified IS 'ratifiée ou non · personnelle · comme le dossier national';
COMMENT ON COLUMN decision.in_force_at IS 'date d''effet · personnelle · comme le dossier national';

-- What is paid, as a ledger: each line begins where the one before ended and never passes what was decided. Keys and
-- checks hold the sums, without any trigger.
CREATE TABLE payment (
    decision uuid NOT NULL,
    number integer NOT NULL,
    follows integer, -- the line before; none for the first
    file uuid NOT NULL,
    request uuid NOT NULL,
    decided_cents bigint NOT NULL,
    before_cents bigint NOT NULL,
    amount_cents bigint NOT NULL, -- below zero: a line that was entered by mistake is taken back
    after_cents bigint NOT NULL,
    paid_on date NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT payment_pk PRIMARY KEY (decision, number),
    CONSTRAINT payment_once UNIQUE (decision, request),
    CONSTRAINT payment_ends_once UNIQUE (decision, number, after_cents),
    CONSTRAINT payment_of_file FOREIGN KEY (file) REFERENCES national_file (id) ON DELETE CASCADE,
    CONSTRAINT payment_of_decision FOREIGN KEY (decision, decided_cents)
    REFERENCES decision (id, amount_cents) ON DELETE CASCADE,
    CONSTRAINT payment_follows FOREIGN KEY (decision, follows, before_cents)
    REFERENCES payment (decision, number, after_cents) ON DELETE CASCADE,
    CONSTRAINT payment_begins_at_nothing CHECK (
        CASE number WHEN 1 THEN follows IS NULL AND before_cents = 0 ELSE coalesce(follows = number - 1, false) END
    ),
    CONSTRAINT payment_number_counts CHECK (number >= 1),
    CONSTRAINT payment_moves CHECK (amount_cents <> 0),
    CONSTRAINT payment_adds_up CHECK (after_cents = before_cents + amount_cents),
    CONSTRAINT payment_within_the_decision CHECK (after_cents BETWEEN 0 AND decided_cents)
);
CREATE INDEX payment_file ON payment (file);
CREATE INDEX payment_day ON payment (paid_on);
COMMENT ON TABLE payment IS 'Versements, un par ligne : leur somme ne dépasse jamais ce qui a été décidé.';
COMMENT ON COLUMN payment.decision IS 'décision · technique · comme le dossier national';
COMMENT ON COLUMN payment.number IS 'rang de la ligne · technique · comme le dossier national';
COMMENT ON COLUMN payment.follows IS 'ligne précédente · technique · comme le dossier national';
COMMENT ON COLUMN payment.file IS 'dossier national · technique · comme le dossier national';
COMMENT ON COLUMN payment.request IS 'un même envoi répété n''écrit qu''une ligne · technique · comme le dossier national';
COMMENT ON COLUMN payment.decided_cents IS 'somme décidée en centimes · personnelle · comme le dossier national';
COMMENT ON COLUMN payment.before_cents IS 'déjà versé en centimes · personnelle · comme le dossier national';
COMMENT ON COLUMN payment.amount_cents IS 'versé en centimes · personnelle · comme le dossier national';
COMMENT ON COLUMN payment.after_cents IS 'versé en tout en centimes · personnelle · comme le dossier national';
COMMENT ON COLUMN payment.paid_on IS 'date du versement · personnelle · comme le dossier national';
COMMENT ON COLUMN payment.recorded_by IS 'compte qui l''a enregistré · journal · comme le dossier national';
COMMENT ON COLUMN payment.recorded_at IS 'quand · journal · comme le dossier national';

-- Who decides: a member who said that they do not know the doctor and opened the file. Null for anybody else.
CREATE FUNCTION file_decider(held national_file) RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN (
        SELECT r.role FROM unnest(ARRAY['chair', 'commissioner']) AS r (role)
        WHERE r.role = ANY (file_roles(held.id)) AND held.case_id = ANY (opened_cases()) AND EXISTS (
            SELECT FROM recusal AS said
            WHERE (said.file, said.account, said.answer) = (held.id, current_actor(), 'unknown')
        )
        LIMIT 1
    );

-- What the chair decided alone waits for the next session, whichever is the next now.
CREATE FUNCTION place_ratifications(of_body text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    next_one uuid := (
        SELECT s.id FROM commission_session AS s WHERE s.body = of_body AND s.state = 'planned'
        ORDER BY s.held_at, s.id
        LIMIT 1
    );
BEGIN
    DELETE FROM session_file AS a USING commission_session AS s
    WHERE s.id = a.session AND s.body = of_body AND a.purpose = 'ratify' AND a.outcome IS NULL
        AND a.session IS DISTINCT FROM next_one;
    INSERT INTO session_file (session, file, round, purpose, added_at)
    SELECT next_one, d.file, d.round, 'ratify', clock_timestamp()
    FROM decision AS d
    JOIN national_file AS f ON f.id = d.file
    WHERE next_one IS NOT NULL AND f.body = of_body AND d.session IS NULL AND d.ratified IS NULL
        AND NOT EXISTS (
            SELECT FROM session_file AS a WHERE (a.file, a.round) = (d.file, d.round) AND a.outcome IS NULL
        );
END
$$;

CREATE FUNCTION refuse_but_national() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NOT 'national' = ANY (commission_roles()) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
END
$$;

CREATE FUNCTION plan_session(with_id uuid, of_body text, on_moment timestamptz, at_place text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM refuse_but_national();
    IF of_body IS DISTINCT FROM current_org() THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF on_moment < clock_timestamp() - interval '1 hour' THEN
        PERFORM refuse_file('commission_session_to_come');
    END IF;
    INSERT INTO commission_session (id, body, held_at, place, state, made_by, made_at, state_by, state_at)
    VALUES (
        with_id, of_body, on_moment, at_place, 'planned', current_actor(), clock_timestamp(), current_actor(),
        clock_timestamp()
    );
    PERFORM place_ratifications(of_body);
END
$$;

-- A planned session of the body of this context, locked after the files that wait in it.
CREATE FUNCTION hold_session(wanted uuid) RETURNS commission_session
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held commission_session;
BEGIN
    PERFORM refuse_but_national();
    PERFORM hold_file(a.file) FROM (
        SELECT w.file FROM session_file AS w WHERE w.session = wanted AND w.outcome IS NULL ORDER BY w.file
    ) AS a;
    SELECT * INTO held FROM commission_session AS s WHERE s.id = wanted AND s.body = current_org() FOR UPDATE;
    IF held.id IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF held.state <> 'planned' THEN
        PERFORM refuse_file('commission_session_is_planned');
    END IF;
    IF EXISTS (SELECT FROM decision AS d WHERE d.session = wanted AND d.confirmed_at IS NULL) THEN
        PERFORM refuse_file('commission_session_confirms_first');
    END IF;
    RETURN held;
END
$$;

-- What a session leaves undecided goes back to be put on another agenda.
CREATE FUNCTION send_back_from(wanted uuid, why text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    left_over uuid[] := ARRAY(
        SELECT a.file FROM session_file AS a
        WHERE a.session = wanted AND a.purpose = 'decide' AND a.outcome IS NULL
        ORDER BY a.file
    );
BEGIN
    UPDATE session_file AS a SET outcome = 'postponed'
    WHERE a.session = wanted AND a.purpose = 'decide' AND a.outcome IS NULL;
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, reason)
    SELECT f.id, f.version, gen_random_uuid(), 'scheduled', 'complete', 'national', why
    FROM national_file AS f
    WHERE f.id = ANY (left_over)
    ORDER BY f.id;
END
$$;

-- The session has sat: what the chair decided is ratified or not, what was recorded is confirmed.
CREATE FUNCTION end_session(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held commission_session := hold_session(wanted);
BEGIN
    IF held.held_at > clock_timestamp() + interval '1 hour' THEN
        PERFORM refuse_file('commission_session_has_sat');
    END IF;
    IF EXISTS (
        SELECT FROM session_file AS a WHERE a.session = wanted AND a.purpose = 'ratify' AND a.outcome IS NULL
    ) THEN
        PERFORM refuse_file('commission_session_ratifies_first');
    END IF;
    PERFORM send_back_from(wanted, 'postponed');
    UPDATE commission_session AS s SET state = 'held', state_by = current_actor(), state_at = clock_timestamp()
    WHERE s.id = wanted;
END
$$;

CREATE FUNCTION cancel_session(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held commission_session := hold_session(wanted);
BEGIN
    IF EXISTS (SELECT FROM session_file AS a WHERE a.session = wanted AND a.outcome IN ('decided', 'ratified', 'not_ratified'))
    THEN
        PERFORM refuse_file('commission_session_has_decided');
    END IF;
    PERFORM send_back_from(wanted, 'no_quorum');
    UPDATE commission_session AS s SET state = 'cancelled', state_by = current_actor(), state_at = clock_timestamp()
    WHERE s.id = wanted;
    PERFORM place_ratifications(held.body);
END
$$;

-- A complete file is put on the agenda of a planned session.
CREATE FUNCTION schedule_file(of_file uuid, in_session uuid, expected integer, with_request uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file(of_file);
BEGIN
    IF NOT coalesce('national' = ANY (file_roles(of_file)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT FROM file_event AS e WHERE e.file = of_file AND e.request = with_request) THEN
        RETURN;
    END IF;
    PERFORM FROM commission_session AS s
    WHERE s.id = in_session AND s.body = held.body AND s.state = 'planned'
    FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse_file('commission_session_is_planned');
    END IF;
    INSERT INTO session_file (session, file, round, purpose, added_at)
    VALUES (in_session, held.id, held.round, 'decide', clock_timestamp())
    ON CONFLICT ON CONSTRAINT session_file_pk DO UPDATE SET outcome = NULL, added_at = excluded.added_at
    WHERE session_file.outcome = 'postponed';
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)
    VALUES (held.id, expected, with_request, 'complete', 'scheduled', 'national');
    PERFORM chain_case_event(
        held.case_id, 'commission.scheduled', jsonb_build_object(
            'file', held.id, 'round', held.round,
            'on', (SELECT (s.held_at AT TIME ZONE 'Europe/Paris')::date FROM commission_session AS s WHERE s.id = in_session)
        )
    );
END
$$;

CREATE FUNCTION postpone_file(of_file uuid, expected integer, with_request uuid, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file(of_file);
BEGIN
    IF NOT coalesce('national' = ANY (file_roles(of_file)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT FROM file_event AS e WHERE e.file = of_file AND e.request = with_request) THEN
        RETURN;
    END IF;
    UPDATE session_file AS a SET outcome = 'postponed'
    WHERE (a.file, a.round, a.purpose) = (held.id, held.round, 'decide') AND a.outcome IS NULL;
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, reason)
    VALUES (held.id, expected, with_request, 'scheduled', 'complete', 'national', why);
END
$$;

-- A decision is recorded: in the session that has begun, or by the chair when the file cannot wait for one.
CREATE FUNCTION record_decision(
    with_id uuid, of_file uuid, expected integer, of_kind text, cents bigint, of_whom text, why text
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file(of_file);
    decider text := file_decider(held);
    sitting uuid;
BEGIN
    IF decider IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT FROM decision AS d WHERE d.id = with_id AND d.recorded_by = current_actor()) THEN
        RETURN;
    END IF;
    IF held.version <> expected THEN
        PERFORM refuse_file('file_event_of_this_version');
    END IF;
    IF held.state = 'scheduled' THEN
        SELECT s.id INTO sitting
        FROM session_file AS a
        JOIN commission_session AS s ON s.id = a.session
        WHERE (a.file, a.round, a.purpose) = (held.id, held.round, 'decide') AND a.outcome IS NULL
            AND s.state = 'planned' AND s.held_at <= clock_timestamp() + interval '1 hour'
        FOR UPDATE OF s;
    END IF;
    IF sitting IS NULL AND NOT (held.state = 'complete' AND held.urgent AND decider = 'chair') THEN
        PERFORM refuse_file('decision_in_its_session');
    END IF;
    INSERT INTO decision (
        id, file, case_id, round, session, kind, amount_cents, elsewhere, reason, recorded_by, recorded_at
    ) VALUES (
        with_id, held.id, held.case_id, held.round, sitting, of_kind, cents, of_whom, why, current_actor(),
        clock_timestamp()
    );
    PERFORM chain_case_event(
        held.case_id, CASE WHEN sitting IS NULL THEN 'decision.taken' ELSE 'decision.recorded' END,
        jsonb_build_object('file', held.id, 'round', held.round)
        || CASE WHEN sitting IS NULL THEN jsonb_build_object('kind', of_kind, 'cents', cents) ELSE '{}' END
    );
    IF sitting IS NULL THEN
        INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)
        VALUES (held.id, held.version, with_id, 'complete', 'decided', 'chair');
        PERFORM place_ratifications(held.body);
    END IF;
END
$$;

-- The decision, its file locked, for a member who may decide it.
CREATE FUNCTION hold_decision(wanted uuid) RETURNS decision
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file((SELECT d.file FROM decision AS d WHERE d.id = wanted));
    made decision;
BEGIN
    SELECT * INTO made FROM decision AS d WHERE d.id = wanted FOR UPDATE;
    IF made.id IS NULL OR file_decider(held) IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    RETURN made;
END
$$;

-- A second member confirms what was recorded: the file is decided.
CREATE FUNCTION confirm_decision(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    made decision := hold_decision(wanted);
    held national_file;
BEGIN
    IF made.confirmed_by = current_actor() THEN
        RETURN;
    END IF;
    SELECT * INTO held FROM national_file AS f WHERE f.id = made.file;
    UPDATE decision AS d SET confirmed_by = current_actor(), confirmed_at = clock_timestamp() WHERE d.id = wanted;
    UPDATE session_file AS a SET outcome = 'decided'
    WHERE (a.session, a.file, a.round) = (made.session, made.file, made.round);
    PERFORM chain_case_event(
        made.case_id, 'decision.confirmed',
        jsonb_build_object('file', made.file, 'round', made.round, 'kind', made.kind, 'cents', made.amount_cents)
    );
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)
    VALUES (made.file, held.version, wanted, 'scheduled', 'decided', file_decider(held));
END
$$;

-- What was recorded and is not confirmed is put aside, to be recorded again.
CREATE FUNCTION discard_decision(wanted uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    made decision := hold_decision(wanted);
BEGIN
    DELETE FROM decision AS d WHERE d.id = wanted;
    PERFORM chain_case_event(
        made.case_id, 'decision.discarded', jsonb_build_object('file', made.file, 'round', made.round)
    );
END
$$;

-- The session says whether what the chair decided alone stands.
CREATE FUNCTION ratify_decision(wanted uuid, said text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    made decision := hold_decision(wanted);
    sitting uuid;
BEGIN
    IF made.ratified_by = current_actor() AND made.ratified = said THEN
        RETURN;
    END IF;
    SELECT s.id INTO sitting
    FROM session_file AS a
    JOIN commission_session AS s ON s.id = a.session
    WHERE (a.file, a.round, a.purpose) = (made.file, made.round, 'ratify') AND a.outcome IS NULL
        AND s.state = 'planned' AND s.held_at <= clock_timestamp() + interval '1 hour'
    FOR UPDATE OF s;
    IF sitting IS NULL THEN
        PERFORM refuse_file('decision_in_its_session');
    END IF;
    UPDATE decision AS d
    SET ratified = said, ratified_in = sitting, ratified_by = current_actor(), ratified_at = clock_timestamp()
    WHERE d.id = wanted;
    UPDATE session_file AS a SET outcome = said
    WHERE (a.session, a.file, a.round) = (sitting, made.file, made.round);
    PERFORM chain_case_event(
        made.case_id, 'decision.' || said, jsonb_build_object('file', made.file, 'round', made.round)
    );
END
$$;

-- One line of the ledger, by the national service, on a day that has come.
CREATE FUNCTION record_payment(of_decision uuid, with_request uuid, cents bigint, on_day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
AS $$
DECLARE
    held national_file := hold_file((SELECT d.file FROM decision AS d WHERE d.id = of_decision));
    made decision;
    before payment;
BEGIN
    IF NOT coalesce('national' = ANY (file_roles(held.id)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO made FROM decision AS d WHERE d.id = of_decision FOR UPDATE;
    IF EXISTS (SELECT FROM payment AS p WHERE p.decision = made.id AND p.request = with_request) THEN
        RETURN;
    END IF;
    IF made.in_force_at IS NULL OR (made.ratified = 'not_ratified' AND cents > 0)
        OR held.state = 'withdrawn' OR (made.round = held.round AND held.state <> 'decided')
    THEN
        PERFORM refuse_file('payment_of_a_decision_in_force');
    END IF;
    IF on_day NOT BETWEEN made.in_force_at::date AND clock_timestamp()::date THEN
        PERFORM refuse_file('payment_on_a_day_that_came');
    END IF;
    SELECT * INTO before FROM payment AS p WHERE p.decision = made.id ORDER BY p.number DESC LIMIT 1;
    INSERT INTO payment (
        decision, number, follows, file, request, decided_cents, before_cents, amount_cents, after_cents, paid_on,
        recorded_by, recorded_at
    ) VALUES (
        made.id, coalesce(before.number, 0) + 1, before.number, made.file, with_request, made.amount_cents,
        coalesce(before.after_cents, 0), cents, coalesce(before.after_cents, 0) + cents, on_day, current_actor(),
        clock_timestamp()
    );
    PERFORM chain_case_event(
        made.case_id, 'payment.recorded',
        jsonb_build_object('file', made.file, 'round', made.round, 'cents', cents, 'on', on_day)
    );
END
$$;

-- What the moves after completeness ask for.
CREATE OR REPLACE FUNCTION guard_session_move(held national_file, asked file_event) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    made decision;
    paid bigint;
BEGIN
    SELECT * INTO made FROM decision AS d WHERE d.file = held.id AND d.round = held.round;
    IF asked.from_state = 'scheduled' AND asked.to_state = 'complete' AND made.id IS NOT NULL THEN
        PERFORM refuse_file('commission_session_confirms_first');
    END IF;
    IF asked.to_state IN ('decided', 'paid', 'closed') AND made.in_force_at IS NULL THEN
        PERFORM refuse_file('national_file_not_decided_yet');
    END IF;
    IF asked.to_state = 'decided' AND current_actor() IS DISTINCT FROM coalesce(made.confirmed_by, made.recorded_by) THEN
        PERFORM refuse_file('national_file_not_decided_yet');
    END IF;
    IF asked.to_state = 'scheduled' OR asked.from_state = 'scheduled' THEN
        IF (asked.to_state IN ('scheduled', 'withdrawn')) <> EXISTS (
            SELECT FROM session_file AS a
            WHERE (a.file, a.round, a.purpose) = (held.id, held.round, 'decide') AND a.outcome IS NULL
        ) THEN
            PERFORM refuse_file('national_file_on_an_agenda');
        END IF;
    END IF;
    SELECT coalesce(sum(p.amount_cents), 0) INTO paid FROM payment AS p WHERE p.decision = made.id;
    IF asked.to_state = 'paid' AND (made.amount_cents = 0 OR paid <> made.amount_cents) THEN
        PERFORM refuse_file('national_file_paid_in_full');
    END IF;
    IF asked.to_state = 'closed' AND made.amount_cents > 0
        AND NOT (made.ratified IS NOT DISTINCT FROM 'not_ratified' AND paid = 0)
    THEN
        PERFORM refuse_file('national_file_paid_in_full');
    END IF;
END
$$;

-- A file that is withdrawn leaves the agenda, with what was recorded of it and not confirmed.
CREATE FUNCTION file_event_frees_the_agenda() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    DELETE FROM decision AS d WHERE d.file = NEW.file AND d.in_force_at IS NULL;
    UPDATE session_file AS a SET outcome = 'withdrawn'
    WHERE a.file = NEW.file AND a.purpose = 'decide' AND a.outcome IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER file_event_frees_the_agenda AFTER INSERT ON file_event
    FOR EACH ROW WHEN (NEW.to_state = 'withdrawn') EXECUTE FUNCTION file_event_frees_the_agenda();

-- Confirmed once, ratified once, never otherwise rewritten; only what is not in force is put aside.
CREATE FUNCTION decision_is_said_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    may_change CONSTANT text[] := ARRAY[
        'confirmed_by', 'confirmed_at', 'ratified', 'ratified_in', 'ratified_by', 'ratified_at', 'in_force_at'
    ];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.in_force_at IS NULL OR NOT EXISTS (SELECT FROM national_file AS f WHERE f.id = OLD.file) THEN
            RETURN OLD;
        END IF;
    ELSIF to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change
        AND (OLD.confirmed_at IS NULL OR (NEW.confirmed_by, NEW.confirmed_at) = (OLD.confirmed_by, OLD.confirmed_at))
        AND OLD.ratified IS NULL
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = 'decision_said_once';
END
$$;
CREATE TRIGGER decision_said_once BEFORE UPDATE OR DELETE ON decision
    FOR EACH ROW EXECUTE FUNCTION decision_is_said_once();
CREATE TRIGGER payment_append_only BEFORE UPDATE OR DELETE ON payment
    FOR EACH ROW EXECUTE FUNCTION file_row_stays();
CREATE TRIGGER recusal_append_only BEFORE UPDATE OR DELETE ON recusal
    FOR EACH ROW EXECUTE FUNCTION file_row_stays();
CREATE TRIGGER decision_never_emptied BEFORE TRUNCATE ON decision
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER payment_never_emptied BEFORE TRUNCATE ON payment
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER recusal_never_emptied BEFORE TRUNCATE ON recusal
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();

-- Questions -----------------------------------------------------------------------------------------------------------

-- Euros of a year, in cents, by kind: decisions that came into force in it, payments that were recorded in it, as the
-- yearly report counts them. It hides small numbers; this does not, and no account of the application reads it. What was
-- not ratified counts for what had been paid of it.
CREATE VIEW decision_year_euros AS
SELECT y.year, y.kind, sum(y.decisions) AS decisions, sum(y.decided_cents) AS decided_cents,
    sum(y.paid_cents) AS paid_cents
FROM (
    SELECT
        extract(year FROM d.in_force_at AT TIME ZONE 'Europe/Paris')::integer AS year, d.kind, 1 AS decisions,
        CASE d.ratified
            WHEN 'not_ratified' THEN (SELECT coalesce(sum(p.amount_cents), 0) FROM payment AS p WHERE p.decision = d.id)
            ELSE d.amount_cents
        END AS decided_cents,
        0 AS paid_cents
    FROM decision AS d
    WHERE d.in_force_at IS NOT NULL
    UNION ALL
    SELECT extract(year FROM p.recorded_at AT TIME ZONE 'Europe/Paris')::integer, d.kind, 0, 0, p.amount_cents
    FROM payment AS p
    JOIN decision AS d ON d.id = p.decision
) AS y
GROUP BY y.year, y.kind;

-- The probe: always empty. A file said decided without a decision in force, or paid without its sum; a decision of the
-- chair that a session passed over.
CREATE VIEW decisions_out_of_step AS
SELECT f.id AS file
FROM national_file AS f
LEFT JOIN decision AS d ON d.file = f.id AND d.round = f.round AND d.in_force_at IS NOT NULL
WHERE (f.state IN ('decided', 'paid', 'closed') AND d.id IS NULL)
    OR (f.state = 'paid' AND d.amount_cents <> (SELECT sum(p.amount_cents) FROM payment AS p WHERE p.decision = d.id))
UNION ALL
SELECT d.file
FROM decision AS d
JOIN national_file AS f ON f.id = d.file
JOIN commission_session AS s ON s.body = f.body AND s.state = 'held' AND s.held_at > d.recorded_at
WHERE d.session IS NULL AND d.ratified IS NULL AND s.made_at < d.recorded_at;

-- Who reads -----------------------------------------------------------------------------------------------------------

ALTER TABLE attachment ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachment_chunk ENABLE ROW LEVEL SECURITY;
ALTER TABLE recusal ENABLE ROW LEVEL SECURITY;
ALTER TABLE commission_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment ENABLE ROW LEVEL SECURITY;

-- As the sections of the same round.
CREATE POLICY attachment_read ON attachment FOR SELECT TO relais_app USING (
    added_at IS NOT NULL AND EXISTS (
        SELECT FROM national_file AS f
        WHERE f.id = file AND (
            (SELECT current_kind()) = 'person'
            OR (
                f.case_id = ANY ((SELECT opened_cases())::uuid[]) AND f.state <> 'withdrawn'
                AND (attachment.round < f.round OR f.shared_at IS NOT NULL)
                AND (attachment.round < f.round OR f.council = (SELECT current_org()) OR f.state <> 'draft')
            )
        )
    )
);
CREATE POLICY attachment_chunk_read ON attachment_chunk FOR SELECT TO relais_app USING (
    EXISTS (SELECT FROM attachment AS a WHERE a.id = attachment)
);
CREATE POLICY recusal_read ON recusal FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff' AND (
        account = (SELECT current_actor())
        OR EXISTS (
            SELECT FROM national_file AS f WHERE f.id = file AND f.body = (SELECT current_org())
        )
    )
);
CREATE POLICY commission_session_of_body ON commission_session FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff' AND body = (SELECT current_org())
    AND cardinality((SELECT commission_roles())::text[]) > 0
);
CREATE POLICY commission_session_of_a_file ON commission_session FOR SELECT TO relais_app USING (
    EXISTS (SELECT FROM session_file AS a WHERE a.session = id)
);
CREATE POLICY session_file_read ON session_file FOR SELECT TO relais_app USING (
    EXISTS (SELECT FROM national_file AS f WHERE f.id = file)
);
-- The person and their council once it is in force.
CREATE POLICY decision_read ON decision FOR SELECT TO relais_app USING (
    EXISTS (
        SELECT FROM national_file AS f
        WHERE f.id = file AND (
            in_force_at IS NOT NULL
            OR (
                (SELECT current_kind()) = 'staff' AND f.body = (SELECT current_org())
                AND cardinality((SELECT commission_roles())::text[]) > 0
            )
        )
    )
);
CREATE POLICY payment_read ON payment FOR SELECT TO relais_app USING (
    EXISTS (SELECT FROM decision AS d WHERE d.id = decision)
);

REVOKE ALL ON FUNCTION begin_attachment, hold_arriving, add_attachment_chunk, finish_attachment, drop_attachment,
tell_attachment_read, purge_cut_attachments, aid_case_erased_drops_attachments, recused_cases, answer_recusal,
member_may_see, name_to_recuse, case_opening_asks_first, file_decider, place_ratifications, refuse_but_national, plan_session, hold_session,
send_back_from, end_session, cancel_session, schedule_file, postpone_file, record_decision, hold_decision,
confirm_decision, discard_decision, ratify_decision, record_payment, file_event_frees_the_agenda, decision_is_said_once
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_attachment, add_attachment_chunk, finish_attachment, drop_attachment,
tell_attachment_read, recused_cases, answer_recusal, name_to_recuse, plan_session, end_session, cancel_session, schedule_file,
postpone_file, record_decision, confirm_decision, discard_decision, ratify_decision, record_payment TO relais_app;
GRANT EXECUTE ON FUNCTION purge_cut_attachments TO relais_worker;
GRANT SELECT ON attachment, attachment_chunk, recusal, commission_session, session_file, decision, payment TO relais_app;
GRANT SELECT ON decisions_out_of_step TO relais_app, relais_worker, relais_audit;
