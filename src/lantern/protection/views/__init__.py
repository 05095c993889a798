"""Pages of protection: what is open, one enquiry, one assessment."""
