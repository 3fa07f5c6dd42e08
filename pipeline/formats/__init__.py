"""Uploads of every accepted format become pictures of their pages here, one file a family of formats.

`door.py` looks at an upload without unpacking it, anywhere. `opening.py` and all behind it run in a child
process only: what reads an upload asks `pipeline/sandbox`.
"""
