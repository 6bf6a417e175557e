"""The assembly: the only place where concrete things are put together."""
