"""A project's own ways with Django REST framework: who may ask, and how lists are paged."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.python_routes import is_test
from backlight.analysis.python_values import Literal, Many
from backlight.stacks.django.scan import Fragment

PERMISSIONS = regex(r"\w*(?:Permission|Authenticated|AdminUser|ReadOnly)\w*$")

LIBRARIES = frozenset({"ninja", "ninja_extra", "piston", "restless", "tastypie"})
"""Libraries for Django whose endpoints are no views of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The project's own ways that new views follow."""

    permissions: tuple[str, ...]
    """Names of permission classes; empty where the settings say it for all."""
    imports: tuple[tuple[str, str], ...]
    """Module and name of each."""
    signed_in: bool
    """A request that writes is known to come from somebody."""
    public: bool
    """A request that reads may come from anybody."""
    paged: bool
    """The settings page every list."""


def way(project: Project, app: str) -> Way:
    """The permission of the nearest views, else what the settings say, else signed-in users."""
    said = settings(project)
    default = said.get("DEFAULT_PERMISSION_CLASSES", "")
    seen = Counter(_permissions(project, app))
    given: tuple[tuple[str, str], ...] = ()
    if seen:
        given = (seen.most_common(1)[0][0],)
    elif not default:
        given = (("rest_framework.permissions", "IsAuthenticated"),)
    words = " ".join(name for _, name in given) or default
    signed = "Authenticated" in words or "AdminUser" in words
    return Way(
        permissions=tuple(name for _, name in given),
        imports=given,
        signed_in=signed,
        public=not signed or "ReadOnly" in words,
        paged="DEFAULT_PAGINATION_CLASS" in said and "PAGE_SIZE" in said,
    )


def fragments(project: Project) -> dict[str, Fragment]:
    """What the files of a project say of Django, by path."""
    return {
        path: fragment
        for path, facts in project.files.items()
        for fragment in facts.fragments.values()
        if isinstance(fragment, Fragment)
    }


def is_rest(project: Project) -> bool:
    """Whether a project uses Django REST framework."""
    for fragment in fragments(project).values():
        targets = fragment.module.imports.values()
        if any(target.startswith("rest_framework") for target in targets):
            return True
        apps = fragment.texts.get("INSTALLED_APPS")
        if isinstance(apps, Many) and Literal("rest_framework") in apps.items:
            return True
    return False


def other(project: Project) -> str:
    """What endpoints are written with where it is not Django's REST framework; empty if plain."""
    seen: Counter[str] = Counter()
    for path, fragment in fragments(project).items():
        known = fragment.module.imports
        if is_test(path):
            continue
        seen.update(top for name in known.values() if (top := name.partition(".")[0]) in LIBRARIES)
        for one in fragment.module.classes.values():
            heads = (base.partition(".") for base in one.bases if base.endswith("ViewSet"))
            seen.update(f"{known.get(head, head)}{dot}{rest}" for head, dot, rest in heads)
    return seen.most_common(1)[0][0] if seen else ""


def settings(project: Project) -> dict[str, str]:
    """What `REST_FRAMEWORK` says, as text by key."""
    for fragment in fragments(project).values():
        said = fragment.texts.get("REST_FRAMEWORK")
        if isinstance(said, Many) and said.keys:
            pairs = zip(said.keys, said.items, strict=False)
            return {str(key.value): str(v) for key, v in pairs if isinstance(key, Literal)}
    return {}


def _permissions(project: Project, app: str) -> Iterator[tuple[str, str]]:
    """Module and name of the permissions of all views; those of the app count ten times."""
    for path, fragment in fragments(project).items():
        times = 10 if path.startswith(f"{app}/") else 1
        for handler in project.files[path].handlers:
            for name in handler.guards:
                module, _, last = fragment.module.imports.get(name, "").rpartition(".")
                if PERMISSIONS.search(name) and module and last == name:
                    yield from [(module, name)] * times
