"""The thread of a triad: where a message goes, who gets a copy, and what becomes of the copies."""
