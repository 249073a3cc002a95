"""Lessons: what they are, playing them, writing them, what comes back of them, and what shows that they are done."""
