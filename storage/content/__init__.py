"""The content of the house, read from its files and checked before anybody is shown it."""
