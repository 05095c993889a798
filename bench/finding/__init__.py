"""Finding the child, measured: invented registers, spoiled descriptions, and how many are found again."""
