"""What can go wrong with the database server, in words for whoever runs it."""


class DatabaseServerError(Exception):
    """The database server cannot do what was asked. The text says what happened and what to do; it holds no secrets."""
