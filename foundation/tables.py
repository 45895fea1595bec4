"""Rows of the ground floor."""

from datetime import datetime

from sqlmodel import Field

from foundation.database import Row


class CounterRow(Row, table=True):
    """How often something was asked in one window of time. Unlogged: a crash may forget it, a replica may not."""

    __tablename__ = "counters"
    __table_args__ = {"prefixes": ["UNLOGGED"], "comment": "Exact rate limits shared by all replicas"}

    name: str = Field(primary_key=True, description="What is counted: limit name and keyed hash of who asked")
    window_start: datetime = Field(primary_key=True)
    count: int
