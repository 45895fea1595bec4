"""Ground floor: clock, database, append-only ledger, sealing, limits, errors. Knows no complaint."""
