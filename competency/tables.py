"""Rows of what complaints show about competencies, and of the signals read from it."""
