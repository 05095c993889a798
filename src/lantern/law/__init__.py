"""The law as dated data: instruments, clocks, working days, code sets, identifiers, the continuum of need, retention."""
