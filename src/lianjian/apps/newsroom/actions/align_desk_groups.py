from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import GroupCollectionPermission

from lianjian.apps.newsroom.events import DeskAccessAligned
from lianjian.apps.newsroom.models.shelf import shelf_of
from lianjian.apps.newsroom.queries import newsrooms
from lianjian.apps.newsroom.rules.desks import REVIEWERS
from lianjian.apps.parties.queries import actor_for
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

EDITORS_GROUP = "newsroom-editors"
REVIEWERS_GROUP = "newsroom-reviewers"
SHELF_GROUP = "newsroom-pictures-"

_ON_STORIES = ("add_story", "change_story", "publish_story", "lock_story", "unlock_story", "view_story")
_ON_PICTURES = ("add_image", "change_image", "choose_image")


@transaction.atomic
def align_desk_groups(*, by: Actor, person: int | None = None, account: int | None = None) -> tuple[str, ...]:
    """Bring what somebody may do at the desk in line with the mandates they hold today; gives the names of the groups.

    Wagtail asks for groups, we ask for mandates: groups are only their shadow, and the verbs ask for mandates again. Found
    by ``person`` or by ``account``; somebody without an account has nothing to align.
    """
    found = get_user_model().objects.select_for_update(of=("self",))
    found = found.filter(pk=account) if account is not None else found.filter(person_id=person)  # type: ignore[misc]
    someone = found.first()
    if someone is None:
        return ()
    actor = actor_for(someone)
    houses = newsrooms(actor)
    wanted = set()
    if houses and actor.person is not None:
        wanted.add(EDITORS_GROUP)
        if any(actor.roles_in(house) & REVIEWERS for house in houses):
            wanted.add(REVIEWERS_GROUP)
    groups = {name: _group(name) for name in (EDITORS_GROUP, REVIEWERS_GROUP)}
    if wanted:
        groups.update({group.name: group for group in map(_shelf_group, sorted(houses))})
        wanted = wanted | (set(groups) - {EDITORS_GROUP, REVIEWERS_GROUP})
    held = someone.groups.filter(Q(name__in=groups) | Q(name__startswith=SHELF_GROUP))
    has = set(held.values_list("name", flat=True))
    if has != wanted:
        someone.groups.add(*(groups[name] for name in wanted - has))
        someone.groups.remove(*held.filter(name__in=has - wanted))
        tell(DeskAccessAligned(account=someone.pk, groups=sorted(wanted)), by=by)
    return tuple(sorted(wanted))


def _group(name: str) -> Group:
    """The group with its permissions; reviewers differ in what their mandates let them do, not in what Wagtail asks."""
    group, made = Group.objects.get_or_create(name=name)
    if made:
        codes = Permission.objects.filter(content_type__app_label="newsroom", codename__in=_ON_STORIES)
        door = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
        group.permissions.add(*codes, *door)
    return group


def _shelf_group(newsroom: int) -> Group:
    """The group of those who use the pictures of one newsroom."""
    group, made = Group.objects.get_or_create(name=f"{SHELF_GROUP}{newsroom}")
    if made:
        shelf = shelf_of(newsroom)
        pictures = Permission.objects.filter(
            content_type__app_label="wagtailimages", content_type__model="image", codename__in=_ON_PICTURES
        )
        for permission in pictures:
            GroupCollectionPermission.objects.create(group=group, collection=shelf, permission=permission)
    return group
