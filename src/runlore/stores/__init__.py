"""The promises: what storage must keep, as small Protocols with their guarantees in prose."""
