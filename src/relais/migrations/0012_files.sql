-- National files: what a doctor, a family or a council with them asks of the national commission, section by section,
-- the council's opinion, and whether the file is complete. What follows (sessions, decisions, payments) is 0013.
--
-- As for referrals, the state is written by one function only: an account of the application inserts an event, and the
-- trigger checks who asks, the version and the guard of that move, then applies it. Legal moves are rows. What is said
-- of the person is sealed under the key of their case; the one amount in clear is the sum that is asked.

-- Every move there is, and who may do it. An appeal is a move back to draft: the next round of the same file.
CREATE TABLE file_move (
    from_state text NOT NULL, -- '' before the first
    to_state text NOT NULL,
    acted_as text NOT NULL,
    CONSTRAINT file_move_pk PRIMARY KEY (from_state, to_state, acted_as),
    CONSTRAINT file_move_from_known CHECK (
        from_state IN (
            '', 'draft', 'submitted', 'opinion_given', 'complete', 'incomplete', 'scheduled', 'decided', 'paid',
            'closed'
        )
    ),
    CONSTRAINT file_move_to_known CHECK (
        to_state IN (
            'draft', 'submitted', 'opinion_given', 'complete', 'incomplete', 'scheduled', 'decided', 'paid', 'closed',
            'withdrawn'
        )
    ),
    CONSTRAINT file_move_acted_as_known CHECK (
        acted_as IN ('person', 'council', 'national', 'commissioner', 'chair', 'worker')
    )
);
COMMENT ON TABLE file_move IS 'Passages permis d''un dossier national, et par qui.';
COMMENT ON COLUMN file_move.from_state IS 'étape de départ · publique · toujours';
COMMENT ON COLUMN file_move.to_state IS 'étape d''arrivée · publique · toujours';
COMMENT ON COLUMN file_move.acted_as IS 'qui peut faire ce passage · publique · toujours';
INSERT INTO file_move (from_state, to_state, acted_as)
SELECT moves.from_state, t.to_state, w.acted_as
FROM (
    VALUES
    ('', 'draft', 'person,council'),
    ('draft', 'submitted', 'person,council'),
    ('submitted', 'draft', 'person,council'),
    ('submitted', 'opinion_given', 'council'),
    ('opinion_given', 'complete,incomplete', 'national'),
    ('incomplete', 'submitted', 'person,council'),
    ('complete', 'incomplete,scheduled', 'national'),
    ('complete', 'decided', 'chair'),
    ('scheduled', 'complete', 'national'),
    ('scheduled', 'decided', 'national,commissioner,chair'),
    ('decided', 'paid,closed', 'national'),
    ('decided', 'draft', 'person,council'),
    ('paid', 'draft', 'person,council'),
    ('closed', 'draft', 'person,council'),
    ('draft', 'withdrawn', 'person,council,worker'), -- the worker: one that nobody touches any more
    ('submitted', 'withdrawn', 'person,council'),
    ('opinion_given', 'withdrawn', 'person,council'),
    ('complete', 'withdrawn', 'person,council'),
    ('incomplete', 'withdrawn', 'person,council,worker'),
    ('scheduled', 'withdrawn', 'person,council'),
    ('decided', 'withdrawn', 'person,council')
) AS moves (from_state, to_states, who)
CROSS JOIN LATERAL string_to_table(moves.to_states, ',') AS t (to_state)
CROSS JOIN LATERAL string_to_table(moves.who, ',') AS w (acted_as);

CREATE TABLE national_file (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    reference text NOT NULL, -- of the case: quoted by telephone, opens nothing
    key uuid NOT NULL, -- posted again with a second click: one file
    council text NOT NULL, -- slug of who gives an opinion; the body itself when the doctor goes round their council
    body text NOT NULL, -- slug of the organisation whose commission decides
    begun_as text NOT NULL,
    on_paper boolean NOT NULL DEFAULT false, -- a council enters what it received on paper
    practice text NOT NULL,
    urgent boolean NOT NULL DEFAULT false,
    state text NOT NULL,
    version integer NOT NULL,
    round integer NOT NULL, -- the first, then one for each appeal
    asked_cents bigint NOT NULL DEFAULT 0, -- of this round, written with the sealed section that details it
    shared_at timestamptz, -- since when the council reads this round: as soon as the doctor wants its help
    submitted_at timestamptz, -- the first time: since when the national body knows of it
    made_at timestamptz NOT NULL,
    state_at timestamptz NOT NULL,
    CONSTRAINT national_file_pk PRIMARY KEY (id),
    CONSTRAINT national_file_key_once UNIQUE (key),
    CONSTRAINT national_file_of_case FOREIGN KEY (case_id) REFERENCES aid_case (id) ON DELETE CASCADE,
    CONSTRAINT national_file_bodies_form CHECK (council ~ '^[a-z0-9-]{1,200}$' AND body ~ '^[a-z0-9-]{1,200}$'),
    CONSTRAINT national_file_begun_as_known CHECK (begun_as IN ('doctor', 'family', 'council')),
    CONSTRAINT national_file_paper_is_entered_by_council CHECK (NOT on_paper OR begun_as = 'council'),
    CONSTRAINT national_file_practice_known CHECK (
        practice IN (
            'liberal', 'hospitalier', 'salarie', 'remplacant', 'interne', 'etudiant', 'retraite', 'famille'
        )
    ),
    CONSTRAINT national_file_state_known CHECK (
        state IN (
            'draft', 'submitted', 'opinion_given', 'complete', 'incomplete', 'scheduled', 'decided', 'paid', 'closed',
            'withdrawn'
        )
    ),
    CONSTRAINT national_file_counts CHECK (version >= 1 AND round >= 1),
    CONSTRAINT national_file_asked_in_cents CHECK (asked_cents BETWEEN 0 AND 100000000),
    CONSTRAINT national_file_submitted_is_shared CHECK (
        (state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL)
        AND (state IN ('draft', 'withdrawn') OR shared_at IS NOT NULL)
    )
);
CREATE UNIQUE INDEX national_file_one_open ON national_file (case_id)
WHERE state NOT IN ('paid', 'closed', 'withdrawn');
CREATE INDEX national_file_council ON national_file (council, state_at);
CREATE INDEX national_file_body ON national_file (body, state, state_at);
CREATE INDEX national_file_case ON national_file (case_id);
COMMENT ON TABLE national_file IS 'Dossier national d''entraide : son étape, jamais ce qu''il contient.';
COMMENT ON COLUMN national_file.id IS 'identifiant du dossier national · technique · comme le dossier national';
COMMENT ON COLUMN national_file.case_id IS
'dossier de suivi auquel il appartient · technique · comme le dossier national';
COMMENT ON COLUMN national_file.reference IS
'référence à dire au téléphone, n''ouvre rien · technique · comme le dossier national';
COMMENT ON COLUMN national_file.key IS
'un même envoi répété n''ouvre qu''un dossier · technique · comme le dossier national';
COMMENT ON COLUMN national_file.council IS 'conseil qui donne son avis · personnelle · comme le dossier national';
COMMENT ON COLUMN national_file.body IS 'organisme dont la commission décide · publique · comme le dossier national';
COMMENT ON COLUMN national_file.begun_as IS 'qui l''a commencé · personnelle · comme le dossier national';
COMMENT ON COLUMN national_file.on_paper IS 'saisi d''après un dossier papier · technique · comme le dossier national';
COMMENT ON COLUMN national_file.practice IS
'mode d''exercice, pour les pièces attendues et le rapport annuel · personnelle · comme le dossier national';
COMMENT ON COLUMN national_file.urgent IS 'à décider entre deux séances · personnelle · comme le dossier national';
COMMENT ON COLUMN national_file.state IS 'étape du dossier · personnelle · comme le dossier national';
COMMENT ON COLUMN national_file.version IS
'compte des passages, contre les doubles envois · technique · comme le dossier national';
COMMENT ON COLUMN national_file.round IS
'examen en cours, un de plus par recours · personnelle · comme le dossier national';
COMMENT ON COLUMN national_file.asked_cents IS
'somme demandée en centimes, pour l''ordre du jour et le rapport annuel · personnelle · comme le dossier national';
COMMENT ON COLUMN national_file.shared_at IS
'depuis quand le conseil peut le lire · journal · comme le dossier national';
COMMENT ON COLUMN national_file.submitted_at IS 'date du premier envoi · journal · comme le dossier national';
COMMENT ON COLUMN national_file.made_at IS 'date d''ouverture · journal · comme le dossier national';
COMMENT ON COLUMN national_file.state_at IS 'date du dernier passage · journal · comme le dossier national';

