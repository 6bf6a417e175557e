"""One engine for SQL databases: SQLite now, PostgreSQL and MySQL behind the same seam."""
