-- The public yearly report: what is counted, what each signatory of the 2017 convention enters, what is hidden, and the
-- release that freezes it. How small numbers are hidden, and why it holds: docs/explanation/report.md.
--
-- Nobody but the owner of the tables reads a count that is not hidden: calls are counted by a function and never read
-- back, and everything else leaves through `report_cell`, which hides before it answers.

-- Calls: one deliberate act of a listener adds one. Two tables apart, so that no need is ever tied to a region.
CREATE TABLE call_by_month (
    year integer NOT NULL,
    month integer NOT NULL,
    need text NOT NULL, -- a call for two needs counts in both
    calls integer NOT NULL,
    CONSTRAINT call_by_month_pk PRIMARY KEY (year, month, need),
    CONSTRAINT call_by_month_is_a_month CHECK (year BETWEEN 2010 AND 2100 AND month BETWEEN 1 AND 12),
    CONSTRAINT call_by_month_need_known CHECK (
        need IN (
            'financier', 'juridique', 'administratif', 'organisationnel', 'sante', 'souffrance_psychique', 'addiction',
            'professionnel', 'personnel_social', 'prevention', 'depistage', 'reconversion', 'etudiant_interne',
            'famille', 'violence', 'crise_suicidaire', 'hospitalisation', 'crise_sanitaire_exercice', 'unknown'
        )
    ),
    CONSTRAINT call_by_month_counts CHECK (calls >= 1)
);
COMMENT ON TABLE call_by_month IS 'Appels comptés par besoin et par mois, sans aucun appel.';
COMMENT ON COLUMN call_by_month.year IS 'année du compte · publique · toujours';
COMMENT ON COLUMN call_by_month.month IS 'mois du compte · publique · toujours';
COMMENT ON COLUMN call_by_month.need IS 'besoin dit pendant l''appel, de la liste fermée · publique · toujours';
COMMENT ON COLUMN call_by_month.calls IS 'combien d''appels · publique · toujours';

CREATE TABLE call_by_region (
    year integer NOT NULL,
    region text NOT NULL, -- INSEE code; the region table has one line per call, the other one per need said
    calls integer NOT NULL,
    CONSTRAINT call_by_region_pk PRIMARY KEY (year, region),
    CONSTRAINT call_by_region_is_a_year CHECK (year BETWEEN 2010 AND 2100),
    CONSTRAINT call_by_region_region_known CHECK (
        region IN (
            '11', '24', '27', '28', '32', '44', '52', '53', '75', '76', '84', '93', '94', '01', '02', '03', '04', '06',
            'unknown'
        )
    ),
    CONSTRAINT call_by_region_counts CHECK (calls >= 1)
);
COMMENT ON TABLE call_by_region IS 'Appels comptés par région et par an, sans aucun appel.';
COMMENT ON COLUMN call_by_region.year IS 'année du compte · publique · toujours';
COMMENT ON COLUMN call_by_region.region IS 'région d''où vient l''appel, ou non dite · publique · toujours';
COMMENT ON COLUMN call_by_region.calls IS 'combien d''appels · publique · toujours';

-- What a signatory says of its own year, shown apart from what Relais counted. A second person of the same signatory, or
-- a coordinator, confirms it. A number of persons, files or calls under 11 is not entered: it would be published.
CREATE TABLE year_figure (
    id uuid NOT NULL, -- made with the page: posted again it is one figure
    year integer NOT NULL,
    signatory text NOT NULL,
    measure text NOT NULL,
    unit text NOT NULL,
    value bigint NOT NULL,
    source text NOT NULL,
    entered_by uuid NOT NULL,
    entered_at timestamptz NOT NULL,
    confirmed_by uuid,
    confirmed_at timestamptz,
    ended_at timestamptz, -- replaced by another, or taken back
    CONSTRAINT year_figure_pk PRIMARY KEY (id),
    CONSTRAINT year_figure_entered_by_account FOREIGN KEY (entered_by) REFERENCES account (id),
    CONSTRAINT year_figure_confirmed_by_account FOREIGN KEY (confirmed_by) REFERENCES account (id),
    CONSTRAINT year_figure_is_of_a_year CHECK (year BETWEEN 2010 AND 2100),
    CONSTRAINT year_figure_signatory_known CHECK (signatory IN ('cnom', 'carmf', 'cng')),
    CONSTRAINT year_figure_measure_known CHECK (
        (measure, unit) IN (
            ('own_calls', 'calls'), ('own_requests', 'files'), ('own_files', 'files'), ('own_files_helped', 'files'),
            ('own_exemptions', 'files'), ('own_gifts', 'euros'), ('own_advances', 'euros'), ('own_euros', 'euros'),
            ('own_persons', 'persons'), ('own_accompanied', 'persons'), ('own_students', 'persons'),
            ('own_screened', 'persons'), ('own_meetings', 'actions'), ('own_prevention', 'actions'),
            ('own_delay', 'days')
        )
    ),
    CONSTRAINT year_figure_value_is_publishable CHECK (
        value BETWEEN 0 AND 10000000000 AND (unit NOT IN ('persons', 'files', 'calls') OR value >= 11)
    ),
    CONSTRAINT year_figure_has_source CHECK (length(source) BETWEEN 3 AND 300),
    CONSTRAINT year_figure_confirmed_whole CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CONSTRAINT year_figure_takes_two_persons CHECK (confirmed_by <> entered_by)
);
CREATE UNIQUE INDEX year_figure_one_waiting ON year_figure (year, signatory, measure)
WHERE ended_at IS NULL AND confirmed_at IS NULL;
CREATE UNIQUE INDEX year_figure_one_confirmed ON year_figure (year, signatory, measure)
WHERE ended_at IS NULL AND confirmed_at IS NOT NULL;
COMMENT ON TABLE year_figure IS 'Chiffres de l''année qu''un signataire de la convention publie sous son nom.';
COMMENT ON COLUMN year_figure.id IS 'un même envoi répété n''entre qu''un chiffre · technique · toujours';
COMMENT ON COLUMN year_figure.year IS 'année du chiffre · publique · toujours';
COMMENT ON COLUMN year_figure.signatory IS 'signataire qui publie · publique · toujours';
COMMENT ON COLUMN year_figure.measure IS 'ce qui est mesuré, de la liste fermée · publique · toujours';
COMMENT ON COLUMN year_figure.unit IS 'unité · publique · toujours';
COMMENT ON COLUMN year_figure.value IS 'valeur publiée · publique · toujours';
COMMENT ON COLUMN year_figure.source IS 'd''où vient le chiffre · publique · toujours';
COMMENT ON COLUMN year_figure.entered_by IS 'compte qui l''a entré · journal · toujours';
COMMENT ON COLUMN year_figure.entered_at IS 'date d''entrée · journal · toujours';
COMMENT ON COLUMN year_figure.confirmed_by IS 'compte de la seconde personne · journal · toujours';
COMMENT ON COLUMN year_figure.confirmed_at IS 'date de la confirmation · journal · toujours';
COMMENT ON COLUMN year_figure.ended_at IS 'depuis quand il est remplacé ou retiré · journal · toujours';

