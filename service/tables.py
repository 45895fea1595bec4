"""Rows of the installation itself."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from foundation.database import Row


class SeedingRow(Row, table=True):
    """A demonstration that was begun; one that has no end is taken up again at the next start."""

    __tablename__ = "seedings"
    __table_args__ = ({"comment": "Invented complaints put into this installation"},)

    size: str = Field(primary_key=True, sa_type=Text, description="small or large")
    started_at: datetime
    finished_at: datetime | None = None
