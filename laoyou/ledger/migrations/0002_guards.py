"""What spans rows: append-only books, entries whole and balanced at commit, nothing below zero or over budget.

`added` are the rows of one statement. The planner settings of the functions send every lookup by index, whatever
the size of the statement for which the plan was first made (docs/adr/0005).
"""

from django.db import migrations

BY_INDEX = "SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan"
BOOKS = "1818583143, 0"  # the lock of the books ("ledg"): shared by all who post, exclusive for who closes


def refuse(name: str, words: str, detail: str = "NULL") -> str:
    return (
        f"RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', "
        f"MESSAGE = '{words}', DETAIL = coalesce({detail}, '');"
    )


APPEND_ONLY = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""
    for table in ("ledger_journal", "ledger_entry", "ledger_posting", "ledger_closing", "ledger_checkpoint")
)

TOTALS = """
CREATE FUNCTION ledger_totals(wanted bigint, until date) RETURNS TABLE (balance bigint, spent bigint)
LANGUAGE sql STABLE AS $$
    SELECT (coalesce(c.balance, 0) + coalesce(sum(p.amount), 0))::bigint,
           (coalesce(c.spent, 0) - coalesce(sum(p.amount) FILTER (WHERE p.kind IN ('payment', 'issue', 'expiry')), 0))::bigint
    FROM (SELECT) one
    LEFT JOIN LATERAL (
        SELECT k.through, k.balance, k.spent FROM ledger_checkpoint k
        WHERE k.account_id = wanted AND k.through <= until ORDER BY k.through DESC LIMIT 1
    ) c ON true
    LEFT JOIN ledger_posting p
        ON p.account_id = wanted AND p.day > coalesce(c.through, '-infinity') AND p.day <= until
    GROUP BY c.balance, c.spent
$$;
"""

ENTRIES = f"""
CREATE FUNCTION ledger_entry_guard() RETURNS trigger LANGUAGE plpgsql {BY_INDEX} AS $$
DECLARE
    closed date;
    wrong record;
BEGIN
    PERFORM pg_advisory_xact_lock_shared({BOOKS});
    SELECT coalesce(max(through), '-infinity') INTO closed FROM ledger_closing;
    SELECT n.id, j.id IS NULL OR n.id NOT BETWEEN j.id AND j.last_entry AS stray, n.day <= closed AS late INTO wrong
    FROM added n LEFT JOIN ledger_journal j ON j.id = n.journal_id
    WHERE j.id IS NULL OR n.id NOT BETWEEN j.id AND j.last_entry OR n.day <= closed
       OR n.day > (j.recorded_at AT TIME ZONE 'Asia/Shanghai')::date
    LIMIT 1;
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF wrong.stray THEN {refuse("ledger_entry_in_its_journal", "an entry outside its journal", "wrong.id::text")} END IF;
    IF wrong.late THEN {refuse("ledger_entry_books_open", "the books of that day are closed", "closed::text")} END IF;
    {refuse("ledger_entry_not_ahead", "an entry of a day to come", "wrong.id::text")}
END $$;
CREATE TRIGGER ledger_entry_guard AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_guard();

CREATE FUNCTION ledger_journal_whole() RETURNS trigger LANGUAGE plpgsql {BY_INDEX} AS $$
DECLARE
    entries bigint;
    due bigint;
    reversals bigint;
    wrong bigint;
BEGIN
    SELECT count(*), sum(lines), count(reverses_id) INTO entries, due, reversals
    FROM ledger_entry WHERE id BETWEEN NEW.id AND NEW.last_entry AND journal_id = NEW.id;
    IF entries <> NEW.last_entry - NEW.id + 1
       OR due <> (SELECT count(*) FROM ledger_posting WHERE entry_id BETWEEN NEW.id AND NEW.last_entry)
    THEN {refuse("ledger_journal_complete", "a journal lacks entries or lines", "NEW.id::text")} END IF;
    SELECT p.entry_id INTO wrong FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
    WHERE p.entry_id BETWEEN NEW.id AND NEW.last_entry
    GROUP BY p.entry_id, a.unit, a.purpose HAVING sum(p.amount) <> 0 LIMIT 1;
    IF FOUND THEN {refuse("ledger_entry_balanced", "an entry is not balanced", "wrong::text")} END IF;
    IF reversals = 0 THEN RETURN NULL; END IF;
    SELECT e.id INTO wrong FROM ledger_entry e JOIN ledger_entry o ON o.id = e.reverses_id
    WHERE e.id BETWEEN NEW.id AND NEW.last_entry AND (
        (o.kind, o.use, o.lines) <> (e.kind, e.use, e.lines) OR o.reverses_id IS NOT NULL OR o.day > e.day OR EXISTS (
            SELECT FROM ledger_posting p WHERE p.entry_id = e.id AND NOT EXISTS (
                SELECT FROM ledger_posting q WHERE q.entry_id = o.id
                AND (q.line, q.account_id, q.amount) = (p.line, p.account_id, -p.amount))))
    LIMIT 1;
    IF FOUND THEN {refuse("ledger_entry_mirrors", "a reversal does not mirror its entry", "wrong::text")} END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_journal_whole AFTER INSERT ON ledger_journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_journal_whole();
"""

