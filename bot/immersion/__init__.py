"""Immersion Facilitée: asking it about a convention, and reading what it says."""
