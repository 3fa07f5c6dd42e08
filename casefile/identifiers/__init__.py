"""Numbers, names and places as the papers print them: one module for each."""
