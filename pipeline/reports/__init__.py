"""What a rerun changed, in numbers and case ids only: as a page with charts, as text, as Parquet."""
