"""The chat doors."""
