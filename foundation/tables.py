"""Rows of the ground floor."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import JSONB
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


class LastDoneRow(Row, table=True):
    """When something that is done now and then, by hand or by a command, was last done."""

    __tablename__ = "last_done"
    __table_args__ = ({"comment": "When the last backup was made and the log last verified, with the result"},)

    name: str = Field(primary_key=True, sa_type=Text)
    at: datetime
    good: bool
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
