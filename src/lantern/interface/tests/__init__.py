"""Tests of the design system. They need no database."""
