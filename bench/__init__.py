"""Benchmarks; each writes a table that the documentation quotes."""