-- One row per signatory that read this very content and agrees to publish it.
CREATE TABLE year_confirmation (
    year integer NOT NULL,
    signatory text NOT NULL,
    sha256 bytea NOT NULL,
    account uuid NOT NULL,
    confirmed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT year_confirmation_pk PRIMARY KEY (year, sha256, signatory),
    CONSTRAINT year_confirmation_three_persons UNIQUE (year, sha256, account),
    CONSTRAINT year_confirmation_of_account FOREIGN KEY (account) REFERENCES account (id),
    CONSTRAINT year_confirmation_signatory_known CHECK (signatory IN ('cnom', 'carmf', 'cng')),
    CONSTRAINT year_confirmation_hash_size CHECK (length(sha256) = 32)
);
COMMENT ON TABLE year_confirmation IS 'Accord d''un signataire pour publier exactement ce contenu.';
COMMENT ON COLUMN year_confirmation.year IS 'année publiée · publique · toujours';
COMMENT ON COLUMN year_confirmation.signatory IS 'signataire qui accepte · publique · toujours';
COMMENT ON COLUMN year_confirmation.sha256 IS 'empreinte de ce qui a été lu · technique · toujours';
COMMENT ON COLUMN year_confirmation.account IS 'compte qui accepte · journal · toujours';
COMMENT ON COLUMN year_confirmation.confirmed_at IS 'date de l''accord · journal · toujours';

CREATE TABLE year_release (
    year integer NOT NULL,
    content bytea NOT NULL, -- the JSON that the three agreed to, byte for byte
    sha256 bytea NOT NULL,
    released_at timestamptz NOT NULL,
    CONSTRAINT year_release_pk PRIMARY KEY (year),
    CONSTRAINT year_release_hash_is_its_own CHECK (sha256 = sha256(content))
);
COMMENT ON TABLE year_release IS 'Rapport publié d''une année, tel qu''il ne changera plus.';
COMMENT ON COLUMN year_release.year IS 'année publiée · publique · toujours';
COMMENT ON COLUMN year_release.content IS 'contenu publié, petits nombres masqués · publique · toujours';
COMMENT ON COLUMN year_release.sha256 IS 'empreinte du contenu · publique · toujours';
COMMENT ON COLUMN year_release.released_at IS 'date de publication · publique · toujours';

-- What was counted of a finished year, kept once: what is purged or erased later moves no figure of the year.
CREATE TABLE year_count (
    year integer NOT NULL,
    measure text NOT NULL,
    line text NOT NULL,
    month integer NOT NULL, -- 0: of the year
    value bigint NOT NULL,
    backing bigint NOT NULL, -- how many persons, files or answers are behind it
    largest bigint NOT NULL, -- the largest amount among them, for euros
    CONSTRAINT year_count_pk PRIMARY KEY (year, measure, line, month),
    CONSTRAINT year_count_counts CHECK (value >= 0 AND backing >= 0 AND largest >= 0 AND month BETWEEN 0 AND 12)
);
COMMENT ON TABLE year_count IS 'Comptes d''une année finie, gardés pour qu''aucun effacement ne les change.';
COMMENT ON COLUMN year_count.year IS 'année comptée · publique · toujours';
COMMENT ON COLUMN year_count.measure IS 'ce qui est compté · publique · toujours';
COMMENT ON COLUMN year_count.line IS 'ligne de la table · publique · toujours';
COMMENT ON COLUMN year_count.month IS 'mois, 0 pour l''année · publique · toujours';
COMMENT ON COLUMN year_count.value IS 'compte, jamais lu sans masque · technique · toujours';
COMMENT ON COLUMN year_count.backing IS 'nombre de personnes derrière le compte · technique · toujours';
COMMENT ON COLUMN year_count.largest IS 'plus grand montant, pour masquer ce qu''un seul domine · technique · toujours';

-- What the report holds: its tables, in order, and the lines of each. A closed list: a line that nothing fills is there,
-- and hidden as a small one is, so that its absence tells nothing.
CREATE TABLE report_measure (
    measure text NOT NULL,
    unit text NOT NULL,
    shape text NOT NULL,
    place integer NOT NULL,
    -- Counted among those of that cell: told when it is, and none of its lines holds more. A line, '' for all of the
    -- table, or 'known' for all but those of whom nothing is known.
    among text,
    among_line text NOT NULL DEFAULT '',
    CONSTRAINT report_measure_pk PRIMARY KEY (measure),
    CONSTRAINT report_measure_place_once UNIQUE (place),
    CONSTRAINT report_measure_among_one FOREIGN KEY (among) REFERENCES report_measure (measure),
    CONSTRAINT report_measure_unit_known CHECK (unit IN ('persons', 'files', 'calls', 'days', 'euros', 'actions')),
    -- lines, months: hidden under 11, with their margins; median: hidden under 11 answers; euros: hidden under 11 files
    -- or when one weighs too much; open: of no person, shown as it is; age: of the directory, the same.
    CONSTRAINT report_measure_shape_known CHECK (shape IN ('lines', 'months', 'median', 'euros', 'open', 'age'))
);
CREATE TABLE report_line (
    measure text NOT NULL,
    line text NOT NULL,
    place integer NOT NULL,
    CONSTRAINT report_line_pk PRIMARY KEY (measure, line),
    CONSTRAINT report_line_place_once UNIQUE (measure, place),
    CONSTRAINT report_line_of_measure FOREIGN KEY (measure) REFERENCES report_measure (measure)
);
COMMENT ON TABLE report_measure IS 'Tables du rapport annuel.';
COMMENT ON COLUMN report_measure.measure IS 'nom de la table · publique · toujours';
COMMENT ON COLUMN report_measure.unit IS 'unité de ses valeurs · publique · toujours';
COMMENT ON COLUMN report_measure.shape IS 'comment ses petits nombres sont masqués · publique · toujours';
COMMENT ON COLUMN report_measure.place IS 'ordre dans le rapport · publique · toujours';
COMMENT ON COLUMN report_measure.among IS 'table parmi laquelle celle-ci compte · publique · toujours';
COMMENT ON COLUMN report_measure.among_line IS 'ligne de cette table · publique · toujours';
COMMENT ON TABLE report_line IS 'Lignes des tables du rapport annuel.';
COMMENT ON COLUMN report_line.measure IS 'table de la ligne · publique · toujours';
COMMENT ON COLUMN report_line.line IS 'nom de la ligne · publique · toujours';
COMMENT ON COLUMN report_line.place IS 'ordre dans la table · publique · toujours';

-- Hiding ---------------------------------------------------------------------------------------------------------------

-- Whether the sum of a line is told: not under 11, nor among fewer than 11, nor when everybody is nearly everywhere.
CREATE FUNCTION margin_is_told(counts bigint[], most bigint) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
    RETURN (
        SELECT sum(u.c) >= 11 AND coalesce(most >= 11 AND sum(u.c) <= (count(*) - 1) * most, true)
        FROM unnest(counts) AS u (c)
    );

