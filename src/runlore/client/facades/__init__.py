"""The doors of the client: module-level verbs and the stack of active runs."""
