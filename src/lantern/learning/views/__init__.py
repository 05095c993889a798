"""Pages: fetch, ask, act, answer."""