POSTINGS = f"""
CREATE FUNCTION ledger_posting_guard() RETURNS trigger LANGUAGE plpgsql {BY_INDEX} AS $$
DECLARE
    wrong record;
    kept bigint[];
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the books are kept under read committed alone: balances are read after a lock';
    END IF;
    PERFORM pg_advisory_xact_lock_shared({BOOKS});
    SELECT n.entry_id, n.account_id, a.id IS NULL AS nowhere,
           e.id IS NULL OR (n.day, n.kind) <> (e.day, e.kind) OR n.line NOT BETWEEN 1 AND e.lines AS stray,
           n.day < a.opened_on OR a.closed_on IS NOT NULL AS shut
    INTO wrong
    FROM added n LEFT JOIN ledger_entry e ON e.id = n.entry_id LEFT JOIN ledger_account a ON a.id = n.account_id
    WHERE a.id IS NULL OR e.id IS NULL OR n.day <> e.day OR n.kind <> e.kind OR n.line NOT BETWEEN 1 AND e.lines
       OR n.day < a.opened_on OR a.closed_on IS NOT NULL OR (n.day > a.expires_on AND n.amount < 0 AND n.kind = 'spend')
    LIMIT 1;
    IF FOUND THEN
        IF wrong.nowhere THEN {refuse("ledger_posting_on_an_account", "no such account", "wrong.account_id::text")} END IF;
        IF wrong.stray THEN {refuse("ledger_posting_of_its_entry", "a line that does not fit its entry", "wrong.entry_id::text")} END IF;
        IF wrong.shut THEN {refuse("ledger_posting_account_open", "the account is not open", "wrong.account_id::text")} END IF;
        {refuse("ledger_posting_voucher_valid", "the voucher has run out", "wrong.account_id::text")}
    END IF;
    SELECT array_agg(a.id) INTO kept
    FROM (SELECT DISTINCT account_id FROM added WHERE amount < 0) n JOIN ledger_account a ON a.id = n.account_id
    WHERE a.keeps_above_zero
       OR EXISTS (SELECT FROM ledger_budget b WHERE b.account_id = a.id AND b.hard AND b.superseded_at IS NULL);
    IF kept IS NULL THEN RETURN NULL; END IF;
    PERFORM FROM ledger_account WHERE id = ANY (kept) ORDER BY id FOR NO KEY UPDATE;
    SELECT a.id, a.unit, t.balance INTO wrong FROM ledger_account a, LATERAL ledger_totals(a.id, 'infinity') t
    WHERE a.id = ANY (kept) AND a.keeps_above_zero AND t.balance < 0 LIMIT 1;
    IF FOUND THEN {refuse("ledger_posting_above_zero", "the balance would fall below zero", "concat_ws(' ', wrong.id, wrong.unit, -wrong.balance)")} END IF;
    SELECT a.id, a.unit, until.spent - before.spent - b.amount AS over INTO wrong
    FROM ledger_budget b JOIN ledger_account a ON a.id = b.account_id,
         LATERAL ledger_totals(b.account_id, upper(b.span) - 1) until,
         LATERAL ledger_totals(b.account_id, lower(b.span) - 1) before
    WHERE b.account_id = ANY (kept) AND b.hard AND b.superseded_at IS NULL
      AND until.spent - before.spent > b.amount
      AND EXISTS (SELECT FROM added n WHERE n.account_id = b.account_id AND b.span @> n.day AND n.amount < 0
                  AND n.kind IN ('payment', 'issue', 'expiry'))
    LIMIT 1;
    IF FOUND THEN {refuse("ledger_posting_within_budget", "the budget would be exceeded", "concat_ws(' ', wrong.id, wrong.unit, wrong.over)")} END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_posting_guard AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_posting_guard();

CREATE FUNCTION ledger_post(
    p_day date, p_kind text, p_use text, p_cause_kind text, p_cause_id bigint, p_cause_part text, p_memo text,
    p_reverses bigint, p_accounts bigint[], p_amounts bigint[], p_act uuid, p_at timestamptz
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    number bigint := nextval('ledger_entry_id_seq');
    made bigint;
BEGIN
    WITH e AS (
        INSERT INTO ledger_entry
            (id, journal_id, day, kind, use, cause_kind, cause_id, cause_part, memo, reverses_id, lines)
        VALUES (number, number, p_day, p_kind, p_use, p_cause_kind, p_cause_id, p_cause_part, p_memo, p_reverses,
                cardinality(p_accounts))
        ON CONFLICT (cause_kind, cause_id, cause_part) DO NOTHING RETURNING id
    ), j AS (
        INSERT INTO ledger_journal (id, last_entry, act_id, recorded_at) SELECT id, id, p_act, p_at FROM e
    ), p AS (
        INSERT INTO ledger_posting (entry_id, line, account_id, amount, day, kind)
        SELECT e.id, x.line, x.account, x.amount, p_day, p_kind
        FROM e, unnest(p_accounts, p_amounts) WITH ORDINALITY AS x (account, amount, line)
    )
    SELECT id INTO made FROM e;
    RETURN made;
END $$;
"""

