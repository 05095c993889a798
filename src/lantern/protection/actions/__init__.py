"""Verbs of protection: everything that changes an enquiry or an assessment."""
