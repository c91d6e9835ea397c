from django.urls import path

from laoyou.family.pages import inviting, joining

app_name = "family"

urlpatterns = [
    path("people/<int:person_id>/family/", inviting.person, name="person"),
    path("people/<int:person_id>/family/invite/", inviting.invite, name="invite"),
    path("family/access/<int:access_id>/end/", inviting.end, name="end"),
    path("family/join/", joining.join, name="join"),
    path("family/join/account/", joining.account, name="account"),
]
