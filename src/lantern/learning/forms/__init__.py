"""The words of each question of this room, and the checks one page can make."""