CREATE TABLE file_event (
    file uuid NOT NULL,
    expected integer NOT NULL, -- the version it was decided on
    request uuid NOT NULL, -- posted again with a second click: one move
    from_state text NOT NULL,
    to_state text NOT NULL,
    acted_as text NOT NULL,
    reason text, -- coded: why it goes back
    round integer NOT NULL,
    org text NOT NULL,
    actor uuid, -- an account; null for the person
    at timestamptz NOT NULL,
    CONSTRAINT file_event_pk PRIMARY KEY (file, expected),
    CONSTRAINT file_event_once UNIQUE (file, request),
    CONSTRAINT file_event_of_file FOREIGN KEY (file) REFERENCES national_file (id) ON DELETE CASCADE,
    CONSTRAINT file_event_legal_move FOREIGN KEY (from_state, to_state, acted_as)
    REFERENCES file_move (from_state, to_state, acted_as),
    CONSTRAINT file_event_reason_known CHECK (
        reason IN (
            'to_complete', 'mistake', 'postponed', 'no_quorum', 'nothing_to_pay', 'refused', 'elsewhere', 'untouched'
        )
    ),
    CONSTRAINT file_event_untouched_is_the_systems CHECK (
        (reason IS NOT DISTINCT FROM 'untouched') = (acted_as = 'worker')
    )
);
COMMENT ON TABLE file_event IS 'Passages d''un dossier national, jamais réécrits.';
COMMENT ON COLUMN file_event.file IS 'dossier national · technique · comme le dossier national';
COMMENT ON COLUMN file_event.expected IS 'version sur laquelle on a décidé · technique · comme le dossier national';
COMMENT ON COLUMN file_event.request IS
'un même envoi répété ne fait qu''un passage · technique · comme le dossier national';
COMMENT ON COLUMN file_event.from_state IS 'étape de départ · personnelle · comme le dossier national';
COMMENT ON COLUMN file_event.to_state IS 'étape d''arrivée · personnelle · comme le dossier national';
COMMENT ON COLUMN file_event.acted_as IS 'à quel titre · journal · comme le dossier national';
COMMENT ON COLUMN file_event.reason IS 'motif codé d''un retour · personnelle · comme le dossier national';
COMMENT ON COLUMN file_event.round IS 'examen auquel il appartient · personnelle · comme le dossier national';
COMMENT ON COLUMN file_event.org IS 'organisme pour lequel c''est fait · journal · comme le dossier national';
COMMENT ON COLUMN file_event.actor IS 'compte qui l''a fait · journal · comme le dossier national';
COMMENT ON COLUMN file_event.at IS 'moment du passage · journal · comme le dossier national';

