"""Announcements: one message of the team for a whole group, previewed, paced, stopped midway, accounted for."""
