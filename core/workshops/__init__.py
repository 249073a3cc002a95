"""Workshops: a room that a code opens, led live from the forum."""
