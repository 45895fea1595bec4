"""Rows of the ground floor."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from foundation.database import Row


class CounterRow(Row, table=True):
    """How often something was asked in one window of time. Unlogged: a crash may forget it, a replica may not."""

    __tablename__ = "counters"
    __table_args__ = {"prefixes": ["UNLOGGED"], "comment": "Exact rate limits shared by all replicas"}

    name: str = Field(primary_key=True, description="What is counted: limit name and keyed hash of who asked")
    window_start: datetime = Field(primary_key=True)
    count: int


class JobRunRow(Row, table=True):
    """The latest run of a job of the worker."""

    __tablename__ = "job_runs"
    __table_args__ = ({"comment": "When each job of the worker last ran"},)

    name: str = Field(primary_key=True, sa_type=Text)
    every: float = Field(description="Seconds from one start to the next, as the worker has it")
    started_at: datetime
    finished_at: datetime | None = Field(default=None, description="NULL while it runs, or where it was cut off")
    found: int | None = Field(default=None, description="How much it found to do")
    failed: bool = Field(description="Whether it ended with a fault")
