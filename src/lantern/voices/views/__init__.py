"""Pages for whoever says how it was, and for those who read it."""
