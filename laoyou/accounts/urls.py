from django.urls import path

from laoyou.accounts.pages import own, signing, users

app_name = "accounts"

urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-in/code/", signing.code, name="code"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("account/", own.account, name="account"),
    path("account/password/", own.change_password, name="change_password"),
    path("account/totp/", own.totp, name="totp"),
    path("account/act-for/", own.act_for, name="act_for"),
    path("users/", users.users, name="users"),
    path("users/new/", users.new_user, name="new_user"),
    path("users/<int:user_id>/", users.user, name="user"),
    path("users/<int:user_id>/change/", users.change, name="change_user"),
    path("users/<int:user_id>/password/", users.set_password, name="set_password"),
    path("users/<int:user_id>/grant/", users.grant, name="grant"),
    path("users/<int:user_id>/grants/<int:grant_id>/revoke/", users.revoke, name="revoke"),
    path("users/<int:user_id>/unlock/", users.unlock, name="unlock"),
    path("users/<int:user_id>/totp/reset/", users.reset_totp, name="reset_totp"),
]
