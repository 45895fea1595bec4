"""Rows of the working calendar: special dates, office hours, a number that grows with every change, and its history."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from foundation.database import Row
from workdays.working_days import DayKind

_LAYER = "Layers lie over each other: person over region over national; the strongest counts"


class CalendarDayRow(Row, table=True):
    """A date that differs from its weekday, for all units or for one."""

    __tablename__ = "calendar_days"
    __table_args__ = (
        CheckConstraint("kind IN (" + ", ".join(repr(str(kind)) for kind in DayKind) + ")", name="kind"),
        CheckConstraint("origin IN ('national', 'region', 'person')", name="origin"),
        {"comment": "Holidays, cuti bersama, regional days off, working Saturdays and half days"},
    )

    day: date = Field(primary_key=True)
    unit: str = Field(default="", primary_key=True, sa_type=Text, description="Empty: for all units")
    origin: str = Field(primary_key=True, sa_type=Text, description=_LAYER)
    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text, description="The decree or the programme the date was read from")
    estimated: bool = Field(description="The date may still move")
    hours: str = Field(default="", sa_type=Text, description="Spans like 07:30-12:00 13:00-16:00, or the weekday's")


class OfficeHoursRow(Row, table=True):
    """Hours of one weekday from a date on; those with an end go before those without, then the latest start wins."""

    __tablename__ = "office_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint("origin IN ('region', 'person')", name="origin"),
        {"comment": "Office hours by weekday and date"},
    )

    unit: str = Field(default="", primary_key=True, sa_type=Text, description="Empty: for all units")
    starts_on: date = Field(primary_key=True)
    weekday: int = Field(primary_key=True, sa_type=SmallInteger, description="0 is Monday")
    origin: str = Field(primary_key=True, sa_type=Text, description=_LAYER)
    ends_on: date | None = None
    hours: str = Field(sa_type=Text, description="Spans like 07:30-12:00 13:00-16:00; empty where it is free")
    name: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text, description="The regulation or the decree the hours were read from")
    estimated: bool = Field(description="The dates may still move")
    cancelled: bool = Field(description="Takes back the hours a weaker layer has from the same start")


class CalendarVersionRow(Row, table=True):
    """Which state of the calendar a promise was computed with."""

    __tablename__ = "calendar_version"
    __table_args__ = (CheckConstraint("one", name="one"), {"comment": "One row; grows whenever a date or hour changes"})

    one: bool = Field(default=True, primary_key=True)
    version: int
    changed_at: datetime


class CalendarStateRow(Row, table=True):
    """The whole calendar as it was in one version, so that a promise can be explained by what it was computed with."""

    __tablename__ = "calendar_versions"
    __table_args__ = ({"comment": "Every version of the calendar, kept whole"},)

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    changed_at: datetime
    changed_by: str = Field(sa_type=Text, description="As in the log of complaints, or region for its folder")
    reason: str = Field(default="", sa_type=Text, description="Why, in the words of whoever changed it")
    days: list[dict[str, Any]] = Field(sa_type=JSONB, description="Entries of all layers")
    hours: list[dict[str, Any]] = Field(sa_type=JSONB, description="Entries of all layers; a week has seven texts")
