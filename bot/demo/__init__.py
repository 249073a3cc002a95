"""The training ground: the real bot against the local Telegram, with fictional people."""
