"""Pages of the way to court."""
