"""Telling other software what happens: signed, in order, and to addresses of the internet only."""
