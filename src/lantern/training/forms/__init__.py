"""The words of each question about training."""
