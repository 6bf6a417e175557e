"""The way to a server: requests, what to do when one fails, and the thread that sends a log.

Knows nothing of how a journal lies on the disk: it is given an ``Outbox``. ``engine`` decides what
comes next and touches nothing; ``sender`` does it.
"""
