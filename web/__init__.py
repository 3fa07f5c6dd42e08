"""FastAPI only, thin: intake API and review console."""
