"""Rows of completions from learning platforms, and of what participants answer."""
