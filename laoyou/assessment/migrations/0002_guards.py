"""What constraints alone cannot say: a signed sheet is not altered, a result is not rewritten, nothing is deleted."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION assessment_answer_only_unsigned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE about bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.sheet_id ELSE NEW.sheet_id END;
BEGIN
    IF NOT EXISTS (SELECT FROM assessment_sheet WHERE id = about AND state = 'draft')
        OR EXISTS (SELECT FROM assessment_signature WHERE sheet_id = about)
    THEN
        RAISE EXCEPTION 'sheet % is signed: its answers are not altered', about
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER assessment_answer_only_unsigned BEFORE INSERT OR UPDATE OR DELETE ON assessment_answer
    FOR EACH ROW EXECUTE FUNCTION assessment_answer_only_unsigned();

CREATE FUNCTION assessment_result_not_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a sheet is made void, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.outcome IS NOT NULL AND
        (NEW.id, NEW.entered_for_id, NEW.scale, NEW.edition, NEW.scale_digest, NEW.reason, NEW.base_date, NEW.first_id,
         NEW.second_id, NEW.outcome, NEW.grade, NEW.due_on, NEW.ends_on, NEW.concluded_by, NEW.concluded_at)
        IS DISTINCT FROM
        (OLD.id, OLD.entered_for_id, OLD.scale, OLD.edition, OLD.scale_digest, OLD.reason, OLD.base_date, OLD.first_id,
         OLD.second_id, OLD.outcome, OLD.grade, OLD.due_on, OLD.ends_on, OLD.concluded_by, OLD.concluded_at)
    THEN
        RAISE EXCEPTION 'the result of sheet % is not rewritten', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assessment_result_not_rewritten BEFORE UPDATE OR DELETE ON assessment_sheet
    FOR EACH ROW EXECUTE FUNCTION assessment_result_not_rewritten();

CREATE FUNCTION assessment_signature_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (SELECT FROM assessment_sheet WHERE id = OLD.sheet_id AND outcome IS NOT NULL) THEN
        RAISE EXCEPTION 'a signature is not altered' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER assessment_signature_kept BEFORE UPDATE OR DELETE ON assessment_signature
    FOR EACH ROW EXECUTE FUNCTION assessment_signature_kept();
"""

BACKWARD = """
DROP TRIGGER assessment_signature_kept ON assessment_signature;
DROP FUNCTION assessment_signature_kept();
DROP TRIGGER assessment_result_not_rewritten ON assessment_sheet;
DROP FUNCTION assessment_result_not_rewritten();
DROP TRIGGER assessment_answer_only_unsigned ON assessment_answer;
DROP FUNCTION assessment_answer_only_unsigned();
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
