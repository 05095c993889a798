"""Measuring the pages at full size: ``python -m bench`` (or ``make bench``) writes docs/benchmarks.md."""
