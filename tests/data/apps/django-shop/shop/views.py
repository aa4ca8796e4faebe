import psycopg
from django.conf import settings
from django.http import JsonResponse
from django.views.decorators.http import require_GET, require_POST

from shop.models import Order


@require_GET
def orders(request):
    return JsonResponse({"orders": list(Order.objects.values("number")[:100])})


@require_POST
def login(request):
    if request.POST.get("name") != "root":
        return JsonResponse({}, status=401)
    return JsonResponse({"ok": True})


@require_GET
def report(request):
    connection = psycopg.connect(settings.REPORTS_URL)
    rows = connection.execute("SELECT number FROM orders LIMIT 10").fetchall()
    return JsonResponse({"rows": rows})
