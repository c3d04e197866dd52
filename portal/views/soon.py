"""Stands in for pages that are being built."""

from django.shortcuts import render


def page(request, *args, **kwargs):
    return render(request, "base.html")
