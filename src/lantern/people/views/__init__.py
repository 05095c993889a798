"""Pages about people: finding somebody, one person's page, and changing what is on record."""
