"""Pages of meetings: calling one, running one, and what an invited agency sees."""
