"""The lab: statements are run on scratch databases, in a process of its own.

Nothing here is imported before a run needs it, and nothing of a user's database is written.
"""
