"""Imports every tables.py, so that one metadata knows the whole schema."""

import complaints.tables
import foundation.tables
import people.tables
from foundation.database import metadata

__all__ = ["complaints", "foundation", "metadata", "people"]
