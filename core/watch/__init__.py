"""Early signs that a contract may break: rules one can read, shown to the team and to the one they are about."""
