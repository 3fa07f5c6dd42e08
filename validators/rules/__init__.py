"""One function a rule, grouped by subject."""
