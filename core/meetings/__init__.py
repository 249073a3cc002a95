"""Meetings of the three: moments, answers, reminders, the report."""
