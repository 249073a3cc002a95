"""What other software may ask of a structure, by a key: scopes, what is shown, what is told; never anybody's words."""
