"""Pages of section 11: rounds, an agency's return, what the panel asks."""
