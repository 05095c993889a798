"""The pages of the front door: each fetches, asks, acts and answers."""
