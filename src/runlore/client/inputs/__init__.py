"""What a run reads: files that it opens, datasets that it names, what other runs made."""
