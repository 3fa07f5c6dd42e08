"""Uploads that mean harm or are broken: bombs, slips, entities, polyglots and odd names, each with its outcome."""
