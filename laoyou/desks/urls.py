from django.urls import path

from laoyou.desks import home, public, search

urlpatterns = [
    path("", public.front, name="front"),
    path("home/", home.home, name="home"),
    path("search/", search.search, name="search"),
]
