"""Rows of whether trainings worked."""
