"""Pages of what is told to whom."""
