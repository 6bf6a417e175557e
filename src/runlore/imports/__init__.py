"""Imports: what other trackers stored becomes records, and goes up as any upload does.

A leaf of the client tower: it knows sources, the wire and the way to a store; no server of ours.
"""
