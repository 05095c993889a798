"""The pages of this room: planning (``planning``), a meeting (``running``), decisions, attendance (``registers``)."""
