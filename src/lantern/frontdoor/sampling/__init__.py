"""Which finished contacts get a second look: why, how many of them, and drawing them week by week.

What is drawn is settled by the contact's own number and the reason, not by dice: the same week drawn twice gives the
same contacts, and nobody who works on a contact can steer whether it is drawn.
"""
