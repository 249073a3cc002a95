"""Answers that a team keeps ready."""
