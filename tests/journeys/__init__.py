"""Whole paths through the product, in a real browser, on a real database, by the people who walk them."""
