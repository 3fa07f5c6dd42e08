"""One module a number or name."""
