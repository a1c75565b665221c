from __future__ import annotations

from django.urls import path

from lianjian.web.entrance.first_administrator import first_administrator
from lianjian.web.entrance.password import change
from lianjian.web.entrance.signing_in import SignIn, sign_out

app_name = "entrance"
urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("password/", change, name="password"),
    path("first/<str:token>/", first_administrator, name="first-administrator"),
]
