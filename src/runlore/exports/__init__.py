"""Exports: what a store of ours holds, written so that another tracker reads it.

A leaf of the client tower, which reads a store as any client does.
"""
