"""What pages read of briefings. Each function says how many statements it takes."""
