"""Everything that changes what this room keeps: meetings (``meetings``), what is written in them (``minuting``),
decisions (``deciding``).
"""
