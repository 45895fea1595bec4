"""Rows of the working calendar: special dates, office hours, and one number that grows with every change."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, SmallInteger, Text
from sqlmodel import Field

from foundation.database import Row
from workdays.working_days import DayKind


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
    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text, description="The decree or the programme the date was read from")
    estimated: bool = Field(description="The date may still move")
    hours: str = Field(default="", sa_type=Text, description="Spans like 07:30-12:00 13:00-16:00, or the weekday's")
    origin: str = Field(sa_type=Text, description="Seeding replaces what it brought itself, never what a person wrote")


class OfficeHoursRow(Row, table=True):
    """Hours of one weekday from a date on; of several that fit a date the latest start wins."""

    __tablename__ = "office_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        {"comment": "Office hours by weekday and date"},
    )

    unit: str = Field(default="", primary_key=True, sa_type=Text, description="Empty: for all units")
    starts_on: date = Field(primary_key=True)
    weekday: int = Field(primary_key=True, sa_type=SmallInteger, description="0 is Monday")
    ends_on: date | None = None
    hours: str = Field(sa_type=Text, description="Spans like 07:30-12:00 13:00-16:00; empty where it is free")
    origin: str = Field(sa_type=Text, description="region or person")


class CalendarVersionRow(Row, table=True):
    """Which state of the calendar a promise was computed with."""

    __tablename__ = "calendar_version"
    __table_args__ = (CheckConstraint("one", name="one"), {"comment": "One row; grows whenever a date or hour changes"})

    one: bool = Field(default=True, primary_key=True)
    version: int
    changed_at: datetime
