"""The words of each question about what is told to whom."""
