"""What every dialect needs at the edge: strict reading, one dispatch, one table of errors."""
