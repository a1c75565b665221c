from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from lianjian.apps.coordination.actions.withdraw_log_entry import withdraw_log_entry
from lianjian.apps.coordination.actions.write_log_entry import write_log_entry
from lianjian.apps.coordination.queries import log_entry, log_of, open_photo
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.coordination.groups import joint_group, photo
from tests.network import ROOT, Network


def test_a_photo_and_a_sentence_is_an_entry(network: Network) -> None:
    """One form makes one entry with its photo, which its people can open."""
    secretary = network.actor("secretary_a")
    entry = write_log_entry(
        by=secretary, village=network.village_a.pk, kind="visit", text="桥修好了。", photos=[photo(gps=True)]
    )
    line = log_entry(secretary, entry.pk)
    assert (line.text, line.person_name, line.village_name, len(line.photos)) == (
        "桥修好了。",
        "张书记",
        "张洋村",
        1,
    )
    with open_photo(secretary, line.photos[0].id, small=True) as kept:
        assert kept.read().startswith(b"\xff\xd8")


def test_an_entry_sent_twice_is_one_entry(network: Network) -> None:
    """A bad line that sends the form again makes no second entry, photo or event."""
    secretary = network.actor("secretary_a")
    keys = {
        write_log_entry(
            by=secretary, village=network.village_a.pk, text="水表抄完", photos=[photo()], client_key="k-1"
        ).pk
        for _ in range(3)
    }
    assert len(keys) == 1
    assert len(log_of(secretary)) == 1
    assert EventRecord.objects.filter(name="coordination.log_entry_written").count() == 1


def test_the_same_form_key_of_two_people_is_two_entries(network: Network) -> None:
    """Nobody blocks another's entry by guessing its key."""
    for person in ("secretary_a", "keeper_a"):
        write_log_entry(by=network.actor(person), village=network.village_a.pk, text="记", client_key="same")
    assert len(log_of(network.actor("secretary_a"))) == 2


def test_the_event_carries_no_words_and_no_names(network: Network) -> None:
    """What was written stays in the row under scope."""
    write_log_entry(
        by=network.actor("secretary_a"),
        village=network.village_a.pk,
        text="陈阿公腿疼",
        target="projects/commitment:7",
    )
    payload = EventRecord.objects.get(name="coordination.log_entry_written").payload
    assert set(payload) == {"entry", "village", "kind", "photos", "target_app", "target_key"}
    assert (payload["target_app"], payload["target_key"]) == ("projects", "commitment:7")


def test_village_b_sees_and_does_nothing_in_village_as_log(network: Network) -> None:
    """Reading, opening a photo, withdrawing and writing into another village are as if it were not there."""
    entry = write_log_entry(
        by=network.actor("secretary_a"), village=network.village_a.pk, text="自家事", photos=[photo()]
    )
    shown = log_entry(network.actor("secretary_a"), entry.pk).photos[0].id
    stranger = network.actor("secretary_b")
    assert log_of(stranger) == []
    assert log_of(stranger, village=network.village_a.pk) == []
    for door in (
        lambda: log_entry(stranger, entry.pk),
        lambda: open_photo(stranger, shown),
        lambda: withdraw_log_entry(by=stranger, entry=entry.pk),
        lambda: write_log_entry(by=stranger, village=network.village_a.pk, text="闯入"),
    ):
        with pytest.raises(NotThere):
            door()


def test_those_who_run_the_joint_group_see_the_log_and_other_parties_do_not(network: Network) -> None:
    """The group's leader and liaison officer look after the village; the media centre's editor does not."""
    write_log_entry(by=network.actor("secretary_a"), village=network.village_a.pk, text="进度")
    assert log_of(network.actor("leader")) == []
    joint_group(network)
    assert len(log_of(network.actor("leader"))) == 1
    assert len(log_of(network.actor("liaison"))) == 1
    assert log_of(network.actor("editor")) == []


def test_a_withdrawn_entry_loses_its_words_and_photos_for_good(
    network: Network, django_capture_on_commit_callbacks: object
) -> None:
    """Only the writer can; the files are gone from the storage as well."""
    secretary = network.actor("secretary_a")
    entry = write_log_entry(by=secretary, village=network.village_a.pk, text="拍错了", photos=[photo()])
    paths = entry.photos.values_list("path", "small_path").get()
    with pytest.raises(NotAllowed):
        withdraw_log_entry(by=network.actor("keeper_a"), entry=entry.pk)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # a fixture without types
        withdraw_log_entry(by=secretary, entry=entry.pk)
    line = log_entry(secretary, entry.pk)
    assert (line.withdrawn, line.text, line.photos) == (True, "", ())
    assert log_of(secretary) == []
    assert not any(storages["private"].exists(path) for path in paths)


def test_an_entry_may_come_late_but_not_from_the_future(network: Network) -> None:
    """A phone without a signal sends days later; a wrong clock is refused with its cure."""
    secretary = network.actor("secretary_a")
    now = timezone.now()
    late = write_log_entry(
        by=secretary, village=network.village_a.pk, text="三天前", happened_at=now - timedelta(days=3)
    )
    assert late.recorded_at - late.happened_at > timedelta(days=2)
    for wrong in (now + timedelta(hours=1), now - timedelta(days=90)):
        with pytest.raises(Refused) as refused:
            write_log_entry(by=secretary, village=network.village_a.pk, text="错", happened_at=wrong)
        assert refused.value.field == "happened_at"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " \u200b"}, "text"),
        ({"text": "好", "kind": "gossip"}, "kind"),
        ({"text": "好", "target": "projects/commitment:1;drop"}, "target"),
        ({"text": "长" * 3000}, "text"),
        ({"text": "好", "photos": [b"x"]}, "photos"),
        ({"text": "好", "photos": [b"x"] * 10}, "photos"),
        ({"text": "坏\ud800字"}, "text"),
    ],
)
def test_bad_input_names_its_field_and_writes_nothing(
    network: Network, values: dict[str, object], field: str
) -> None:
    """Each mistake is refused beside its field; no half entry stays."""
    secretary = network.actor("secretary_a")
    with pytest.raises(Refused) as refused:
        write_log_entry(by=secretary, village=network.village_a.pk, **values)  # type: ignore[arg-type] # on purpose
    assert refused.value.field == field
    assert log_of(secretary) == []


def test_a_photo_needs_no_sentence(network: Network) -> None:
    """A photo alone is an entry."""
    entry = write_log_entry(
        by=network.actor("secretary_a"), village=network.village_a.pk, text="", photos=[photo()]
    )
    assert entry.text == ""


def test_a_full_disk_refuses_the_entry_and_leaves_none_behind(network: Network) -> None:
    """The writer is told to keep the entry; the database holds no entry without its photo."""
    secretary = network.actor("secretary_a")
    with (
        patch.object(type(storages["private"]), "save", side_effect=OSError(28, "No space left")),
        pytest.raises(Refused, match="disk") as refused,
    ):
        write_log_entry(by=secretary, village=network.village_a.pk, text="满", photos=[photo()])
    assert refused.value.cure
    assert log_of(secretary) == []


def test_the_system_writes_no_log(network: Network) -> None:
    """An entry has a person behind it."""
    with pytest.raises(NotAllowed):
        write_log_entry(by=ROOT, village=network.village_a.pk, text="无人")
