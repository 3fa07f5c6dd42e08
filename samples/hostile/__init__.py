"""Uploads that mean harm or are broken: bombs, slips, entities, polyglots, odd names, with their outcomes."""