-- What is said, one row per section and round, sealed under the key of the case; an appeal begins with a copy.
CREATE TABLE file_section (
    file uuid NOT NULL,
    round integer NOT NULL,
    section text NOT NULL,
    sealed bytea NOT NULL,
    asked_cents bigint, -- of the section that asks, and of no other
    version integer NOT NULL, -- of this section: two who write at once do not undo each other
    request uuid NOT NULL, -- of the last saving: posted again, it is done already
    saved_as text NOT NULL,
    saved_at timestamptz NOT NULL,
    CONSTRAINT file_section_pk PRIMARY KEY (file, round, section),
    CONSTRAINT file_section_of_file FOREIGN KEY (file) REFERENCES national_file (id) ON DELETE CASCADE,
    CONSTRAINT file_section_known CHECK (
        section IN ('situation', 'household', 'income', 'debts', 'asked', 'others')
    ),
    CONSTRAINT file_section_is_padded CHECK (length(sealed) >= 284 AND length(sealed) % 256 = 28), -- nonce and tag
    CONSTRAINT file_section_asks_in_one_place CHECK ((section = 'asked') = (asked_cents IS NOT NULL)),
    CONSTRAINT file_section_asked_in_cents CHECK (asked_cents BETWEEN 0 AND 100000000),
    CONSTRAINT file_section_saved_as_known CHECK (saved_as IN ('person', 'council')),
    CONSTRAINT file_section_version_counts CHECK (version >= 1 AND round >= 1)
);
COMMENT ON TABLE file_section IS 'Rubriques d''un dossier national, scellées sous la clé du dossier de suivi.';
COMMENT ON COLUMN file_section.file IS 'dossier national · technique · comme le contenu du dossier national';
COMMENT ON COLUMN file_section.round IS 'examen · technique · comme le contenu du dossier national';
COMMENT ON COLUMN file_section.section IS 'rubrique · technique · comme le contenu du dossier national';
COMMENT ON COLUMN file_section.sealed IS
'ce qui est dit, rubrique par rubrique (chiffré) · personnelle · comme le contenu du dossier national';
COMMENT ON COLUMN file_section.asked_cents IS
'somme demandée en centimes · personnelle · comme le contenu du dossier national';
COMMENT ON COLUMN file_section.version IS
'compte des enregistrements · technique · comme le contenu du dossier national';
COMMENT ON COLUMN file_section.request IS
'un même envoi répété n''enregistre qu''une fois · technique · comme le contenu du dossier national';
COMMENT ON COLUMN file_section.saved_as IS
'enregistré par la personne ou par son conseil · journal · comme le contenu du dossier national';
COMMENT ON COLUMN file_section.saved_at IS 'date d''enregistrement · journal · comme le contenu du dossier national';

-- Where each piece of the checklist stands. The list itself is data/pieces.csv: it is not ours to fix.
CREATE TABLE file_piece (
    file uuid NOT NULL,
    piece text NOT NULL, -- code of the list, or section_<name>: a section to be said again
    state text NOT NULL,
    reason text, -- why it is asked again
    marked_as text NOT NULL,
    marked_at timestamptz NOT NULL,
    CONSTRAINT file_piece_pk PRIMARY KEY (file, piece),
    CONSTRAINT file_piece_of_file FOREIGN KEY (file) REFERENCES national_file (id) ON DELETE CASCADE,
    CONSTRAINT file_piece_form CHECK (piece ~ '^[a-z_]{1,40}$'),
    CONSTRAINT file_piece_state_known CHECK (
        state IN ('expected', 'joined', 'paper', 'unavailable', 'not_concerned', 'missing', 'received')
    ),
    CONSTRAINT file_piece_missing_says_why CHECK (
        CASE state
            WHEN 'missing' THEN coalesce(reason IN ('absent', 'unreadable', 'outdated', 'incomplete'), false)
            ELSE reason IS NULL
        END
    ),
    CONSTRAINT file_piece_marked_by_whose_it_is CHECK (
        CASE
            WHEN state IN ('missing', 'received') THEN marked_as = 'national'
            ELSE marked_as IN ('person', 'council')
        END
    )
);
COMMENT ON TABLE file_piece IS 'Où en est chaque pièce attendue d''un dossier national.';
COMMENT ON COLUMN file_piece.file IS 'dossier national · technique · comme le contenu du dossier national';
COMMENT ON COLUMN file_piece.piece IS 'pièce de la liste · technique · comme le contenu du dossier national';
COMMENT ON COLUMN file_piece.state IS
'jointe, sur papier, manquante… · personnelle · comme le contenu du dossier national';
COMMENT ON COLUMN file_piece.reason IS
'pourquoi elle est redemandée · personnelle · comme le contenu du dossier national';
COMMENT ON COLUMN file_piece.marked_as IS 'qui l''a dit · journal · comme le contenu du dossier national';
COMMENT ON COLUMN file_piece.marked_at IS 'quand · journal · comme le contenu du dossier national';

-- The opinion of the council: a code, and a text sealed under the key of the case. Given with the move that says so.
CREATE TABLE file_opinion (
    file uuid NOT NULL,
    version integer NOT NULL, -- of the file that was read
    round integer NOT NULL,
    opinion text NOT NULL,
    sealed bytea, -- none once the case was erased
    org text NOT NULL,
    actor uuid NOT NULL,
    given_at timestamptz NOT NULL,
    CONSTRAINT file_opinion_pk PRIMARY KEY (file, version),
    CONSTRAINT file_opinion_of_file FOREIGN KEY (file) REFERENCES national_file (id) ON DELETE CASCADE,
    CONSTRAINT file_opinion_known CHECK (opinion IN ('favourable', 'reserved', 'unfavourable')),
    CONSTRAINT file_opinion_is_padded CHECK (length(sealed) >= 284 AND length(sealed) % 256 = 28)
);
COMMENT ON TABLE file_opinion IS 'Avis du conseil sur un dossier national.';
COMMENT ON COLUMN file_opinion.file IS 'dossier national · technique · comme le dossier national';
COMMENT ON COLUMN file_opinion.version IS 'version du dossier qui a été lue · technique · comme le dossier national';
COMMENT ON COLUMN file_opinion.round IS 'examen · technique · comme le dossier national';
COMMENT ON COLUMN file_opinion.opinion IS 'favorable, réservé ou défavorable · personnelle · comme le dossier national';
COMMENT ON COLUMN file_opinion.sealed IS 'texte de l''avis (chiffré) · personnelle · comme le dossier national';
COMMENT ON COLUMN file_opinion.org IS 'conseil qui le donne · journal · comme le dossier national';
COMMENT ON COLUMN file_opinion.actor IS 'compte qui l''a saisi · journal · comme le dossier national';
COMMENT ON COLUMN file_opinion.given_at IS 'date de l''avis · journal · comme le dossier national';

