"""Drawn papers with their truth; nobody on them exists."""
