"""What people do with the cases that the machine could not decide, on top of its word and never inside it."""