-- Whoever opens a file at the national body says why, as everyone who opens a case does.
ALTER TABLE case_opening
DROP CONSTRAINT case_opening_reason_known,
DROP CONSTRAINT case_opening_function_known,
ADD CONSTRAINT case_opening_function_known CHECK (
    as_function IN ('officer', 'deputy', 'recipient', 'national', 'commissioner', 'chair')
),
ADD CONSTRAINT case_opening_reason_known CHECK (
    CASE
        WHEN as_function = 'recipient' THEN reason IN ('first_contact', 'follow_up', 'handover', 'outcome')
        WHEN as_function IN ('commissioner', 'chair') THEN reason IN ('file_session', 'file_decision')
        ELSE reason IN ('with_person', 'call', 'follow_up', 'answer', 'handover', 'correction', 'request')
            OR (as_function = 'national' AND reason IN ('file_check', 'file_session', 'file_decision', 'file_payment'))
    END
);

-- Who asks -----------------------------------------------------------------------------------------------------------

-- As what this account serves the national commission. The context names the body; the role is one that is in force.
CREATE FUNCTION commission_roles() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN ARRAY(
        SELECT r.role FROM unnest(ARRAY['national', 'commissioner', 'chair']) AS r (role)
        WHERE current_kind() = 'staff' AND holds_role(current_actor(), r.role)
    );

-- The files that this account may not see because it knows the doctor. The sessions (0013) say it.
CREATE FUNCTION recused_files() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN ARRAY[]::uuid[];

-- As what the signed context may act on this file. No context, a forged one or a stranger's: nothing.
CREATE FUNCTION file_roles(wanted uuid) RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT array_remove(
        ARRAY[
            CASE WHEN w.kind = 'person' AND f.case_id = w.of_case THEN 'person' END,
            -- What the console erases on the word of the person is withdrawn as theirs.
            CASE WHEN w.kind = 'worker' AND EXISTS (
                SELECT FROM aid_case AS c WHERE c.id = f.case_id AND c.erased_at IS NOT NULL
            ) THEN 'person' END,
            CASE WHEN w.kind = 'worker' THEN 'worker' END,
            CASE WHEN f.council = w.org AND (f.shared_at IS NOT NULL OR f.submitted_at IS NOT NULL)
                AND (f.council <> f.body OR ('national' = ANY (w.roles) AND NOT f.id = ANY (w.recused)))
                THEN 'council' END
        ] || CASE
            WHEN f.body = w.org AND f.submitted_at IS NOT NULL AND NOT f.id = ANY (w.recused) THEN w.roles
            ELSE ARRAY[]::text[]
        END, NULL
    )
    FROM national_file AS f
    CROSS JOIN (
        SELECT
            current_kind() AS kind, current_case() AS of_case, commission_roles() AS roles, recused_files() AS recused,
            CASE WHEN current_kind() = 'staff' THEN coalesce(current_org(), '') ELSE '' END AS org
    ) AS w
    WHERE f.id = wanted
$$;

-- The role in which this context writes the content of a file; null for who does not. Staff once it said why.
CREATE FUNCTION file_writer(held national_file) RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN CASE
        WHEN 'person' = ANY (file_roles(held.id)) THEN 'person'
        WHEN 'council' = ANY (file_roles(held.id)) AND held.shared_at IS NOT NULL
            AND held.case_id = ANY (opened_cases()) THEN 'council'
    END;

