"""The law as dated data: instruments, clocks, working days, codes, identifiers, the continuum of need, retention."""
