"""What constraints alone cannot say: a frozen batch stays as it was frozen, and adds up; what was said is not rewritten.

`added` are the rows of one statement.
"""

from django.db import migrations


def refuse(name: str, words: str) -> str:
    return f"RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', MESSAGE = '{words}';"


def only(table: str, name: str, free: tuple[str, ...], when: str = "false") -> str:
    """No row of a table is deleted, and of a row nothing but the columns `free` is changed; `when` refuses more."""
    columns = ", ".join(f"'{one}'" for one in free)
    words = f"a row of {table} is not rewritten"
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN {refuse(name, words)} END IF;
    IF to_jsonb(NEW) - ARRAY[{columns}]::text[] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{columns}]::text[] OR {when}
    THEN {refuse(name, words)} END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


def same(*columns: str) -> str:
    """The columns, old and new, as rows that can be compared: quicker than by JSON in tables with many rows."""
    new, old = (", ".join(f"{row}.{one}" for one in columns) for row in ("NEW", "OLD"))
    return f"({new}) IS NOT DISTINCT FROM ({old})"


ACCOUNTS = only(
    "payments_account",
    "payments_account_not_rewritten",
    ("span", "withdrawn_at", "person_id", "moved"),
    "lower(NEW.span) IS DISTINCT FROM lower(OLD.span) OR OLD.withdrawn_at IS NOT NULL"
    " AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at"
    " OR NEW.person_id IS DISTINCT FROM OLD.person_id AND NEW.moved = OLD.moved",
)

LINES = f"""
CREATE FUNCTION payments_line_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NOT {
    same(
        "id", "organisation_id", "division_id", "fund_id", "use", "amount", "cause_kind", "cause_id", "period",
        "purpose", "words", "collected_at",
    )
} OR OLD.accrued_in_id IS NOT NULL AND NOT {same("accrued_in_id", "payable_id")}
      OR NEW.person_id IS DISTINCT FROM OLD.person_id AND NEW.moved = OLD.moved
      OR OLD.state = 'cancelled'
    THEN {refuse("payments_line_not_rewritten", "a line is not rewritten")} END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_line_not_rewritten BEFORE UPDATE OR DELETE ON payments_line
    FOR EACH ROW EXECUTE FUNCTION payments_line_not_rewritten();
"""

BATCHES = f"""
CREATE FUNCTION payments_batch_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    IF TG_OP = 'DELETE' OR OLD.frozen_at IS NOT NULL AND NOT {
    same(
        "id", "division_id", "title", "template", "fund_id", "period", "lines", "total", "digest", "opened_by",
        "opened_at", "frozen_by", "frozen_at",
    )
} OR OLD.approved_at IS NOT NULL AND NOT {same("approved_by", "approved_at")}
      OR OLD.sent_at IS NOT NULL AND NOT {same("sent_by", "sent_at")}
    THEN {refuse("payments_batch_stays_frozen", "a frozen batch stays as it is")} END IF;
    IF OLD.frozen_at IS NULL AND NEW.frozen_at IS NOT NULL THEN
        SELECT count(*) AS lines, sum(i.amount) AS total, bool_and(i.amount + i.kept_back = l.amount) AS whole
        INTO found FROM payments_instruction i JOIN payments_line l ON l.id = i.line_id WHERE i.batch_id = NEW.id;
        IF found.lines <> NEW.lines OR found.total IS DISTINCT FROM NEW.total OR NOT found.whole
        THEN {refuse("payments_batch_adds_up", "a batch that does not add up")} END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_batch_guard BEFORE UPDATE OR DELETE ON payments_batch
    FOR EACH ROW EXECUTE FUNCTION payments_batch_guard();
"""

INSTRUCTIONS = f"""
CREATE FUNCTION payments_instruction_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM payments_batch b WHERE b.id IN (SELECT batch_id FROM added) AND b.state <> 'open')
    THEN {refuse("payments_instruction_frozen", "a frozen batch takes no more lines")} END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_instruction_added AFTER INSERT ON payments_instruction
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payments_instruction_added();

CREATE FUNCTION payments_instruction_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NOT {same("id", "batch_id", "number", "line_id", "account_id")}
      OR NOT {same("amount", "kept_back", "receivable_id")}
        AND (SELECT state FROM payments_batch b WHERE b.id = OLD.batch_id) <> 'open'
    THEN {refuse("payments_instruction_frozen", "a frozen line stays as it is")} END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_instruction_kept BEFORE UPDATE OR DELETE ON payments_instruction
    FOR EACH ROW EXECUTE FUNCTION payments_instruction_kept();
"""

RECEIPTS = (
    only("payments_receiptfile", "payments_receiptfile_not_rewritten", ())
    + only(
        "payments_receiptrow",
        "payments_receiptrow_not_rewritten",
        ("resolution", "resolved_by", "resolved_at", "dismiss_reason", "attached_to_id"),
        "OLD.resolution <> '' OR OLD.problem = ''",
    )
    + only("payments_repayment", "payments_repayment_not_rewritten", ())
)

RECEIVABLES = (
    only(
        "payments_receivable",
        "payments_receivable_not_rewritten",
        (
            "state", "repaid", "reserved", "offset_percent", "planned", "before_plan", "proposed_by", "proposed_at",
            "proposed_because", "decided_by", "ended_at", "person_id", "moved",
        ),
        "NEW.person_id IS DISTINCT FROM OLD.person_id AND NEW.moved = OLD.moved",
    )
    + f"""
CREATE FUNCTION payments_plan_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint;
BEGIN
    IF TG_TABLE_NAME = 'payments_receivable' THEN which := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN which := OLD.receivable_id;
    ELSE which := NEW.receivable_id; END IF;
    IF EXISTS (
        SELECT FROM payments_receivable r WHERE r.id = which AND r.planned <> (
            SELECT coalesce(sum(p.amount), 0) FROM payments_plannedinstalment p WHERE p.receivable_id = which)
    ) THEN {refuse("payments_receivable_plan_adds_up", "the instalments do not add up to the plan")} END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_plan_adds_up AFTER INSERT OR UPDATE OR DELETE ON payments_plannedinstalment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_plan_adds_up();
CREATE CONSTRAINT TRIGGER payments_plan_adds_up AFTER INSERT OR UPDATE OF planned ON payments_receivable
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_plan_adds_up();
"""
)

KEPT = ("payments_account", "payments_line", "payments_instruction", "payments_receiptrow", "payments_repayment")
NO_TRUNCATE = """
CREATE FUNCTION payments_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept: TRUNCATE refused', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_truncate();\n"
    for table in KEPT
)

BACKWARD = "".join(
    f"DROP FUNCTION {name}() CASCADE;\n"
    for name in (
        "payments_refuse_truncate",
        "payments_plan_adds_up",
        "payments_receivable_not_rewritten",
        "payments_repayment_not_rewritten",
        "payments_receiptrow_not_rewritten",
        "payments_receiptfile_not_rewritten",
        "payments_instruction_kept",
        "payments_instruction_added",
        "payments_batch_guard",
        "payments_line_not_rewritten",
        "payments_account_not_rewritten",
    )
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [
        migrations.RunSQL(
            ACCOUNTS + LINES + BATCHES + INSTRUCTIONS + RECEIPTS + RECEIVABLES + NO_TRUNCATE, BACKWARD
        )
    ]
