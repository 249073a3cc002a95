"""How rows are kept: the unit of work, SQLite and PostgreSQL, whose rows it may touch, several processes on one."""
