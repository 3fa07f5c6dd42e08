"""Fuzz targets for the parsers of ours: `python -m fuzz NAME --seconds 60`, or all of them in turn."""
