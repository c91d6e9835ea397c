"""What constraints alone cannot say: what was written is not rewritten, and letters refer to somebody who is there."""

from django.db import migrations


def refuse(name: str) -> str:
    return f"RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', MESSAGE = 'not rewritten';"


FREE = (
    "state", "printed_at", "printed_by", "printed_name", "way", "handed_at", "handed_by", "handed_name",
)  # fmt: skip
COLUMNS = ", ".join(f"'{one}'" for one in FREE)
FORWARD = f"""
CREATE FUNCTION notices_letter_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - ARRAY[{COLUMNS}] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{COLUMNS}]
    THEN {refuse("notices_letter_not_rewritten")} END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notices_letter_not_rewritten BEFORE UPDATE OR DELETE ON notices_letter
    FOR EACH ROW EXECUTE FUNCTION notices_letter_not_rewritten();

CREATE FUNCTION notices_wording_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {refuse("notices_wording_not_rewritten")}
END $$;
CREATE TRIGGER notices_wording_not_rewritten BEFORE UPDATE OR DELETE ON notices_wording
    FOR EACH ROW EXECUTE FUNCTION notices_wording_not_rewritten();

CREATE FUNCTION notices_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept: TRUNCATE refused', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER notices_letter_no_truncate BEFORE TRUNCATE ON notices_letter
    FOR EACH STATEMENT EXECUTE FUNCTION notices_refuse_truncate();
CREATE TRIGGER notices_wording_no_truncate BEFORE TRUNCATE ON notices_wording
    FOR EACH STATEMENT EXECUTE FUNCTION notices_refuse_truncate();

CREATE TRIGGER notices_letter_refers_to_person AFTER INSERT ON notices_letter
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION people_refers_to_person();
CREATE TRIGGER notices_letter_refers_to_division AFTER INSERT ON notices_letter
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION people_refers_to_division();
"""
BACKWARD = """
DROP TRIGGER notices_letter_refers_to_person ON notices_letter;
DROP TRIGGER notices_letter_refers_to_division ON notices_letter;
DROP FUNCTION notices_refuse_truncate() CASCADE;
DROP FUNCTION notices_wording_not_rewritten() CASCADE;
DROP FUNCTION notices_letter_not_rewritten() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("people", "0006_references_by_the_statement")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
