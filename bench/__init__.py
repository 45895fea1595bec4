"""Measuring what one machine can take in, against what its database could."""
