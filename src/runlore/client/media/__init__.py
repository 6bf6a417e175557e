"""Pictures, tables and documents as files; their libraries are imported here only, and late."""
