"""Wagtail's snippet views ask for permission on the model only; this puts the question "which newsroom" in front."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from lianjian.apps.newsroom.queries import stories
from lianjian.kernel.keys import whole_number
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest


class InMyNewsroom:
    """A view on one story: not there for people of another newsroom. First in the bases, before any object is read."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Ask before anything else."""
        key = kwargs.get("pk") or (args[0] if args else None)
        if key is not None:
            number = whole_number(str(key))
            if number is None or not stories(actor_of(request)).filter(pk=number).exists():
                raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc] # mixed into Django views
