"""Everything that changes what this room keeps: ``risks``, ``matters``, ``scrutiny``, ``agreements``."""
