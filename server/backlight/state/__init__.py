"""The user's own directory: the journal of runs."""
