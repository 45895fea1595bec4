"""Rows of the competency dictionary, of needs and their ledger, and of what a region decides about them."""
