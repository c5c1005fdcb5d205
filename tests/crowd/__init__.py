"""Many people, four processes on one PostgreSQL server, and what happens to processes: they are killed and paused."""