ACCOUNTS = f"""
CREATE FUNCTION ledger_account_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an account is closed, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.id, NEW.holder_kind, NEW.holder_id, NEW.unit, NEW.purpose, NEW.expires_on, NEW.returns_to_id, NEW.source,
        NEW.keeps_above_zero, NEW.opened_on, coalesce(OLD.closed_on, NEW.closed_on)) IS DISTINCT FROM
       (OLD.id, OLD.holder_kind, OLD.holder_id, OLD.unit, OLD.purpose, OLD.expires_on, OLD.returns_to_id, OLD.source,
        OLD.keeps_above_zero, OLD.opened_on, NEW.closed_on)
    THEN {refuse("ledger_account_unchanged", "an account stays what it is", "OLD.id::text")} END IF;
    IF NEW.closed_on IS NULL OR OLD.closed_on IS NOT NULL THEN RETURN NEW; END IF;
    PERFORM pg_advisory_xact_lock({BOOKS});
    IF (SELECT balance FROM ledger_totals(NEW.id, 'infinity')) <> 0
       OR EXISTS (SELECT FROM ledger_posting WHERE account_id = NEW.id AND day > NEW.closed_on)
    THEN {refuse("ledger_account_closed_empty", "the account is not empty", "NEW.id::text")} END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_account_guard BEFORE UPDATE OR DELETE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_account_guard();
CREATE TRIGGER ledger_account_no_truncate BEFORE TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_budget_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.superseded_at IS NOT NULL OR
       (NEW.id, NEW.account_id, NEW.span, NEW.amount, NEW.hard, NEW.warn_percent, NEW.recorded_at) IS DISTINCT FROM
       (OLD.id, OLD.account_id, OLD.span, OLD.amount, OLD.hard, OLD.warn_percent, OLD.recorded_at)
    THEN {refuse("ledger_budget_only_superseded", "a budget is superseded, never rewritten", "OLD.id::text")} END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_budget_guard BEFORE UPDATE OR DELETE ON ledger_budget
    FOR EACH ROW EXECUTE FUNCTION ledger_budget_guard();
CREATE TRIGGER ledger_budget_no_truncate BEFORE TRUNCATE ON ledger_budget
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""

CLOSINGS = f"""
CREATE FUNCTION ledger_closing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({BOOKS});
    IF NEW.through <= (SELECT max(through) FROM ledger_closing)
       OR NEW.through >= (NEW.closed_at AT TIME ZONE 'Asia/Shanghai')::date
    THEN {refuse("ledger_closing_forward", "a closing goes forward, up to yesterday", "NEW.through::text")} END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_closing_guard BEFORE INSERT ON ledger_closing
    FOR EACH ROW EXECUTE FUNCTION ledger_closing_guard();

CREATE FUNCTION ledger_closing_reckons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_checkpoint (account_id, through, balance, spent)
    SELECT busy.account_id, NEW.through, t.balance, t.spent
    FROM (
        SELECT account_id FROM ledger_posting
        WHERE day > coalesce((SELECT max(through) FROM ledger_closing WHERE through < NEW.through), '-infinity')
          AND day <= NEW.through
        GROUP BY account_id HAVING count(*) >= 200
    ) busy, LATERAL ledger_totals(busy.account_id, NEW.through) t;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_closing_reckons AFTER INSERT ON ledger_closing
    FOR EACH ROW EXECUTE FUNCTION ledger_closing_reckons();

CREATE FUNCTION ledger_checkpoint_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'checkpoints are reckoned by a closing alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_checkpoint_guard BEFORE INSERT ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_checkpoint_guard();
"""

BACKWARD = """
DROP FUNCTION ledger_post;
DROP FUNCTION ledger_checkpoint_guard() CASCADE;
DROP FUNCTION ledger_closing_reckons() CASCADE;
DROP FUNCTION ledger_closing_guard() CASCADE;
DROP FUNCTION ledger_budget_guard() CASCADE;
DROP FUNCTION ledger_account_guard() CASCADE;
DROP FUNCTION ledger_posting_guard() CASCADE;
DROP FUNCTION ledger_journal_whole() CASCADE;
DROP FUNCTION ledger_entry_guard() CASCADE;
DROP FUNCTION ledger_totals(bigint, date);
DROP FUNCTION ledger_refuse_change() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(APPEND_ONLY + TOTALS + ENTRIES + POSTINGS + ACCOUNTS + CLOSINGS, BACKWARD),
    ]
