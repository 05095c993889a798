"""Pages of audits, and what an auditor sees."""
