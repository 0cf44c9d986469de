"""Segments of the market: naming one from a profile, and asking for its warm-up. Nothing here crawls."""
