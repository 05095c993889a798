"""The demonstration: invented families and their contacts, for a system that starts with something to look at.

Everybody in it is made up, from a seed, and so is every number, street, school and telephone.
"""
