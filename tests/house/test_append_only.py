"""The database itself refuses to change, remove or empty the log."""

import asyncpg
import pytest

from foundation.embedded import Address

REFUSED = (
    "UPDATE complaint_events SET actor = 'system'",
    "UPDATE complaint_events SET hash = hash WHERE version = 1",
    "DELETE FROM complaint_events",
    "TRUNCATE complaint_events",
    "INSERT INTO complaint_events SELECT * FROM complaint_events ON CONFLICT (complaint_id, version) "
    "DO UPDATE SET actor = 'system'",
)


@pytest.mark.parametrize("statement", REFUSED)
async def test_the_log_can_only_grow(database_address: Address, statement: str) -> None:
    address = database_address
    connection = await asyncpg.connect(host=str(address.socket_folder), user=address.user, database=address.database)
    try:
        await connection.execute(
            "INSERT INTO complaint_events VALUES (gen_random_uuid(), 1, 'complaint.filed', now(), 'citizen', 'test', "
            "0, '{}', '\\x00', '\\x01')"
        )
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await connection.execute(statement)
        rows = await connection.fetch("SELECT version, actor FROM complaint_events")
    finally:
        await connection.close()
    assert [tuple(row) for row in rows] == [(1, "citizen")]
