"""Cases, verdicts, audit and leases; the only room that knows sqlalchemy."""

from pipeline.store.database import Database

__all__ = ["Database"]
