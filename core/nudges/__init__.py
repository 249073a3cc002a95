"""Nudges: ladders that remind and stop, one message a day, and how a structure changes them."""
