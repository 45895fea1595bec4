"""Makes the database refuse to change or remove rows of a ledger."""

from sqlalchemy import DDL, Table, event


def append_only(table: Table) -> None:
    """Make the database refuse to change or remove rows of `table` (a trigger created with the table)."""
    for statement in append_only_statements(table.name):
        event.listen(table, "after_create", DDL(statement.replace("%", "%%")))  # type: ignore[no-untyped-call]


def append_only_statements(name: str) -> tuple[str, str, str]:
    """The SQL behind `append_only`, for a migration to run."""
    refuse = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    rows = f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW"
    whole = f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} FOR EACH STATEMENT"
    return refuse, f"{rows} EXECUTE FUNCTION refuse_change()", f"{whole} EXECUTE FUNCTION refuse_change()"
