"""Uploads of every accepted format become page images here, one file a family of formats."""
