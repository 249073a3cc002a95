"""The skills passport: owned by its holder, shown by links, signed as badges."""
