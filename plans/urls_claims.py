"""Addresses of claims and of the rates that they are paid by; part of the namespace money."""

from django.urls import path

from plans.views.money import claim_handling, claims, rates

patterns = [
    path("claims/", claims.list_, name="claim.list"),
    path("claims/new/", claims.create, name="claim.create"),
    path("claims/handle/", claim_handling.inbox, name="claim.inbox"),
    path("claims/<int:pk>/", claims.view, name="claim.view"),
    path("claims/<int:pk>/edit/", claims.edit, name="claim.edit"),
    path("claims/<int:pk>/lines/new/<slug:name>/", claims.line_create, name="claimline.create"),
    path("claims/lines/<int:pk>/edit/", claims.line_edit, name="claimline.edit"),
    path("claims/lines/<int:pk>/remove/", claims.line_remove, name="claimline.remove"),
    path("claims/<int:pk>/submit/", claims.submit, name="claim.submit"),
    path("claims/<int:pk>/recall/", claims.recall, name="claim.recall"),
    path("claims/<int:pk>/withdraw/", claims.withdraw, name="claim.withdraw"),
    path("claims/<int:pk>/agree/", claim_handling.agree, name="claim.agree"),
    path("claims/<int:pk>/return/", claim_handling.return_, name="claim.return"),
    path("claims/<int:pk>/approve/", claim_handling.approve, name="claim.approve"),
    path("claims/<int:pk>/pay/", claim_handling.pay, name="claim.pay"),
    path("claims/<int:pk>/reverse/", claim_handling.reverse, name="claim.reverse"),
    path("rates/", rates.list_, name="rate.list"),
    path("rates/new/", rates.create, name="rate.create"),
    path("rates/<int:pk>/remove/", rates.remove, name="rate.remove"),
]
