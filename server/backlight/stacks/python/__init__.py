"""What the stacks of Python share: guard clauses, docstrings, statements and their places."""