-- Opening a file for the commission: who does says why, and the person is told. As open_case does for who follows it.
CREATE FUNCTION open_file(of_file uuid, reason text, as_function text, session text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    body text := current_org();
    account uuid := current_actor();
    of_case uuid;
    told bigint;
BEGIN
    IF NOT coalesce(as_function = ANY (file_roles(of_file)), false)
        OR as_function NOT IN ('national', 'commissioner', 'chair')
    THEN
        RETURN false;
    END IF;
    SELECT c.id INTO of_case FROM aid_case AS c
    WHERE c.id = (SELECT f.case_id FROM national_file AS f WHERE f.id = of_file AND f.state <> 'withdrawn')
        AND c.erased_at IS NULL
    FOR NO KEY UPDATE;
    IF of_case IS NULL THEN
        RETURN false;
    END IF;
    IF EXISTS (
        SELECT FROM case_opening AS o
        WHERE (o.case_id, o.org, o.actor, o.session, o.reason, o.as_function)
            = (of_case, body, account, open_file.session, open_file.reason, open_file.as_function)
            AND o.at > statement_timestamp() - interval '4 hours'
    ) THEN
        RETURN true;
    END IF;
    told := chain_case_event(
        of_case, 'case.opened_by', jsonb_build_object('reason', reason, 'function', as_function, 'org', body)
    );
    INSERT INTO case_opening (case_id, seq, org, actor, session, reason, as_function, at)
    VALUES (
        of_case, told, body, account, open_file.session, open_file.reason, open_file.as_function, clock_timestamp()
    );
    RETURN true;
END
$$;

-- The wrapped key of the case of a file, for whoever may read what is sealed in it.
CREATE FUNCTION file_key_of(of_file uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN (
        SELECT c.data_key_wrapped FROM national_file AS f
        JOIN aid_case AS c ON c.id = f.case_id
        WHERE f.id = of_file AND (
            'person' = ANY (file_roles(f.id))
            OR (c.id = ANY (opened_cases()) AND cardinality(file_roles(f.id)) > 0 AND f.state <> 'withdrawn')
        )
    );

-- The file, locked after its case: every act takes them in this order, so that none waits for another in a ring.
CREATE FUNCTION hold_file(wanted uuid) RETURNS national_file
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file;
BEGIN
    PERFORM FROM aid_case AS c
    WHERE c.id = (SELECT f.case_id FROM national_file AS f WHERE f.id = wanted)
    FOR NO KEY UPDATE;
    SELECT * INTO held FROM national_file AS f WHERE f.id = wanted FOR UPDATE;
    RETURN held;
END
$$;

-- A file begins ------------------------------------------------------------------------------------------------------

CREATE FUNCTION national_file_begins() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    SELECT c.reference, coalesce(nullif(c.council, ''), NEW.body) INTO NEW.reference, NEW.council
    FROM aid_case AS c
    WHERE c.id = NEW.case_id AND c.closed_at IS NULL AND c.erased_at IS NULL
        AND c.origin <> 'colleague' AND ( -- a note about someone leads nowhere without them
        (current_kind() = 'person' AND NEW.case_id = current_case() AND NEW.begun_as IN ('doctor', 'family'))
        OR (
            current_kind() = 'staff' AND c.council = current_org() AND NEW.begun_as = 'council'
            AND c.id = ANY (opened_cases())
        )
    )
    FOR NO KEY UPDATE; -- not one that is being erased
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not theirs to begin' USING ERRCODE = '42501';
    END IF;
    NEW.state := 'draft';
    NEW.version := 1;
    NEW.round := 1;
    NEW.asked_cents := 0;
    NEW.made_at := clock_timestamp();
    NEW.state_at := NEW.made_at;
    NEW.shared_at := CASE WHEN NEW.begun_as = 'council' THEN NEW.made_at END;
    NEW.submitted_at := NULL;
    PERFORM chain_case_event(
        NEW.case_id, 'file.draft', jsonb_build_object('file', NEW.id, 'as', NEW.begun_as, 'paper', NEW.on_paper)
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER national_file_begins BEFORE INSERT ON national_file
    FOR EACH ROW EXECUTE FUNCTION national_file_begins();

-- What is said --------------------------------------------------------------------------------------------------------

CREATE FUNCTION refuse_file(why text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'file refused' USING ERRCODE = '23514', CONSTRAINT = why;
END
$$;

-- A file that this context may write now: by the person, or by their council that opened it and is asked to help.
CREATE FUNCTION hold_file_to_write(wanted uuid) RETURNS national_file
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file(wanted);
BEGIN
    IF held.id IS NULL OR file_writer(held) IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501'; -- nor said to exist
    END IF;
    RETURN held;
END
$$;

-- One section of this round, in place of what it said. `expected`: the version that was read, 0 for none yet.
CREATE FUNCTION save_file_section(
    of_file uuid, of_section text, said bytea, asked bigint, with_request uuid, expected integer
) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file_to_write(of_file);
    known file_section;
BEGIN
    SELECT * INTO known FROM file_section AS s
    WHERE (s.file, s.round, s.section) = (held.id, held.round, of_section);
    IF known.request = with_request THEN
        RETURN known.version;
    END IF;
    IF held.state NOT IN ('draft', 'incomplete') THEN
        PERFORM refuse_file('file_section_while_open');
    END IF;
    IF coalesce(known.version, 0) <> expected THEN
        PERFORM refuse_file('file_section_of_this_version');
    END IF;
    INSERT INTO file_section AS s (
        file, round, section, sealed, asked_cents, version, request, saved_as, saved_at
    ) VALUES (
        held.id, held.round, of_section, said, asked, expected + 1, with_request, file_writer(held), clock_timestamp()
    )
    ON CONFLICT ON CONSTRAINT file_section_pk DO UPDATE SET
        sealed = excluded.sealed, asked_cents = excluded.asked_cents, version = excluded.version,
        request = excluded.request, saved_as = excluded.saved_as, saved_at = excluded.saved_at;
    IF of_section = 'asked' THEN
        UPDATE national_file AS f SET asked_cents = asked WHERE f.id = held.id;
    END IF;
    UPDATE file_piece AS p
    SET state = 'expected', reason = NULL, marked_as = file_writer(held), marked_at = clock_timestamp()
    WHERE p.file = held.id AND p.piece = 'section_' || of_section AND p.state = 'missing';
    PERFORM chain_case_event(
        held.case_id, 'file.section_saved',
        jsonb_build_object('file', held.id, 'section', of_section, 'round', held.round, 'as', file_writer(held))
    );
    RETURN expected + 1;
END
$$;

-- Where a piece stands: said by the person or their council while the file is theirs, by the national service once it
-- examines it.
CREATE FUNCTION mark_file_piece(of_file uuid, of_piece text, to_state text, why text DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file(of_file);
    writer text := file_writer(held);
BEGIN
    IF to_state IN ('missing', 'received') THEN
        writer := CASE
            WHEN 'national' = ANY (file_roles(of_file)) AND held.case_id = ANY (opened_cases()) THEN 'national'
        END;
    END IF;
    IF writer IS NULL OR held.id IS NULL THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF (CASE writer
        WHEN 'national' THEN held.state NOT IN ('opinion_given', 'complete')
        ELSE held.state NOT IN ('draft', 'submitted', 'incomplete')
    END) THEN
        PERFORM refuse_file('file_piece_while_open');
    END IF;
    INSERT INTO file_piece AS p (file, piece, state, reason, marked_as, marked_at)
    VALUES (held.id, of_piece, to_state, why, writer, clock_timestamp())
    ON CONFLICT ON CONSTRAINT file_piece_pk DO UPDATE SET
        state = excluded.state, reason = excluded.reason, marked_as = excluded.marked_as,
        marked_at = excluded.marked_at
    WHERE (p.state, p.reason, p.marked_as) IS DISTINCT FROM (excluded.state, excluded.reason, excluded.marked_as);
    IF FOUND THEN
        PERFORM chain_case_event(
            held.case_id, 'file.piece_marked',
            jsonb_strip_nulls(jsonb_build_object('file', held.id, 'piece', of_piece, 'state', to_state, 'reason', why))
        );
    END IF;
END
$$;

-- Practice mode and urgency. The practice is of a draft; the urgency is asked by whose file it is, and settled by the
-- national service until a decision.
CREATE FUNCTION describe_file(of_file uuid, of_practice text, is_urgent boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file(of_file);
    writer text := file_writer(held);
BEGIN
    IF writer IS NULL AND NOT coalesce('national' = ANY (file_roles(of_file)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF held.state IN ('decided', 'paid', 'closed', 'withdrawn')
        OR (writer IS NULL AND (of_practice <> held.practice OR held.state = 'draft'))
        OR (writer IS NOT NULL AND held.state NOT IN ('draft', 'submitted', 'incomplete'))
        OR (of_practice <> held.practice AND held.state NOT IN ('draft', 'incomplete'))
    THEN
        PERFORM refuse_file('national_file_described_while_open');
    END IF;
    UPDATE national_file AS f SET practice = of_practice, urgent = is_urgent
    WHERE f.id = held.id AND (f.practice, f.urgent) <> (of_practice, is_urgent);
    IF FOUND THEN
        PERFORM chain_case_event(
            held.case_id, 'file.described',
            jsonb_build_object('file', held.id, 'practice', of_practice, 'urgent', is_urgent)
        );
    END IF;
END
$$;

-- The doctor wants the help of their council to fill the file in: from now on it reads and writes this round.
CREATE FUNCTION share_file(of_file uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file(of_file);
BEGIN
    IF NOT coalesce('person' = ANY (file_roles(of_file)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    UPDATE national_file AS f SET shared_at = clock_timestamp()
    WHERE f.id = held.id AND f.shared_at IS NULL AND f.state <> 'withdrawn';
    IF FOUND THEN
        PERFORM chain_case_event(held.case_id, 'file.shared', jsonb_build_object('file', held.id, 'org', held.council));
    END IF;
END
$$;

-- A move -------------------------------------------------------------------------------------------------------------

-- What the moves after completeness ask for: the sessions (0013) say it.
CREATE FUNCTION guard_session_move(held national_file, asked file_event) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF asked.to_state IN ('scheduled', 'decided', 'paid', 'closed') THEN
        PERFORM refuse_file('national_file_not_decided_yet');
    END IF;
END
$$;

-- The last act on a file, whoever did it: each is an event of its case.
CREATE FUNCTION file_touched_at(held national_file) RETURNS timestamptz
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN (
        SELECT greatest(held.state_at, max(e.at)) FROM case_event AS e
        WHERE e.case_id = held.case_id AND e.detail ->> 'file' = held.id::text
    );

-- Whether what waits for the person was left alone for as long as the rule says (0017). Never an appeal: the decision
-- before it still holds, and is paid.
CREATE FUNCTION file_is_untouched(held national_file) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET timezone = 'Europe/Paris'
AS $$
BEGIN
    RETURN held.state IN ('draft', 'incomplete') AND held.round = 1
        AND file_touched_at(held) + retention_of('national_file', 'untouched') <= clock_timestamp();
END
$$;

-- What each move asks for, besides being legal.
CREATE FUNCTION guard_file_move(held national_file, asked file_event) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF asked.to_state <> 'withdrawn' AND EXISTS (
        SELECT FROM aid_case AS c WHERE c.id = held.case_id AND c.erased_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501'; -- nothing begins again of what was erased
    END IF;
    IF asked.acted_as = 'national' AND asked.from_state = 'opinion_given' AND NOT held.case_id = ANY (opened_cases())
    THEN
        PERFORM refuse_file('national_file_read_first');
    END IF;
    IF asked.acted_as = 'worker' AND NOT file_is_untouched(held) THEN
        PERFORM refuse_file('national_file_is_untouched');
    END IF;
    IF asked.to_state = 'submitted' THEN
        IF (
            SELECT count(*) FROM file_section AS s WHERE s.file = held.id AND s.round = held.round
        ) < 6 THEN
            PERFORM refuse_file('national_file_sections_said');
        END IF;
        IF EXISTS (SELECT FROM file_piece AS p WHERE p.file = held.id AND p.state = 'missing') THEN
            PERFORM refuse_file('national_file_missing_answered');
        END IF;
        IF asked.acted_as = 'council' AND held.shared_at IS NULL THEN
            PERFORM refuse_file('national_file_of_the_person');
        END IF;
    ELSIF asked.to_state = 'opinion_given' THEN
        IF NOT EXISTS (SELECT FROM file_opinion AS o WHERE o.file = held.id AND o.version = held.version) THEN
            PERFORM refuse_file('national_file_opinion_first');
        END IF;
    ELSIF asked.to_state = 'complete' AND asked.from_state = 'opinion_given' THEN
        IF EXISTS (SELECT FROM file_piece AS p WHERE p.file = held.id AND p.state = 'missing') THEN
            PERFORM refuse_file('national_file_complete_lacks_nothing');
        END IF;
    ELSIF asked.to_state = 'incomplete' THEN
        IF NOT EXISTS (SELECT FROM file_piece AS p WHERE p.file = held.id AND p.state = 'missing') THEN
            PERFORM refuse_file('national_file_incomplete_says_what');
        END IF;
    END IF;
    PERFORM guard_session_move(held, asked);
END
$$;

CREATE FUNCTION file_event_is_applied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file(NEW.file);
BEGIN
    IF NOT coalesce(NEW.acted_as = ANY (file_roles(NEW.file)), false) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501'; -- nor said to exist
    END IF;
    IF NEW.to_state = 'withdrawn' THEN -- whatever the page showed when it was asked
        NEW.from_state := held.state;
        NEW.expected := held.version;
    ELSIF EXISTS (SELECT FROM file_event AS e WHERE e.file = held.id AND e.request = NEW.request) THEN
        RAISE EXCEPTION 'done already' USING ERRCODE = '23505', CONSTRAINT = 'file_event_once';
    ELSIF NEW.expected IS DISTINCT FROM held.version OR NEW.from_state IS DISTINCT FROM held.state THEN
        PERFORM refuse_file('file_event_of_this_version');
    END IF;
    IF NOT EXISTS (
        SELECT FROM file_move AS m
        WHERE (m.from_state, m.to_state, m.acted_as) = (NEW.from_state, NEW.to_state, NEW.acted_as)
    ) THEN -- as the foreign key says, but before any guard
        RAISE EXCEPTION 'no such move' USING ERRCODE = '23503', CONSTRAINT = 'file_event_legal_move';
    END IF;
    PERFORM guard_file_move(held, NEW);
    NEW.at := clock_timestamp();
    NEW.round := held.round + (NEW.to_state = 'draft' AND NEW.from_state <> 'submitted')::integer;
    NEW.org := coalesce(current_org(), '');
    NEW.actor := current_actor();
    UPDATE national_file AS f
    SET state = NEW.to_state,
        version = f.version + 1,
        round = NEW.round,
        -- An appeal is first the person's own again; whoever sends it lets the council read.
        shared_at = CASE
            WHEN NEW.to_state = 'submitted' THEN coalesce(f.shared_at, NEW.at)
            WHEN NEW.round > f.round AND NEW.acted_as = 'person' THEN NULL
            ELSE f.shared_at
        END,
        submitted_at = CASE NEW.to_state WHEN 'submitted' THEN coalesce(f.submitted_at, NEW.at) ELSE f.submitted_at END,
        urgent = f.urgent AND NEW.round = f.round,
        state_at = NEW.at
    WHERE f.id = NEW.file;
    IF NEW.round > held.round THEN
        INSERT INTO file_section (file, round, section, sealed, asked_cents, version, request, saved_as, saved_at)
        SELECT s.file, NEW.round, s.section, s.sealed, s.asked_cents, 1, s.request, s.saved_as, s.saved_at
        FROM file_section AS s
        WHERE s.file = held.id AND s.round = held.round;
    END IF;
    PERFORM chain_case_event(
        held.case_id, 'file.' || NEW.to_state,
        jsonb_strip_nulls(jsonb_build_object(
            'file', held.id, 'from', NEW.from_state, 'version', held.version + 1, 'round', NEW.round,
            'as', NEW.acted_as, 'reason', NEW.reason
        ))
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER file_event_applies BEFORE INSERT ON file_event
    FOR EACH ROW EXECUTE FUNCTION file_event_is_applied();

-- What nobody touches any more ends; how many. For the worker. What someone holds is left for the next time.
CREATE FUNCTION end_untouched_files(at_most integer DEFAULT 500) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    one national_file;
    ended bigint := 0;
BEGIN
    FOR one IN
        SELECT f.* FROM national_file AS f
        WHERE f.state IN ('draft', 'incomplete') AND file_is_untouched(f)
        ORDER BY f.id
        LIMIT at_most
    LOOP
        PERFORM FROM aid_case AS c WHERE c.id = one.case_id FOR NO KEY UPDATE SKIP LOCKED;
        IF FOUND THEN
            SELECT * INTO one FROM national_file AS f WHERE f.id = one.id; -- as it is, now that it is held
            IF file_is_untouched(one) THEN
                INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, reason)
                VALUES (one.id, one.version, gen_random_uuid(), one.state, 'withdrawn', 'worker', 'untouched');
                ended := ended + 1;
            END IF;
        END IF;
    END LOOP;
    RETURN ended;
END
$$;

-- The opinion and the move that tells it, at once: by the council that read the file and said why it opened it.
CREATE FUNCTION give_file_opinion(of_file uuid, expected integer, with_request uuid, said text, words bytea)
RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held national_file := hold_file(of_file);
BEGIN
    IF NOT coalesce('council' = ANY (file_roles(of_file)), false) OR NOT held.case_id = ANY (opened_cases()) THEN
        RAISE EXCEPTION 'not theirs' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT FROM file_event AS e WHERE e.file = held.id AND e.request = with_request) THEN
        RAISE EXCEPTION 'done already' USING ERRCODE = '23505', CONSTRAINT = 'file_event_once';
    END IF;
    IF held.state <> 'submitted' OR held.version <> expected THEN
        PERFORM refuse_file('file_event_of_this_version');
    END IF;
    INSERT INTO file_opinion (file, version, round, opinion, sealed, org, actor, given_at)
    VALUES (held.id, held.version, held.round, said, words, current_org(), current_actor(), clock_timestamp());
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)
    VALUES (held.id, expected, with_request, 'submitted', 'opinion_given', 'council');
END
$$;

-- What is erased, purged, handed over ---------------------------------------------------------------------------------

-- An erased case has no living file, and nothing of what it said.
CREATE FUNCTION aid_case_erased_empties_files() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)
    SELECT f.id, f.version, gen_random_uuid(), f.state, 'withdrawn', 'person'
    FROM national_file AS f
    WHERE f.case_id = NEW.id AND f.state NOT IN ('paid', 'closed', 'withdrawn')
    ORDER BY f.id;
    DELETE FROM file_section AS s USING national_file AS f WHERE f.id = s.file AND f.case_id = NEW.id;
    UPDATE file_opinion AS o SET sealed = NULL
    FROM national_file AS f WHERE f.id = o.file AND f.case_id = NEW.id AND o.sealed IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER aid_case_erased_empties_files AFTER UPDATE OF erased_at ON aid_case
    FOR EACH ROW WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)
    EXECUTE FUNCTION aid_case_erased_empties_files();

-- A case that is handed over takes its living file with it.
CREATE FUNCTION aid_case_takes_its_file() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    UPDATE national_file AS f SET council = coalesce(nullif(NEW.council, ''), f.body)
    WHERE f.case_id = NEW.id AND f.state NOT IN ('paid', 'closed', 'withdrawn');
    RETURN NULL;
END
$$;
CREATE TRIGGER aid_case_takes_its_file AFTER UPDATE OF council ON aid_case
    FOR EACH ROW WHEN (OLD.council IS DISTINCT FROM NEW.council)
    EXECUTE FUNCTION aid_case_takes_its_file();

-- Nothing is rewritten, nothing goes before its case. The words of an opinion go with the key that opened them.
CREATE FUNCTION file_row_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'national_file' THEN
            PERFORM FROM aid_case AS c WHERE c.id = OLD.case_id;
        ELSE
            PERFORM FROM national_file AS f WHERE f.id = OLD.file;
        END IF;
        IF NOT FOUND THEN
            RETURN OLD; -- its case was purged, which has its own rule
        END IF;
    ELSIF TG_TABLE_NAME = 'file_opinion' THEN
        IF to_jsonb(NEW) = jsonb_set(to_jsonb(OLD), '{sealed}', 'null') AND EXISTS (
            SELECT FROM national_file AS f JOIN aid_case AS c ON c.id = f.case_id
            WHERE f.id = OLD.file AND c.erased_at IS NOT NULL
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;
CREATE TRIGGER national_file_append_only BEFORE DELETE ON national_file
    FOR EACH ROW EXECUTE FUNCTION file_row_stays();
CREATE TRIGGER file_event_append_only BEFORE UPDATE OR DELETE ON file_event
    FOR EACH ROW EXECUTE FUNCTION file_row_stays();
CREATE TRIGGER file_opinion_append_only BEFORE UPDATE OR DELETE ON file_opinion
    FOR EACH ROW EXECUTE FUNCTION file_row_stays();
CREATE TRIGGER national_file_never_emptied BEFORE TRUNCATE ON national_file
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER file_event_never_emptied BEFORE TRUNCATE ON file_event
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();
CREATE TRIGGER file_opinion_never_emptied BEFORE TRUNCATE ON file_opinion
    FOR EACH STATEMENT EXECUTE FUNCTION referral_table_stays();

-- Files whose state, round or sum is not what their rows say: written past the triggers. Always empty.
CREATE VIEW files_out_of_step AS
SELECT f.id
FROM national_file AS f
LEFT JOIN file_event AS e ON e.file = f.id AND e.expected = f.version - 1
LEFT JOIN file_section AS s ON s.file = f.id AND s.round = f.round AND s.section = 'asked'
WHERE (f.state, f.round) IS DISTINCT FROM (coalesce(e.to_state, 'draft'), coalesce(e.round, 1))
    OR f.version <> 1 + (SELECT count(*) FROM file_event AS n WHERE n.file = f.id)
    OR (s.asked_cents IS NOT NULL AND s.asked_cents <> f.asked_cents);

-- Who reads -----------------------------------------------------------------------------------------------------------

ALTER TABLE national_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE file_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE file_section ENABLE ROW LEVEL SECURITY;
ALTER TABLE file_piece ENABLE ROW LEVEL SECURITY;
ALTER TABLE file_opinion ENABLE ROW LEVEL SECURITY;

CREATE POLICY national_file_of_person ON national_file FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'person' AND case_id = (SELECT current_case())
);
-- Not what the doctor has begun alone and not sent.
CREATE POLICY national_file_of_council ON national_file FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff' AND council = (SELECT current_org()) AND council <> body
    AND (shared_at IS NOT NULL OR submitted_at IS NOT NULL)
);
-- The national service from the first sending on; a member once it is on an agenda; the chair what cannot wait for one.
CREATE POLICY national_file_of_body ON national_file FOR SELECT TO relais_app USING (
    (SELECT current_kind()) = 'staff' AND body = (SELECT current_org())
    AND id <> ALL ((SELECT recused_files())::uuid[])
    AND CASE
        WHEN 'national' = ANY ((SELECT commission_roles())::text[]) THEN
            (submitted_at IS NOT NULL OR (council = body AND shared_at IS NOT NULL))
            AND (state <> 'withdrawn' OR round > 1)
        WHEN (SELECT commission_roles()) && ARRAY['commissioner', 'chair'] THEN
            state IN ('scheduled', 'decided', 'paid', 'closed')
            OR (state = 'complete' AND urgent AND 'chair' = ANY ((SELECT commission_roles())::text[]))
        ELSE false
    END
);
CREATE POLICY national_file_begun ON national_file FOR INSERT TO relais_app WITH CHECK (
    (SELECT current_kind()) IN ('staff', 'person')
);
CREATE POLICY file_event_told ON file_event FOR SELECT TO relais_app USING (
    EXISTS (SELECT FROM national_file AS f WHERE f.id = file)
);
CREATE POLICY file_event_of_app ON file_event FOR INSERT TO relais_app WITH CHECK (
    (SELECT current_kind()) IN ('staff', 'person')
);
CREATE POLICY file_piece_told ON file_piece FOR SELECT TO relais_app USING (
    EXISTS (
        SELECT FROM national_file AS f
        WHERE f.id = file AND ((SELECT current_kind()) = 'person' OR f.state <> 'withdrawn')
    )
);
-- What is sealed: to the person; to a body that said why it opens, for a round that was shown to it, while it lives.
CREATE POLICY file_section_read ON file_section FOR SELECT TO relais_app USING (
    EXISTS (
        SELECT FROM national_file AS f
        WHERE f.id = file AND (
            (SELECT current_kind()) = 'person'
            OR (
                f.case_id = ANY ((SELECT opened_cases())::uuid[]) AND f.state <> 'withdrawn'
                AND (file_section.round < f.round OR f.shared_at IS NOT NULL)
                AND (file_section.round < f.round OR f.council = (SELECT current_org()) OR f.state <> 'draft')
            )
        )
    )
);
CREATE POLICY file_opinion_read ON file_opinion FOR SELECT TO relais_app USING (
    EXISTS (
        SELECT FROM national_file AS f
        WHERE f.id = file AND (
            (SELECT current_kind()) = 'person'
            OR (f.case_id = ANY ((SELECT opened_cases())::uuid[]) AND f.state <> 'withdrawn')
        )
    )
);

REVOKE ALL ON FUNCTION commission_roles, recused_files, file_roles, file_writer, open_file, file_key_of, hold_file,
national_file_begins, refuse_file, hold_file_to_write, save_file_section, mark_file_piece, describe_file, share_file,
guard_session_move, file_touched_at, file_is_untouched, guard_file_move, file_event_is_applied, end_untouched_files,
give_file_opinion, aid_case_erased_empties_files,
aid_case_takes_its_file, file_row_stays FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commission_roles, recused_files, file_roles, open_file, file_key_of, save_file_section,
mark_file_piece, describe_file, share_file, give_file_opinion TO relais_app;
GRANT EXECUTE ON FUNCTION end_untouched_files TO relais_worker;
GRANT SELECT ON file_move TO relais_app, relais_worker;
GRANT SELECT ON files_out_of_step TO relais_app, relais_worker, relais_audit;
GRANT SELECT ON national_file, file_event, file_section, file_piece, file_opinion TO relais_app;
GRANT INSERT (id, case_id, key, body, begun_as, on_paper, practice, urgent) ON national_file TO relais_app;
GRANT INSERT (file, expected, request, from_state, to_state, acted_as, reason) ON file_event TO relais_app;
