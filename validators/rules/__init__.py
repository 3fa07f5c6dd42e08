"""One function a rule, grouped by subject; the docstring of each is its public text."""
