"""Tables that runs logged, as typed columns: read, filtered, sorted, grouped, joined. Pure."""
