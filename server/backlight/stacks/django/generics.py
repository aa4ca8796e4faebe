"""What the classes of Django and of Django REST framework serve, by their names."""

from collections.abc import Mapping
from typing import TypeVar

Entry = TypeVar("Entry")

LIST, CREATE, RETRIEVE = ("GET", "list"), ("POST", "create"), ("GET", "retrieve")
UPDATE = (("PUT", "update"), ("PATCH", "partial_update"))
DESTROY = ("DELETE", "destroy")
SHOW = (("GET", "get"),)
FORM = (("GET", "get"), ("POST", "post"))

SERVES: dict[str, tuple[tuple[str, str], ...]] = {
    "CreateAPIView": (CREATE,),
    "ListAPIView": (LIST,),
    "RetrieveAPIView": (RETRIEVE,),
    "DestroyAPIView": (DESTROY,),
    "UpdateAPIView": UPDATE,
    "ListCreateAPIView": (LIST, CREATE),
    "RetrieveUpdateAPIView": (RETRIEVE, *UPDATE),
    "RetrieveDestroyAPIView": (RETRIEVE, DESTROY),
    "RetrieveUpdateDestroyAPIView": (RETRIEVE, *UPDATE, DESTROY),
    **dict.fromkeys(
        (
            "TemplateView",
            "RedirectView",
            "ListView",
            "DetailView",
            "ArchiveIndexView",
            "YearArchiveView",
            "MonthArchiveView",
            "WeekArchiveView",
            "DayArchiveView",
            "TodayArchiveView",
            "DateDetailView",
            "Feed",
            "SpectacularAPIView",
            "PasswordResetDoneView",
            "PasswordResetCompleteView",
            "PasswordChangeDoneView",
        ),
        SHOW,
    ),
    **dict.fromkeys(
        (
            "FormView",
            "CreateView",
            "UpdateView",
            "DeleteView",
            "LoginView",
            "PasswordChangeView",
            "PasswordResetView",
            "PasswordResetConfirmView",
        ),
        FORM,
    ),
    **dict.fromkeys(
        (
            "LogoutView",
            "ObtainAuthToken",
            "TokenObtainPairView",
            "TokenObtainSlidingView",
            "TokenRefreshView",
            "TokenVerifyView",
            "TokenBlacklistView",
        ),
        (("POST", "post"),),
    ),
}
"""Base class -> method and the method of the class that a project overrides to change it."""

ACTIONS: dict[str, tuple[str, ...]] = {
    "CreateModelMixin": ("create",),
    "ListModelMixin": ("list",),
    "RetrieveModelMixin": ("retrieve",),
    "UpdateModelMixin": ("update", "partial_update"),
    "DestroyModelMixin": ("destroy",),
    "ReadOnlyModelViewSet": ("list", "retrieve"),
    "ModelViewSet": ("list", "create", "retrieve", "update", "partial_update", "destroy"),
}
"""Base class -> the actions that a router finds in it."""

ON_LIST = (LIST, CREATE)
ON_DETAIL = (RETRIEVE, *UPDATE, DESTROY)
"""What a router asks of a viewset, in its own order."""


def like(table: Mapping[str, tuple[Entry, ...]], base: str) -> tuple[Entry, ...]:
    """What a class of a library has by its name; a `BulkModelViewSet` is a `ModelViewSet` too."""
    known = max((name for name in table if base.endswith(name)), key=len, default="")
    return table[known] if known else ()
