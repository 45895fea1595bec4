"""Imports every tables.py, so that one metadata knows the whole schema."""

import bots.tables
import competency.batch_tables
import competency.course_tables
import competency.input_tables
import competency.need_tables
import competency.tables
import competency.training_tables
import competency.verdict_tables
import complaints.tables
import foundation.tables
import notices.tables
import people.tables
import routing.tables
import service.tables
import sla.tables
import workdays.tables
from foundation.database import metadata

__all__ = [
    "bots",
    "competency",
    "complaints",
    "foundation",
    "metadata",
    "notices",
    "people",
    "routing",
    "service",
    "sla",
    "workdays",
]
