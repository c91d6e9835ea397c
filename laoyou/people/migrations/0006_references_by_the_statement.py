"""References of the tables that intakes fill are checked once a statement, not once a row (docs/adr/0005)."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("people_document", "people_phone", "people_abode", "people_statusfact")

FORWARD = """
CREATE FUNCTION people_refers_to_person() RETURNS trigger LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added n WHERE NOT EXISTS (SELECT FROM people_person p WHERE p.id = n.person_id)
    ) THEN
        RAISE EXCEPTION '% names a person who is not in the register', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_TABLE_NAME || '_person';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION people_refers_to_division() RETURNS trigger LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added n WHERE NOT EXISTS (SELECT FROM places_division d WHERE d.code = n.division_id)
    ) THEN
        RAISE EXCEPTION '% names a division that is not known', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_TABLE_NAME || '_division';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION people_person_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a person is merged, never deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER people_person_stays BEFORE DELETE ON people_person
    FOR EACH ROW EXECUTE FUNCTION people_person_stays();
CREATE FUNCTION people_division_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM people_abode WHERE division_id = OLD.code) THEN
        RAISE EXCEPTION 'somebody lives in division %', OLD.code
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'people_abode_division';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER people_division_in_use BEFORE DELETE ON places_division
    FOR EACH ROW EXECUTE FUNCTION people_division_in_use();
CREATE INDEX people_fact_closed ON people_statusfact (person_id)
    WHERE superseded_at IS NULL AND NOT upper_inf(span);
ALTER FUNCTION people_fact_open_or_closed() SET enable_hashjoin = off;
ALTER FUNCTION people_fact_open_or_closed() SET enable_mergejoin = off;
ALTER FUNCTION people_fact_open_or_closed() SET enable_seqscan = off;
""" + "".join(
    f"""
CREATE TRIGGER {table}_{column}_{event.lower()} AFTER {event} ON {table}
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION people_refers_to_{column}();
"""
    for table, column in [*((table, "person") for table in TABLES), ("people_abode", "division")]
    for event in ("INSERT", "UPDATE")
)

BACKWARD = """
DROP FUNCTION people_refers_to_person() CASCADE;
DROP FUNCTION people_refers_to_division() CASCADE;
DROP FUNCTION people_person_stays() CASCADE;
DROP FUNCTION people_division_in_use() CASCADE;
DROP INDEX people_fact_closed;
ALTER FUNCTION people_fact_open_or_closed() RESET ALL;
"""


def to_person(**options):
    return models.ForeignKey(
        "people.person", on_delete=django.db.models.deletion.PROTECT, related_name="+", db_constraint=False, **options
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0005_index_the_past")]
    operations = [
        migrations.AlterField("document", "person", to_person()),
        migrations.AlterField("phone", "person", to_person(db_index=False)),
        migrations.AlterField("abode", "person", to_person(db_index=False)),
        migrations.AlterField("statusfact", "person", to_person(db_index=False)),
        migrations.AlterField(
            "abode",
            "division",
            models.ForeignKey(
                "places.division",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                db_index=False,
                db_constraint=False,
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
