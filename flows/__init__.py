"""Prefect only, thin."""
