"""Who keeps the records: separating a shared hub, and bringing two together."""
