"""The nouns of Runlore: frozen structs, typed ids, records, limits and errors. Pure."""
