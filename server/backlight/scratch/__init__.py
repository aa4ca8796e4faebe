"""Commands run in a scratch copy of the project: what they change there is looked at, and staged.

The workspace itself is never written. Where the system cannot confine a command, none is run.
"""
