from django.urls import path

from shop import views

urlpatterns = [
    path("api/v1/orders/", views.orders),
    path("api/v1/login/", views.login),
    path("api/v1/report/", views.report),
]
