"""Pages of serious incidents and practice reviews, and what an agency sees of them."""
