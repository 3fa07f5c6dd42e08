"""Cases, verdicts, audit and leases; the only room that knows sqlalchemy."""
