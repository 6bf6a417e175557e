"""The protocol's version, sent with every upload and answered by every server."""

PROTOCOL = 1
"""Raised when a server could misread what a client sends. Frames of every version stay readable."""

FRAMES_TYPE = "application/vnd.runlore.frames"
"""Media type of an upload: frames, one after the other, exactly as they lie in the journal."""

WRITER_HEADER = "x-runlore-writer"
"""Which writer's frames these are."""

PREV_SEQ_HEADER = "x-runlore-prev-seq"
"""The last sequence number that the client believes acknowledged."""

BEATS_HEADER = "x-runlore-beats"
"""``no`` says that nobody lives behind this upload, such as an import of what ran elsewhere; then
silence says nothing about the run."""
