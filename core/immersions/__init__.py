"""Immersions (PMSMP): guard rails, conventions, and the company that a triad keeps them."""
