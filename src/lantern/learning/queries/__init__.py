"""What pages and reports read, each a stated few statements."""