-- Which cells of a line are hidden: those under 11 (none at all included), then the smallest others until at least two
-- are hidden that hold 10 together. Whoever knows the total then finds for each hidden cell everything from 0 to 10.
-- `most`: how much one cell may hold, when a reader knows it (needs, of which each person says several, each at most
-- once): what is hidden must then fit in all its cells but one. NULL: the cells share a total, and need no such bound.
CREATE FUNCTION hide_small_line(counts bigint[], most bigint) RETURNS boolean[]
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    hidden boolean[] := ARRAY(SELECT u.c < 11 FROM unnest(counts) WITH ORDINALITY AS u (c, n) ORDER BY u.n);
    many bigint;
    held bigint;
    smallest integer;
BEGIN
    IF NOT margin_is_told(counts, most) THEN
        RETURN array_fill(true, ARRAY[cardinality(counts)]);
    END IF;
    LOOP
        SELECT count(*), sum(u.c) INTO many, held FROM unnest(counts, hidden) AS u (c, h) WHERE u.h;
        EXIT WHEN many = 0 OR (many >= 2 AND held >= 10 AND coalesce(held <= (many - 1) * most, true));
        SELECT u.n INTO smallest FROM unnest(counts, hidden) WITH ORDINALITY AS u (c, h, n)
        WHERE NOT u.h ORDER BY u.c, u.n LIMIT 1;
        EXIT WHEN smallest IS NULL;
        hidden[smallest] := true;
    END LOOP;
    RETURN hidden;
END
$$;

-- Which rows of a table of lines and months are told month by month. NULL: none, and the months not even in all.
-- A row with one small cell is hidden whole, and others with it until no cell of theirs can be worked out from what is
-- left of the margins: by the bounds of Fréchet, from max(0, row + column - all) to min(row, column).
CREATE FUNCTION detailed_rows(counts bigint[], most bigint) RETURNS boolean[]
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    sums bigint[] := ARRAY(
        SELECT (SELECT sum(counts[i][j]) FROM generate_subscripts(counts, 2) AS j)
        FROM generate_subscripts(counts, 1) AS i ORDER BY i
    );
    hidden boolean[] := hide_small_line(sums, most);
    detailed boolean[] := ARRAY(
        SELECT NOT hidden[i] AND (SELECT bool_and(counts[i][j] >= 11) FROM generate_subscripts(counts, 2) AS j)
        FROM generate_subscripts(counts, 1) AS i ORDER BY i
    );
    holds boolean;
    smallest integer;
BEGIN
    IF NOT margin_is_told(sums, most) THEN
        RETURN NULL;
    END IF;
    LOOP
        SELECT
            bool_and(
                (SELECT sum(counts[i][j]) FROM generate_subscripts(counts, 1) AS i) >= 11
                AND (
                    false <> ALL (detailed)
                    OR (
                        left_over.rows >= 2 AND left_over.of_month >= 10
                        AND left_over.widest + left_over.of_month <= left_over.held
                    )
                )
            )
        INTO holds
        FROM generate_subscripts(counts, 2) AS j
        CROSS JOIN LATERAL (
            SELECT
                count(*) AS rows, sum(u.s) AS held, sum(counts[u.n][j]) AS of_month,
                greatest(max(u.s) FILTER (WHERE NOT u.h), 0) AS widest
            FROM unnest(sums, hidden, detailed) WITH ORDINALITY AS u (s, h, d, n)
            WHERE NOT u.d
        ) AS left_over;
        EXIT WHEN holds;
        SELECT u.n INTO smallest FROM unnest(sums, detailed) WITH ORDINALITY AS u (s, d, n)
        WHERE u.d ORDER BY u.s, u.n LIMIT 1;
        IF smallest IS NULL THEN
            RETURN NULL;
        END IF;
        detailed[smallest] := false;
    END LOOP;
    RETURN detailed;
END
$$;

-- Counting -------------------------------------------------------------------------------------------------------------

-- A year is one of Paris. Each act is counted in one table only: a cell of one is never the margin of another.
CREATE FUNCTION year_starts(of_year integer) RETURNS timestamptz
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    RETURN make_timestamptz(of_year, 1, 1, 0, 0, 0, 'Europe/Paris');
CREATE FUNCTION year_is_over(of_year integer) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN clock_timestamp() >= year_starts(of_year + 1);
CREATE FUNCTION whole_days(since timestamptz, until timestamptz) RETURNS numeric
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
    RETURN extract(epoch FROM until - since) / 86400;

CREATE FUNCTION count_calls(of_year integer) RETURNS TABLE (measure text, line text, month integer, value bigint)
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT 'calls_by_need', c.need, c.month, c.calls::bigint FROM call_by_month AS c WHERE c.year = of_year
    UNION ALL
    SELECT 'calls_by_region', c.region, 0, c.calls FROM call_by_region AS c WHERE c.year = of_year
$$;

-- Requests received, spam and what was sent twice left aside; then what they became, and which needs found nothing. A
-- need that was not said is no line: who said none would bound all the others.
CREATE FUNCTION count_requests(of_year integer) RETURNS TABLE (measure text, line text, value bigint)
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH received AS (
        SELECT r.needs, r.practice FROM aid_request AS r
        WHERE r.made_at >= year_starts(of_year) AND r.made_at < year_starts(of_year + 1)
            AND coalesce(r.outcome, '') NOT IN ('spam', 'duplicate')
    )
    SELECT 'requests_by_need', n.need, count(*) FROM received AS r CROSS JOIN LATERAL unnest(r.needs) AS n (need)
    GROUP BY n.need
    UNION ALL
    SELECT 'requests_by_practice', coalesce(nullif(r.practice, ''), 'unknown'), count(*) FROM received AS r GROUP BY 2
    UNION ALL
    SELECT 'requests_by_outcome', coalesce(r.outcome, r.state), count(*) FROM aid_request AS r
    WHERE r.state IN ('closed', 'withdrawn') AND coalesce(r.outcome, '') NOT IN ('spam', 'duplicate')
        AND r.state_at >= year_starts(of_year) AND r.state_at < year_starts(of_year + 1)
    GROUP BY 2
    UNION ALL
    SELECT 'unmet_by_need', n.need, count(*) FROM aid_request AS r CROSS JOIN LATERAL unnest(r.needs) AS n (need)
    WHERE r.outcome = 'no_other_option'
        AND r.state_at >= year_starts(of_year) AND r.state_at < year_starts(of_year + 1)
    GROUP BY n.need
$$;

