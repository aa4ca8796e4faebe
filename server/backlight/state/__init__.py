"""The user's own directory: the journal of runs, and what is known of projects."""
