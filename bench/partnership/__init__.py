"""Ten years of a partnership's own work, and what its pages cost on it."""
