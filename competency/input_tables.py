"""Rows of what officers, superiors, interviews, forums and read cases say about competencies."""
