"""Pages of this room: ``risks``, ``matters``, ``scrutiny``, ``agreements``."""
