"""The domain and the conversations: pure, standard library only, no clock, no randomness, no I/O."""
