"""A folder in which the lab makes what it makes, as the tests of SQL have it."""

from sql.conftest import open_folder

__all__ = ["open_folder"]
