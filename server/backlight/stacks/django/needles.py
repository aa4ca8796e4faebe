"""The bytes by which a file shows that it may say something of Django or of its ORM."""

NEEDLES = (
    *(b"django", b"rest_framework", b"urlpatterns", b"ROOT_URLCONF", b"request"),
    *(b"View", b"from .", b"import *"),
)
"""`request`, `View`: a view may import nothing of Django's by name, only what the project wraps;
and a package hands the views of its files on in an `__init__.py` that says nothing else."""

ORM_NEEDLES = (b".objects", b"_set", b"django", b"get_object_or_404")
"""What chains of the ORM, and shortcuts for them, are written with."""
