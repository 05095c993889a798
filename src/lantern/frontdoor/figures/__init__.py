"""Figures of the front door: what a contact counts as, the figures of each day kept ready, what to expect next.

``counting`` says in SQL what is counted, once for the figures of a page, for the lists behind them and for the days
that are kept. ``keeping`` keeps the days true. ``rates`` and ``forecast`` say what the numbers mean.
"""
