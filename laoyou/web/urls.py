from django.urls import path

from laoyou.web import pages

app_name = "web"

urlpatterns = [
    path("kit/", pages.kit, name="kit"),
    path("look/", pages.choose_look, name="look"),
]
