"""How Django code does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    errors="Use `get_object_or_404`; in REST framework raise `NotFound`, `ValidationError` or "
    "`PermissionDenied` and leave their shape to the one `EXCEPTION_HANDLER`; plain views "
    "answer `JsonResponse(…, status=…)`.",
    versions="A version is an include of its own URLconf below `v2/`, or "
    "`DEFAULT_VERSIONING_CLASS` of REST framework with `request.version` if the project "
    "has it; serializers get a new class, the old one stays.",
    documents="Document a view with its docstring; with drf-spectacular add "
    "`@extend_schema(request=…, responses={…})`, with `help_text` on serializer fields.",
    services="Logic lives in `services.py` (writes, in `transaction.atomic`) and `selectors.py` "
    "(reads), or in managers and models; views and serializers stay thin.",
    tests="Tests derive from `TestCase` or `APITestCase` (or use pytest-django, as the project "
    "does), build data in `setUpTestData` or factories, and go through `self.client` and "
    "`reverse`.",
    guards="Plain views take `@login_required` and `@permission_required` (or the mixins); REST "
    "framework takes `permission_classes` and a queryset filtered by `request.user`, with "
    "`has_object_permission` where one object counts.",
    limits="REST framework limits by `throttle_classes` and `DEFAULT_THROTTLE_RATES` (or a "
    "`ScopedRateThrottle`); plain views by the decorator of django-ratelimit if the "
    "project has it.",
    caches="A cache is `django.core.cache` (`cache.get_or_set` with a timeout) or `cache_page` "
    "with `vary_on_headers` where the answer is the same for all; signals or the service "
    "delete what a write made stale.",
    pages="Lists of REST framework take a `pagination_class` with `max_page_size`; plain views "
    "use `Paginator` with `get_page`; the queryset has an order.",
    pools="Connections are the ORM's: `CONN_MAX_AGE` with `CONN_HEALTH_CHECKS`, or `OPTIONS: "
    '{"pool": …}` of psycopg 3; outside of it, one pool made at module level.',
    starts=(b"get_wsgi_application(", b"get_asgi_application(", b"execute_from_command_line("),
)
"""What its documentation recommends; the ways of the project win."""
