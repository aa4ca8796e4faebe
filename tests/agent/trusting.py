"""A user who trusts whatever they are shown, and what that was."""


class Anybody:
    def __init__(self, shown=None):
        self.shown = [] if shown is None else shown

    def holds(self, path, digest):
        self.shown.append((path, digest))
        return True

    def stamp(self):
        return None