-- Referrals begun, for what and for whom when a request said it; sent, to which kind of partner; ended, and how: that
-- the doctor chose nothing, withdrew an agreement, stopped before giving any or calls alone are ordinary ends.
CREATE FUNCTION count_referrals(of_year integer) RETURNS TABLE (measure text, line text, value bigint)
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH begun AS (
        SELECT a.needs, a.practice FROM referral AS r LEFT JOIN aid_request AS a ON a.case_id = r.case_id
        WHERE r.made_at >= year_starts(of_year) AND r.made_at < year_starts(of_year + 1)
    ), moved AS (
        SELECT
            e.referral, e.round, e.to_state, e.reason, e.outcome,
            e.from_state IN ('consented', 'sent', 'received', 'accepted', 'contact_made', 'unreachable') AS agreed
        FROM referral_event AS e
        WHERE e.at >= year_starts(of_year) AND e.at < year_starts(of_year + 1)
    )
    SELECT 'referrals_by_need', n.need, count(*) FROM begun AS b CROSS JOIN LATERAL unnest(b.needs) AS n (need)
    GROUP BY n.need
    UNION ALL
    SELECT 'referrals_by_practice', coalesce(nullif(b.practice, ''), 'unknown'), count(*) FROM begun AS b GROUP BY 2
    UNION ALL
    SELECT 'referrals_by_partner', s.kind, count(*)
    FROM moved AS m
    JOIN choice AS c ON c.referral = m.referral AND c.round = m.round
    JOIN service AS s ON s.slug = c.service
    WHERE m.to_state = 'sent'
    GROUP BY s.kind
    UNION ALL
    SELECT 'referrals_by_outcome', CASE
            WHEN m.to_state = 'closed' THEN m.outcome
            WHEN m.to_state = 'cancelled' THEN m.reason
            WHEN m.to_state = 'withdrawn' AND NOT m.agreed THEN 'stopped_before'
            ELSE m.to_state
        END, count(*)
    FROM moved AS m
    WHERE m.to_state IN ('closed', 'withdrawn', 'cancelled', 'self_contact')
    GROUP BY 2
    UNION ALL
    SELECT 'referrals_declined', m.reason, count(*) FROM moved AS m WHERE m.to_state = 'declined' GROUP BY 2
    UNION ALL
    SELECT 'referrals_unanswered', 'expired', count(*) FROM moved AS m WHERE m.to_state = 'expired'
    UNION ALL
    SELECT 'referrals_few_options', 'only_one_covers', count(*) FROM moved AS m WHERE m.reason = 'only_one_covers'
    UNION ALL
    SELECT 'consents_refused', 'refused', count(*) FROM consent AS c
    WHERE c.answer = 'refused' AND c.given_at >= year_starts(of_year) AND c.given_at < year_starts(of_year + 1)
$$;

-- Files the commission received, what each obtained, what was given and what was paid, in cents. A file judged twice in
-- the year is one file; what a session did not ratify counts for what had been paid of it (decision_year_euros, 0013).
CREATE FUNCTION count_files(of_year integer) RETURNS TABLE (
    measure text, line text, value bigint, backing bigint, largest bigint
)
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH decided AS (
        SELECT d.file, d.kind, CASE d.ratified WHEN 'not_ratified' THEN p.cents ELSE d.amount_cents END AS cents
        FROM decision AS d
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(p.amount_cents), 0)::bigint AS cents FROM payment AS p WHERE p.decision = d.id
        ) AS p
        WHERE d.in_force_at >= year_starts(of_year) AND d.in_force_at < year_starts(of_year + 1)
            AND (d.ratified IS DISTINCT FROM 'not_ratified' OR p.cents > 0)
    ), obtained AS (
        SELECT d.file, sum(d.cents)::bigint AS cents, CASE
                WHEN bool_or(d.kind IN ('gift', 'advance')) THEN 'helped'
                WHEN bool_or(d.kind = 'elsewhere') THEN 'elsewhere'
                ELSE 'refusal'
            END AS what
        FROM decided AS d
        GROUP BY d.file
    ), paid AS (
        SELECT sum(p.amount_cents)::bigint AS cents FROM payment AS p
        WHERE p.recorded_at >= year_starts(of_year) AND p.recorded_at < year_starts(of_year + 1)
        GROUP BY p.file
    )
    SELECT 'files_by_practice', f.practice, count(*), count(*), 0::bigint FROM national_file AS f
    WHERE f.submitted_at >= year_starts(of_year) AND f.submitted_at < year_starts(of_year + 1)
    GROUP BY f.practice
    UNION ALL
    SELECT 'files_by_decision', o.what, count(*), count(*), 0 FROM obtained AS o GROUP BY o.what
    UNION ALL
    SELECT 'euros_decided', 'all', coalesce(sum(o.cents), 0)::bigint, count(*), coalesce(max(o.cents), 0)
    FROM obtained AS o
    WHERE o.what = 'helped'
    UNION ALL
    SELECT 'euros_paid', 'all', coalesce(sum(p.cents), 0)::bigint, count(*), coalesce(max(p.cents), 0)
    FROM paid AS p
    WHERE p.cents > 0
$$;

-- Medians, in whole days, of what came to its end in the year; `value` is 0 when nothing did.
CREATE FUNCTION count_delays(of_year integer) RETURNS TABLE (measure text, value bigint, backing bigint)
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH lasted (measure, days) AS (
        SELECT CASE e.to_state WHEN 'contact_made' THEN 'delay_contact' ELSE 'delay_answer' END, whole_days(s.at, e.at)
        FROM referral_event AS e
        JOIN referral_event AS s ON s.referral = e.referral AND s.round = e.round AND s.to_state = 'sent'
        WHERE e.at >= year_starts(of_year) AND e.at < year_starts(of_year + 1)
            AND (
                e.to_state IN ('accepted', 'contact_made') OR (e.to_state = 'declined' AND e.from_state = 'received')
            )
        UNION ALL
        SELECT 'delay_request', whole_days(r.made_at, e.at)
        FROM request_event AS e JOIN aid_request AS r ON r.id = e.request
        WHERE e.to_state = 'contacted' AND e.at >= year_starts(of_year) AND e.at < year_starts(of_year + 1)
        UNION ALL
        SELECT 'delay_decision', whole_days(f.submitted_at, d.in_force_at)
        FROM decision AS d JOIN national_file AS f ON f.id = d.file
        WHERE d.round = 1 AND d.in_force_at >= year_starts(of_year) AND d.in_force_at < year_starts(of_year + 1)
        UNION ALL
        SELECT 'delay_payment', greatest(p.paid_on - (d.in_force_at AT TIME ZONE 'Europe/Paris')::date, 0)
        FROM payment AS p JOIN decision AS d ON d.id = p.decision
        WHERE p.number = 1 AND p.recorded_at >= year_starts(of_year) AND p.recorded_at < year_starts(of_year + 1)
    )
    SELECT l.measure, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY l.days))::bigint, count(*)
    FROM lasted AS l
    GROUP BY l.measure
$$;

-- What concerns nobody: actions of the programme, and how long ago what the directory says was confirmed, at the end of
-- the year.
CREATE FUNCTION count_programme(of_year integer) RETURNS TABLE (measure text, line text, value bigint)
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH held AS (
        SELECT a.kind, a.taken, coalesce(
            nullif(o.convention, ''), CASE WHEN o.council_of <> '' THEN 'council' ELSE 'association' END, 'association'
        ) AS organiser
        FROM programme_action AS a LEFT JOIN organization AS o ON o.slug = a.organiser
        WHERE a.state IN ('published', 'past') AND a.starts_at >= year_starts(of_year) AND a.starts_at < year_starts(of_year + 1)
    )
    SELECT 'actions_by_kind', h.kind, count(*) FROM held AS h GROUP BY h.kind
    UNION ALL
    SELECT 'actions_by_organiser', h.organiser, count(*) FROM held AS h GROUP BY h.organiser
    UNION ALL
    SELECT 'places_booked', 'booked', coalesce(sum(h.taken), 0)::bigint FROM held AS h
