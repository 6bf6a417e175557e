"""The journal: what a run says is on disk before anything else happens to it.

``writer`` takes records from the training threads, ``tape`` keeps them in segment files, ``reader``
finds every whole frame again whatever happened to the files, ``outbox`` hands them to a sender.
The format is told in ``docs/reference/journal-format.md`` and is for ever.
"""
