"""The road of one message: what came in, what is due, what must go out, whose turn it is, and what became of it."""
