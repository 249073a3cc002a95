"""Persistence: knows the core, SQLAlchemy and Redis; every row belongs to one structure."""
