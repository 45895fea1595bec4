"""Promises and their clocks: what is due, what came near, what was missed."""
