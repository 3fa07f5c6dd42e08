"""The machine: one stage a file, each a function from value to value."""
