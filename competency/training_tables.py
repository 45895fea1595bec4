"""Rows of trainings, their material and providers, batches, lots and seats."""
