"""Everything that changes a serious incident, what agencies are asked, and a practice review."""