$$;
CREATE FUNCTION count_freshness(of_year integer) RETURNS TABLE (measure text, value bigint, backing bigint)
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH day AS (
        SELECT least(year_starts(of_year + 1), date_trunc('day', now() AT TIME ZONE 'Europe/Paris')
            AT TIME ZONE 'Europe/Paris') AS ends
    )
    SELECT 'age_of_' || f.field, round(
        percentile_cont(0.5) WITHIN GROUP (ORDER BY whole_days(f.confirmed_at, d.ends))
    )::bigint, count(*)
    FROM day AS d
    CROSS JOIN fact AS f
    JOIN publication AS first ON first.number = f.version_from
    LEFT JOIN publication AS last ON last.number = f.version_to
    WHERE f.field IN ('phone', 'hours', 'description') AND f.confirmed_at < d.ends
        AND first.published_at < d.ends AND (f.version_to IS NULL OR last.published_at >= d.ends)
    GROUP BY f.field
$$;

CREATE FUNCTION count_year(of_year integer) RETURNS SETOF year_count
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT of_year, c.measure, c.line, c.month, c.value, c.value, 0::bigint FROM count_calls(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, c.line, 0, c.value, c.value, 0 FROM count_requests(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, c.line, 0, c.value, c.value, 0 FROM count_referrals(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, c.line, 0, c.value, c.backing, c.largest FROM count_files(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, 'all', 0, c.value, c.backing, 0 FROM count_delays(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, c.line, 0, c.value, c.value, 0 FROM count_programme(of_year) AS c
    UNION ALL
    SELECT of_year, c.measure, 'all', 0, c.value, c.backing, 0 FROM count_freshness(of_year) AS c
$$;

-- The report -----------------------------------------------------------------------------------------------------------

INSERT INTO report_measure (measure, unit, shape, place, among, among_line) VALUES
('calls_by_region', 'calls', 'lines', 1, NULL, ''),
('calls_by_need', 'calls', 'months', 2, 'calls_by_region', ''),
('requests_by_practice', 'persons', 'lines', 3, NULL, ''),
('requests_by_need', 'persons', 'lines', 4, 'requests_by_practice', 'known'),
('requests_by_outcome', 'persons', 'lines', 5, NULL, ''),
('unmet_by_need', 'persons', 'lines', 6, 'requests_by_outcome', 'no_other_option'),
('referrals_by_practice', 'persons', 'lines', 7, NULL, ''),
('referrals_by_need', 'persons', 'lines', 8, 'referrals_by_practice', 'known'),
('referrals_by_partner', 'persons', 'lines', 9, NULL, ''),
('referrals_by_outcome', 'persons', 'lines', 10, NULL, ''),
('referrals_declined', 'persons', 'lines', 11, NULL, ''),
('consents_refused', 'persons', 'lines', 12, NULL, ''),
('referrals_unanswered', 'persons', 'lines', 13, NULL, ''),
('referrals_few_options', 'persons', 'lines', 14, NULL, ''),
('files_by_practice', 'files', 'lines', 15, NULL, ''),
('files_by_decision', 'files', 'lines', 16, NULL, ''),
('euros_decided', 'euros', 'euros', 17, 'files_by_decision', 'helped'),
('euros_paid', 'euros', 'euros', 18, 'files_by_decision', 'helped'),
('delay_request', 'days', 'median', 19, NULL, ''),
('delay_answer', 'days', 'median', 20, NULL, ''),
('delay_contact', 'days', 'median', 21, NULL, ''),
('delay_decision', 'days', 'median', 22, NULL, ''),
('delay_payment', 'days', 'median', 23, 'files_by_decision', 'helped'),
('places_booked', 'persons', 'lines', 24, NULL, ''),
('actions_by_kind', 'actions', 'open', 25, NULL, ''),
('actions_by_organiser', 'actions', 'open', 26, NULL, ''),
('age_of_phone', 'days', 'age', 27, NULL, ''),
('age_of_hours', 'days', 'age', 28, NULL, ''),
('age_of_description', 'days', 'age', 29, NULL, '');

INSERT INTO report_line (measure, line, place)
SELECT named.measure, l.line, l.place
FROM (
    VALUES
    ('calls_by_region', '11,24,27,28,32,44,52,53,75,76,84,93,94,01,02,03,04,06,unknown'),
    (
        'calls_by_need,requests_by_need,unmet_by_need,referrals_by_need',
        'financier,juridique,administratif,organisationnel,sante,souffrance_psychique,addiction,professionnel,'
        'personnel_social,prevention,depistage,reconversion,etudiant_interne,famille,violence,crise_suicidaire,'
        'hospitalisation,crise_sanitaire_exercice'
    ),
    (
        'requests_by_practice,referrals_by_practice',
        'liberal,hospitalier,salarie,remplacant,interne,etudiant,retraite,famille,unknown'
    ),
    ('files_by_practice', 'liberal,hospitalier,salarie,remplacant,interne,etudiant,retraite,famille'),
    (
        'requests_by_outcome',
        'helped,follow_up,directed_elsewhere,person_stopped,not_reached,no_other_option,no_outcome,withdrawn'
    ),
    (
        'referrals_by_partner',
        'ecoute,conseil,juridique,financier,consultation,hospitalisation_complete,hospitalisation_jour,prevention,'
        'depistage,reconversion,soutien_famille,administratif'
    ),
    (
        'referrals_by_outcome',
        'helped,follow_up,directed_elsewhere,person_stopped,not_reached,no_other_option,no_outcome,self_contact,'
        'nothing_now,outside_departement,helped_otherwise,no_answer,mistake,withdrawn,stopped_before'
    ),
    ('referrals_declined', 'no_capacity,out_of_scope,out_of_area,knows_the_person,better_elsewhere'),
    ('consents_refused', 'refused'),
    ('referrals_unanswered', 'expired'),
    ('referrals_few_options', 'only_one_covers'),
    ('files_by_decision', 'helped,elsewhere,refusal'),
    (
        'actions_by_kind',
        'prevention_education,screening_day,passerelle_within_health,passerelle_outside_health,training'
    ),
    ('actions_by_organiser', 'cnom,carmf,cng,association,council'),
    ('places_booked', 'booked'),
    (
        'euros_decided,euros_paid,delay_request,delay_answer,delay_contact,delay_decision,delay_payment,'
        'age_of_phone,age_of_hours,age_of_description',
        'all'
    )
) AS lists (measures, lines)
CROSS JOIN LATERAL string_to_table(lists.measures, ',') AS named (measure)
CROSS JOIN LATERAL string_to_table(lists.lines, ',') WITH ORDINALITY AS l (line, place);

-- Counts of a year: those that were kept once it was over. Before, what concerns no person alone: a number that moves
-- from day to day tells what one person did, and one that moves when a case is erased tells what was erased.
CREATE FUNCTION counts_of(of_year integer) RETURNS SETOF year_count
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM year_count AS c WHERE c.year = of_year) THEN
        RETURN QUERY SELECT c.* FROM year_count AS c WHERE c.year = of_year;
    ELSE
        RETURN QUERY
        SELECT of_year, c.measure, c.line, 0, c.value, c.value, 0::bigint FROM count_programme(of_year) AS c
        UNION ALL
        SELECT of_year, c.measure, 'all', 0, c.value, c.backing, 0 FROM count_freshness(of_year) AS c;
    END IF;
END
$$;

CREATE FUNCTION nearest_five(value bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
    RETURN (value + 2) / 5 * 5;

-- One table of lines: its cells as they are or hidden, then its margin (line '') rounded to 5. A table of one line is
-- its margin.
CREATE FUNCTION hidden_lines(lines text[], counts bigint[], most bigint)
    RETURNS TABLE (line text, month integer, value bigint)
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT u.line, 0, CASE WHEN NOT u.h THEN u.c END
    FROM unnest(lines, counts, hide_small_line(counts, most)) AS u (line, c, h)
    WHERE cardinality(lines) > 1
    UNION ALL
    SELECT '', 0, CASE WHEN margin_is_told(counts, most) THEN nearest_five(sum(u.c)::bigint) END
    FROM unnest(counts) AS u (c)
$$;

-- A table of lines and months (`counts` by line, then month), with both margins.
CREATE FUNCTION hidden_months(lines text[], counts bigint[], most bigint)
    RETURNS TABLE (line text, month integer, value bigint)
    LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    detailed boolean[] := detailed_rows(counts, most);
    sums bigint[] := ARRAY(
        SELECT (SELECT sum(counts[i][j]) FROM generate_subscripts(counts, 2) AS j)
        FROM generate_subscripts(counts, 1) AS i ORDER BY i
    );
BEGIN
    RETURN QUERY
    SELECT h.line, 0, CASE WHEN h.line = '' THEN h.value ELSE nearest_five(h.value) END
    FROM hidden_lines(lines, sums, most) AS h;
    RETURN QUERY
    SELECT '', j, CASE WHEN detailed IS NOT NULL THEN nearest_five(
        (SELECT sum(counts[i][j])::bigint FROM generate_subscripts(counts, 1) AS i)
    ) END
    FROM generate_subscripts(counts, 2) AS j;
    RETURN QUERY
    SELECT lines[i], j, CASE WHEN detailed[i] THEN counts[i][j] END
    FROM generate_subscripts(counts, 1) AS i CROSS JOIN generate_subscripts(counts, 2) AS j;
END
$$;

-- A sum of money: shown when 11 files or more are behind it, none of them for more than 85 % of it. In euros, rounded
-- to 5.
CREATE FUNCTION hidden_euros(cents bigint, backing bigint, largest bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
    RETURN CASE WHEN backing >= 11 AND largest * 100 <= cents * 85 THEN nearest_five(cents / 100) END;

-- The lines of a table and what each holds, over the year.
CREATE FUNCTION counted_lines(of_measure text, kept year_count[], OUT names text[], OUT counts bigint[])
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT array_agg(l.line ORDER BY l.place), array_agg(coalesce(n.value, 0)::bigint ORDER BY l.place)
    FROM report_line AS l
    LEFT JOIN (
        SELECT k.line, sum(k.value) AS value FROM unnest(kept) AS k WHERE k.measure = of_measure GROUP BY k.line
    ) AS n ON n.line = l.line
    WHERE l.measure = of_measure
$$;

-- What the cell holds among which another table counts: 0 when it is hidden.
CREATE FUNCTION told_among(of_measure text, of_line text, kept year_count[]) RETURNS bigint
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
    RETURN (
        SELECT coalesce(sum(u.c) FILTER (
            WHERE CASE of_line
                WHEN '' THEN margin_is_told(n.counts, NULL)
                WHEN 'known' THEN margin_is_told(n.counts, NULL) AND u.line <> 'unknown'
                ELSE u.line = of_line AND NOT u.h
            END
        ), 0)::bigint
        FROM counted_lines(of_measure, kept) AS n
        CROSS JOIN LATERAL unnest(n.names, n.counts, hide_small_line(n.counts, NULL)) AS u (line, c, h)
    );

CREATE FUNCTION report_cells(of_year integer) RETURNS TABLE (measure text, line text, month integer, value bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    one report_measure;
    names text[];
    counts bigint[];
    grid bigint[];
    kept year_count[] := ARRAY(SELECT c FROM counts_of(of_year) AS c);
    whole boolean := EXISTS (SELECT FROM year_count AS c WHERE c.year = of_year);
    found year_count;
    most bigint;
BEGIN
    FOR one IN SELECT m.* FROM report_measure AS m ORDER BY m.place LOOP
        CONTINUE WHEN NOT whole AND one.shape NOT IN ('open', 'age');
        SELECT n.names, n.counts INTO names, counts FROM counted_lines(one.measure, kept) AS n;
        SELECT k.* INTO found FROM unnest(kept) AS k WHERE k.measure = one.measure AND k.line = 'all';
        most := CASE WHEN one.among IS NOT NULL THEN told_among(one.among, one.among_line, kept) END;
        CASE one.shape
            WHEN 'lines' THEN
                RETURN QUERY SELECT one.measure, h.line, h.month, h.value FROM hidden_lines(names, counts, most) AS h;
            WHEN 'months' THEN
                SELECT array_agg(filled.months ORDER BY filled.place) INTO grid
                FROM (
                    SELECT l.place, ARRAY(
                        SELECT coalesce((
                            SELECT k.value FROM unnest(kept) AS k
                            WHERE k.measure = one.measure AND k.line = l.line AND k.month = j
                        ), 0)
                        FROM generate_series(1, 12) AS j ORDER BY j
                    ) AS months
                    FROM report_line AS l WHERE l.measure = one.measure
                ) AS filled;
                RETURN QUERY SELECT one.measure, h.line, h.month, h.value FROM hidden_months(names, grid, most) AS h;
            WHEN 'median' THEN
                RETURN QUERY SELECT one.measure, '', 0, CASE
                    WHEN found.backing >= 11 AND coalesce(most >= 11, true) THEN found.value
                END;
            WHEN 'euros' THEN
                RETURN QUERY SELECT one.measure, '', 0, CASE
                    WHEN most >= 11 THEN hidden_euros(found.value, found.backing, found.largest)
                END;
            WHEN 'open' THEN
                RETURN QUERY SELECT one.measure, u.line, 0, u.c FROM unnest(names, counts) AS u (line, c);
            ELSE
                RETURN QUERY SELECT one.measure, '', 0, found.value;
        END CASE;
    END LOOP;
END
$$;

-- The years there is something to say of.
CREATE FUNCTION report_years() RETURNS SETOF integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT year FROM call_by_region
    UNION
    SELECT year FROM year_figure WHERE confirmed_at IS NOT NULL AND ended_at IS NULL
    UNION
    SELECT year FROM year_count
    UNION
    SELECT year FROM year_release
    UNION
    SELECT extract(year FROM now() AT TIME ZONE 'Europe/Paris')::integer - n FROM generate_series(0, 1) AS n
$$;

-- What the application reads of any count: hidden already. `value` NULL: hidden, or nothing to tell.
CREATE VIEW report_cell AS
SELECT y.year, c.measure, c.line, c.month, c.value
FROM report_years() AS y (year) CROSS JOIN LATERAL report_cells(y.year) AS c;

-- The whole of a year, always the same bytes for the same facts: what the signatories read, agree to and release.
CREATE FUNCTION report_content(of_year integer) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN convert_to(
        jsonb_build_object(
            'year', of_year,
            'cells', (
                SELECT coalesce(jsonb_agg(
                    jsonb_build_object('measure', c.measure, 'line', c.line, 'month', c.month, 'value', c.value)
                    ORDER BY c.measure COLLATE "C", c.line COLLATE "C", c.month
                ), '[]')
                FROM report_cell AS c
                WHERE c.year = of_year
            ),
            'figures', (
                SELECT coalesce(jsonb_agg(
                    jsonb_build_object(
                        'signatory', f.signatory, 'measure', f.measure, 'unit', f.unit, 'value', f.value,
                        'source', f.source
                    )
                    ORDER BY f.signatory COLLATE "C", f.measure COLLATE "C"
                ), '[]')
                FROM year_figure AS f
                WHERE f.year = of_year AND f.confirmed_at IS NOT NULL AND f.ended_at IS NULL
            )
        )::text, 'UTF8'
    );

-- Acts -----------------------------------------------------------------------------------------------------------------

-- The signatory for which this context speaks; NULL for anybody else.
CREATE FUNCTION current_signatory() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN (
        SELECT o.convention FROM organization AS o
        WHERE current_kind() = 'staff' AND o.slug = current_org() AND o.convention <> ''
            AND holds_role(current_actor(), 'signatory', o.slug)
    );
CREATE FUNCTION coordinates_figures() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    RETURN current_kind() = 'staff' AND coalesce(holds_role(current_actor(), 'coordinator'), false);
CREATE FUNCTION refuse_figure(why text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'refused' USING ERRCODE = '23514', CONSTRAINT = why;
END
$$;

-- The end of a call, said once by who listened: one more in each count, and nothing else. Neither who, nor when in the
-- month, nor that one need came with another or from a region.
CREATE FUNCTION count_call(said text[], called_from text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    day date := (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date;
BEGIN
    IF current_kind() IS DISTINCT FROM 'staff'
        OR NOT (holds_role(current_actor(), 'listener') OR holds_role(current_actor(), 'officer'))
    THEN
        RAISE EXCEPTION 'a listener counts' USING ERRCODE = '42501';
    END IF;
    INSERT INTO call_by_month AS c (year, month, need, calls)
    SELECT extract(year FROM day), extract(month FROM day), n.need, 1
    FROM (SELECT DISTINCT unnest(coalesce(nullif(said, '{}'), '{unknown}'))) AS n (need)
    ORDER BY n.need
    ON CONFLICT (year, month, need) DO UPDATE SET calls = c.calls + 1;
    INSERT INTO call_by_region AS c (year, region, calls) VALUES (extract(year FROM day), called_from, 1)
    ON CONFLICT (year, region) DO UPDATE SET calls = c.calls + 1;
END
$$;

CREATE FUNCTION enter_figure(
    figure uuid, of_year integer, of_measure text, in_unit text, how_many bigint, from_source text
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    mine text := current_signatory();
BEGIN
    IF mine IS NULL THEN
        RAISE EXCEPTION 'a signatory enters' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(7240016, of_year);
    IF EXISTS (SELECT FROM year_figure AS f WHERE f.id = figure AND f.signatory = mine) THEN
        RETURN; -- posted again
    END IF;
    UPDATE year_figure AS f SET ended_at = clock_timestamp()
    WHERE (f.year, f.signatory, f.measure) = (of_year, mine, of_measure) AND f.ended_at IS NULL
        AND f.confirmed_at IS NULL;
    INSERT INTO year_figure (id, year, signatory, measure, unit, value, source, entered_by, entered_at)
    VALUES (figure, of_year, mine, of_measure, in_unit, how_many, from_source, current_actor(), clock_timestamp());
END
$$;

-- The second person: of the same signatory, or a coordinator; never who entered it. It takes the place of the former.
CREATE FUNCTION confirm_figure(figure uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    held year_figure;
BEGIN
    SELECT * INTO held FROM year_figure AS f
    WHERE f.id = figure AND (f.signatory = current_signatory() OR coordinates_figures());
    IF held.id IS NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(7240016, held.year);
    SELECT * INTO held FROM year_figure AS f WHERE f.id = figure FOR UPDATE;
    IF held.confirmed_by = current_actor() AND held.ended_at IS NULL THEN
        RETURN true; -- posted again
    END IF;
    IF held.ended_at IS NOT NULL OR held.confirmed_at IS NOT NULL THEN
        PERFORM refuse_figure('year_figure_waits');
    END IF;
    UPDATE year_figure AS f SET ended_at = clock_timestamp()
    WHERE (f.year, f.signatory, f.measure) = (held.year, held.signatory, held.measure) AND f.ended_at IS NULL
        AND f.confirmed_at IS NOT NULL;
    UPDATE year_figure AS f SET confirmed_by = current_actor(), confirmed_at = clock_timestamp() WHERE f.id = figure;
    RETURN true;
END
$$;

CREATE FUNCTION withdraw_figure(figure uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    UPDATE year_figure AS f SET ended_at = clock_timestamp()
    WHERE f.id = figure AND f.signatory = current_signatory() AND f.ended_at IS NULL;
    RETURN FOUND OR EXISTS (SELECT FROM year_figure AS f WHERE f.id = figure AND f.signatory = current_signatory());
END
$$;

-- Counts of a year that is over, kept once; of a year without any act, nothing. Whether the year is over.
CREATE FUNCTION keep_counts(of_year integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NOT year_is_over(of_year) THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(7240016, of_year);
    IF NOT EXISTS (SELECT FROM year_count AS c WHERE c.year = of_year) AND EXISTS (
        SELECT FROM count_year(of_year) AS c JOIN report_measure AS m ON m.measure = c.measure
        WHERE c.backing > 0 AND m.shape NOT IN ('open', 'age')
    ) THEN
        INSERT INTO year_count SELECT c.* FROM count_year(of_year) AS c;
    END IF;
    RETURN true;
END
$$;

-- A signatory agrees to publish exactly what it read. With the third, the year is released. Whether it is now.
CREATE FUNCTION confirm_year(of_year integer, seen bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    mine text := current_signatory();
    content bytea;
BEGIN
    IF mine IS NULL THEN
        RAISE EXCEPTION 'a signatory agrees' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(7240016, of_year);
    IF EXISTS (SELECT FROM year_release AS r WHERE r.year = of_year) THEN
        RETURN true; -- posted again
    END IF;
    IF NOT keep_counts(of_year) THEN
        PERFORM refuse_figure('year_release_of_finished_year');
    END IF;
    content := report_content(of_year);
    IF sha256(content) IS DISTINCT FROM seen THEN
        PERFORM refuse_figure('year_confirmation_of_what_was_read');
    END IF;
    INSERT INTO year_confirmation (year, signatory, sha256, account) VALUES (of_year, mine, seen, current_actor())
    ON CONFLICT (year, sha256, signatory) DO NOTHING;
    IF (SELECT count(*) FROM year_confirmation AS c WHERE c.year = of_year AND c.sha256 = seen) < 3 THEN
        RETURN false;
    END IF;
    INSERT INTO year_release (year, content, sha256, released_at) VALUES (of_year, content, seen, clock_timestamp());
    RETURN true;
END
$$;

-- Guards, whoever writes -----------------------------------------------------------------------------------------------

CREATE FUNCTION year_release_is_of_three() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NOT year_is_over(NEW.year) THEN
        PERFORM refuse_figure('year_release_of_finished_year');
    END IF;
    IF (
        SELECT count(DISTINCT c.signatory) FROM year_confirmation AS c
        WHERE c.year = NEW.year AND c.sha256 = NEW.sha256
    ) < 3 THEN
        PERFORM refuse_figure('year_release_takes_three');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER year_release_takes_three BEFORE INSERT ON year_release
    FOR EACH ROW EXECUTE FUNCTION year_release_is_of_three();

-- A figure is entered to wait, confirmed once, ended once; nothing of a released year moves. A part and its whole are
-- not both told when the rest is under 11: a subtraction would tell it.
CREATE FUNCTION year_figure_is_written_once() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM year_release AS r WHERE r.year = NEW.year) THEN
        PERFORM refuse_figure('year_figure_before_release');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NOT NULL OR NEW.ended_at IS NOT NULL THEN
            PERFORM refuse_figure('year_figure_first_waits');
        END IF;
    ELSIF to_jsonb(NEW) - ARRAY['confirmed_by', 'confirmed_at', 'ended_at']
        <> to_jsonb(OLD) - ARRAY['confirmed_by', 'confirmed_at', 'ended_at']
        OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at)
        OR (OLD.confirmed_by IS NOT NULL AND NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by)
        OR OLD.ended_at IS NOT NULL
    THEN
        PERFORM refuse_figure('year_figure_written_once');
    ELSIF NEW.confirmed_at IS NOT NULL AND NEW.ended_at IS NULL AND EXISTS (
        SELECT FROM (
            VALUES ('own_files', 'own_files_helped'), ('own_persons', 'own_students')
        ) AS pairs (whole, part)
        JOIN year_figure AS f ON f.measure IN (pairs.whole, pairs.part) AND f.measure <> NEW.measure
        WHERE NEW.measure IN (pairs.whole, pairs.part) AND (f.year, f.signatory) = (NEW.year, NEW.signatory)
            AND f.confirmed_at IS NOT NULL AND f.ended_at IS NULL
            AND CASE NEW.measure WHEN pairs.whole THEN NEW.value - f.value ELSE f.value - NEW.value END < 11
    ) THEN
        PERFORM refuse_figure('year_figure_leaves_no_small_rest');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER year_figure_written_once BEFORE INSERT OR UPDATE ON year_figure
    FOR EACH ROW EXECUTE FUNCTION year_figure_is_written_once();

-- Counts only grow, one by one, and what was agreed, kept or released stays.
CREATE FUNCTION call_count_only_grows() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF to_jsonb(NEW) - 'calls' <> to_jsonb(OLD) - 'calls' OR NEW.calls <> OLD.calls + 1 THEN
        RAISE EXCEPTION 'one by one' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_only_grows';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER call_by_month_only_grows BEFORE UPDATE ON call_by_month
    FOR EACH ROW EXECUTE FUNCTION call_count_only_grows();
CREATE TRIGGER call_by_region_only_grows BEFORE UPDATE ON call_by_region
    FOR EACH ROW EXECUTE FUNCTION call_count_only_grows();

CREATE FUNCTION year_row_stays() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'never rewritten' USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;
CREATE TRIGGER call_by_month_append_only BEFORE DELETE OR TRUNCATE ON call_by_month
    FOR EACH STATEMENT EXECUTE FUNCTION year_row_stays();
CREATE TRIGGER call_by_region_append_only BEFORE DELETE OR TRUNCATE ON call_by_region
    FOR EACH STATEMENT EXECUTE FUNCTION year_row_stays();
CREATE TRIGGER year_figure_append_only BEFORE DELETE OR TRUNCATE ON year_figure
    FOR EACH STATEMENT EXECUTE FUNCTION year_row_stays();
CREATE TRIGGER year_confirmation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON year_confirmation
    FOR EACH STATEMENT EXECUTE FUNCTION year_row_stays();
CREATE TRIGGER year_release_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON year_release
    FOR EACH STATEMENT EXECUTE FUNCTION year_row_stays();
CREATE TRIGGER year_count_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON year_count
    FOR EACH STATEMENT EXECUTE FUNCTION year_row_stays();

-- Who reads ------------------------------------------------------------------------------------------------------------

ALTER TABLE year_figure ENABLE ROW LEVEL SECURITY;
ALTER TABLE year_confirmation ENABLE ROW LEVEL SECURITY;
CREATE POLICY year_figure_own ON year_figure FOR SELECT TO relais_app USING (
    signatory = (SELECT current_signatory())
);
CREATE POLICY year_figure_coordinated ON year_figure FOR SELECT TO relais_app USING ((SELECT coordinates_figures()));
-- Who agreed, for the other signatories: which body, never which account.
CREATE POLICY year_confirmation_among_signatories ON year_confirmation FOR SELECT TO relais_app USING (
    (SELECT current_signatory()) IS NOT NULL
);

GRANT SELECT ON year_figure TO relais_app;
GRANT SELECT (year, signatory, sha256, confirmed_at) ON year_confirmation TO relais_app;
GRANT SELECT ON year_release, report_cell TO relais_app;
-- What hides is asked through the view; what counts is nobody's but the owner's.
REVOKE ALL ON FUNCTION
count_calls, count_requests, count_referrals, count_files, count_delays, count_programme, count_freshness, count_year,
counts_of, counted_lines, told_among, report_cells, report_years, report_content, current_signatory,
coordinates_figures, refuse_figure, count_call, enter_figure, confirm_figure, withdraw_figure, keep_counts, confirm_year, year_release_is_of_three,
year_figure_is_written_once, call_count_only_grows, year_row_stays
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report_cells, report_years, report_content, current_signatory, coordinates_figures,
count_call, enter_figure, confirm_figure, withdraw_figure, confirm_year TO relais_app;
GRANT EXECUTE ON FUNCTION keep_counts, report_years TO relais_worker;
