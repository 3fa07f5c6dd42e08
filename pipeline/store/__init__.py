"""Cases, verdicts, audit and leases; the only room that knows sqlalchemy."""

from sqlalchemy import Connection

from pipeline.store.database import Database

__all__ = ["Connection", "Database"]
