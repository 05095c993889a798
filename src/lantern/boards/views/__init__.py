"""The pages of this room: bodies and seats (``bodies``), and the action log (``log``)."""
