"""Where blobs are kept, by the scheme of the store's URI. Names only: nothing is loaded here."""

SCHEMES = {
    "file": "runlore.engines.blobs.local:LocalBlobs",
}
"""Scheme to ``module:class``; ``file`` takes the folder's path."""
