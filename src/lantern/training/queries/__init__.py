"""What pages read of training. Each function says how many statements it takes."""
