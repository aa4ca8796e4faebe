"""The text of a resource of Django REST framework: its serializer and its viewset."""

from backlight.stacks.django.shape import Shape
from backlight.stacks.django.way import Way


def serializer(of: Shape) -> str:
    """A `ModelSerializer` with the fields a client sees, and those it cannot write."""
    names = [one.name for one in of.fields]
    names = names if any(one.says("primary_key") for one in of.fields) else ["id", *names]
    written = {one.name for one in of.given}
    fixed = [name for name in names if name not in written]
    listed = f"        fields = {_listed(names)}\n"
    listed += f"        read_only_fields = {_listed(fixed)}\n" if fixed else ""
    return (
        f"class {of.model}Serializer(serializers.ModelSerializer):\n"
        f"    class Meta:\n        model = {of.model}\n{listed}"
    )


def viewset(of: Shape, way: Way) -> str:
    """A `ModelViewSet`: who may ask, which rows are shown, how many at once."""
    many = ", ".join(f'"{one.name}"' for one in of.many)
    steps = [] if of.ordered else ['order_by("pk")']
    steps += [f"prefetch_related({many})"] if many else []
    rows = ".".join([f"{of.model}.objects", *(steps or ["all()"])])
    text = "" if way.paged else _pagination(of)
    text += f"class {of.model}ViewSet(viewsets.ModelViewSet):\n"
    text += f'    """List, create, read, change and delete {of.plural.replace("_", " ")}."""\n\n'
    text += f"    queryset = {rows}\n    serializer_class = {of.model}Serializer\n"
    if way.permissions:
        text += f"    permission_classes = [{', '.join(way.permissions)}]\n"
    if not way.paged:
        text += f"    pagination_class = {of.model}Pagination\n"
    return text + (_owned(of, way) if of.owner and way.signed_in else "")


def imports(of: Shape, way: Way) -> dict[str, set[str]]:
    """What the viewset needs of Django REST framework."""
    wanted = {"rest_framework": {"viewsets"}}
    if not way.paged:
        wanted["rest_framework.pagination"] = {"PageNumberPagination"}
    if of.owner and way.signed_in and way.public:
        wanted["rest_framework.permissions"] = {"SAFE_METHODS"}
    for module, name in way.imports:
        wanted.setdefault(module, set()).add(name)
    return wanted


def _owned(of: Shape, way: Way) -> str:
    """Rows of others are not found (or cannot be changed); a new one belongs to who makes it."""
    rows = "        return super().get_queryset()"
    if way.public:
        rows = (
            "        rows = super().get_queryset()\n"
            "        if self.request.method in SAFE_METHODS:\n            return rows\n"
            "        return rows"
        )
    return (
        f"\n    def get_queryset(self):\n{rows}.filter({of.owner}=self.request.user)\n"
        "\n    def perform_create(self, serializer):\n"
        f"        serializer.save({of.owner}=self.request.user)\n"
    )


def _pagination(of: Shape) -> str:
    return (
        f"class {of.model}Pagination(PageNumberPagination):\n"
        "    page_size = 50\n"
        '    page_size_query_param = "page_size"\n'
        "    max_page_size = 200\n\n\n"
    )


def _listed(names: list[str]) -> str:
    line = ", ".join(f'"{name}"' for name in names)
    if len(line) < 60:
        return f"[{line}]"
    inner = "".join(f'            "{name}",\n' for name in names)
    return f"[\n{inner}        ]"
