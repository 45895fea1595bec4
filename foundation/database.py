"""The way to PostgreSQL: the base of every row, the engine, and one transaction at a time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg
import msgspec
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# Set before the first table class exists: every tables.py has to import Row from here.
SQLModel.metadata.naming_convention = NAMING_CONVENTION


class Row(SQLModel):
    """Base of every table, so that all of them share one metadata and its naming convention."""

    model_config = {"defer_build": True}


metadata = SQLModel.metadata
_SERVER = {"jit": "off", "max_parallel_workers_per_gather": "0"}
"""To compile a statement, or to start processes that help with it, costs more than what pages and jobs ask takes: many
are asked at once, and each leaves the other processors to the others."""

SPARE = 4
"""Connections beyond `pool_size`, for work of which one piece holds two."""


class Database:
    """A pool of connections; `url` is an SQLAlchemy URL with the asyncpg driver.

    Connections are opened as they are needed, and then kept: opening one costs both sides as much as several updates
    of a chat, and under load those beyond the pool would be opened and closed all the time.
    """

    def __init__(self, url: str, *, pool_size: int = 16, **engine_options: Any) -> None:
        connect: dict[str, Any] = dict(engine_options.pop("connect_args", {}))
        connect["server_settings"] = _SERVER | connect.get("server_settings", {})
        self.engine: AsyncEngine = create_async_engine(
            url,
            connect_args=connect,
            pool_size=pool_size + SPARE,
            max_overflow=0,
            pool_recycle=1800,
            hide_parameters=True,  # an error in the log must not repeat a citizen's words
            json_deserializer=msgspec.json.decode,  # twice as quick as the usual one; a region is large
            **engine_options,
        )
        self._at_once = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._sessions = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)
        self._queries = async_sessionmaker(self._at_once, class_=AsyncSession, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self, *, as_one: bool = False) -> AsyncIterator[AsyncSession]:
        """A session for queries only.

        Each sees what was committed before it, and stands by itself: no transaction is begun and ended around them,
        which would cost two round trips more. `as_one` begins one, rolled back in the end, for what lives in
        a transaction only: a setting for these queries, a cursor, one snapshot for all of them.
        """
        async with (self._sessions if as_one else self._queries)() as session:
            yield session

    async def reachable(self) -> bool:
        """Whether the server answers now."""
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which each statement commits by itself: no lock outlives it, no round trip is added."""
        async with self._at_once.connect() as connection:
            yield connection

    async def close(self) -> None:
        await self.engine.dispose()


async def plainly(within: AsyncSession | AsyncConnection, statement: str, *values: object) -> Sequence[Any]:
    """Rows, their columns read by name, of a statement with $1, $2... handed straight to the driver.

    For the few that are asked all the time: it takes a sixth of the processor time of the ways through SQLAlchemy. They
    belong to the same transaction, or commit by themselves on a connection of `at_once`. Where the connection was
    cut it is SQLAlchemy's OperationalError; the driver's other errors come through as they are.
    """
    connection = within if isinstance(within, AsyncConnection) else await _connection(within)
    driver: Any = connection.sync_connection.connection.driver_connection  # type: ignore[union-attr]
    if not driver.is_in_transaction() and not _by_itself(connection):
        # A transaction begins with the first statement that SQLAlchemy itself hands over.
        first = await connection.exec_driver_sql(statement, values)
        return first.mappings().all() if first.returns_rows else ()
    try:
        return cast(Sequence[Any], await driver.fetch(statement, *values))
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.PostgresError, OSError) as fault:
        if not driver.is_closed() and not isinstance(fault, _CUT):
            raise
        if driver.is_closed() or isinstance(fault, asyncpg.InternalClientError):
            await connection.invalidate()  # or the pool would hand it out again
        raise OperationalError(statement, None, fault) from fault


_CUT = (asyncpg.OperatorInterventionError, asyncpg.InternalClientError)
"""Said of a connection that is being ended, before it is seen to be closed."""


def _by_itself(connection: AsyncConnection) -> bool:
    return connection.sync_connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"  # type: ignore[union-attr]


async def _connection(session: AsyncSession) -> AsyncConnection:
    """The connection of the session's transaction; to ask the session each time costs more than the statement."""
    transaction = session.sync_session.get_transaction()
    known: tuple[object, AsyncConnection] | None = session.info.get("plainly")
    if known is not None and known[0] is transaction:
        return known[1]
    connection = await session.connection()
    session.info["plainly"] = session.sync_session.get_transaction(), connection
    return connection
