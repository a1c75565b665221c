"""The one entry by the plain form and by the script: once, whatever comes twice; refused beside its field."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.coordination.actions.finish_duty import finish_duty
from lianjian.apps.coordination.queries import duty, log_of
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.coordination.rules.log import LogKind
from lianjian.apps.projects.queries import commitment_card, obstacles_open
from lianjian.apps.projects.rules.commitments import CommitmentState, Move
from lianjian.kernel.clock import civil_date
from lianjian.web.mobile.subjects import read_about
from tests.apps.coordination.groups import photo
from tests.network import today
from tests.web.mobile.promising import living, signed_in

if TYPE_CHECKING:
    from django.test import Client

    from lianjian.apps.coordination.queries import LogLine
    from tests.network import Network

KEY = "0123456789abcdef0123456789abcdef"
JSON = {"Accept": "application/json"}


def picture(name: str = "a.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo(80, 60, gps=True) if data is None else data, "image/jpeg")


def send(client: Client, network: Network, *, headers: Any = None, **values: Any) -> Any:
    """Send the form of village A with ``values``."""
    form = {"client_key": KEY, "text": "路灯亮了六盏", "organisation": network.village_a.pk, **values}
    return client.post("/m/log/new/", form, headers=headers)


def entries(network: Network) -> list[LogLine]:
    return log_of(network.actor("secretary_a"))


@pytest.fixture
def client_a(network: Network) -> Client:
    return signed_in(network, "secretary_a")


def test_a_photo_and_a_sentence(network: Network, client_a: Client) -> None:
    """The unit of work: the entry stands in the log with its picture, on its own page and in the list."""
    answer = send(client_a, network, photos=[picture(), picture("b.jpg")])
    assert answer.status_code == 302
    (line,) = entries(network)
    assert answer["Location"] == f"/m/log/{line.id}/"
    assert (line.text, len(line.photos), line.kind) == ("路灯亮了六盏", 2, LogKind.NOTE)
    for address in (answer["Location"], "/m/log/"):
        page = client_a.get(address).content.decode()
        assert "路灯亮了六盏" in page
        assert f"/m/photos/{line.photos[0].id}/small/" in page


def test_sent_twice_is_one_entry(network: Network, client_a: Client) -> None:
    """The same key by page and by script, however often, is answered with the same entry."""
    places = {send(client_a, network, photos=[picture()])["Location"] for _ in range(2)}
    said = [send(client_a, network, headers=JSON, photos=[picture()]).json() for _ in range(2)]
    assert len(entries(network)) == 1
    assert {one["url"] for one in said} == places


def test_a_duty_is_done_with_the_entry_as_proof(network: Network, client_a: Client) -> None:
    """One step: the entry is written and the duty finished; sent again, nothing changes and nothing is said."""
    village = living(network)
    for _ in range(2):
        said = send(client_a, network, headers=JSON, about=f"duty:{village.duty}", deed="done").json()
        assert said["remark"] == ""
    card = duty(network.actor("secretary_a"), village.duty, today())
    assert card.line.state is DutyState.DONE
    assert card.log_entry is not None
    assert card.log_entry.id == said["entry"]
    assert (
        "给核对三位老人" not in client_a.get("/m/").content.decode().split('id="kept"')[0].split("theirs")[0]
    )


@pytest.mark.parametrize(
    ("deed", "value", "move", "state"),
    [
        ("progress", "22", Move.REPORT, CommitmentState.IN_PROGRESS),
        ("done", "30", Move.DONE, CommitmentState.REPORTED_DONE),
        ("", "", Move.EVIDENCE, CommitmentState.IN_PROGRESS),
    ],
)
def test_a_commitment_moves_with_the_entry_as_evidence(
    network: Network, client_a: Client, deed: str, value: str, move: Move, state: CommitmentState
) -> None:
    """Progress, done, or mere proof: one step with the entry on it, also when it is sent twice."""
    village = living(network)
    before = len(commitment_card(network.actor("secretary_a"), village.ours, today()).steps)
    for _ in range(2):
        about = f"commitment:{village.ours}"
        said = send(
            client_a, network, headers=JSON, about=about, deed=deed, value=value, photos=[picture()]
        ).json()
    assert said["remark"] == ""
    card = commitment_card(network.actor("secretary_a"), village.ours, today())
    assert len(card.steps) == before + 1
    assert card.steps[-1].kind is move
    assert card.steps[-1].log_entry is not None
    assert card.steps[-1].log_entry.id == said["entry"]
    assert card.line.state is state


def test_an_obstacle_is_named_by_an_entry(network: Network, client_a: Client) -> None:
    """An entry about an obstacle stands among the obstacles, once."""
    for _ in range(2):
        send(client_a, network, about="obstacle", text="水渠塌了一段")
    assert [line.text for line in obstacles_open(network.actor("secretary_a"), today())] == ["水渠塌了一段"]


def test_what_was_written_stays_when_the_rest_cannot_be_done(network: Network, client_a: Client) -> None:
    """The giver's colleague reported it done meanwhile: the entry is kept, and the page says what was not."""
    village = living(network)
    about = f"commitment:{village.ours}"
    send(client_a, network, client_key="b" * 32, about=about, deed="done")
    said = send(client_a, network, headers=JSON, text="再报一次", about=about, deed="progress").json()
    assert said["remark"]
    assert "再报一次" in [line.text for line in entries(network)]


def test_a_finished_duty_takes_further_entries(network: Network, client_a: Client) -> None:
    """Somebody finished the duty before the phone had a line: the entry arrives all the same."""
    village = living(network)
    finish_duty(by=network.actor("secretary_a"), duty=village.duty)
    said = send(client_a, network, headers=JSON, about=f"duty:{village.duty}", deed="done").json()
    assert said["remark"] == ""
    assert said["entry"] in [line.id for line in entries(network)]


def test_the_day_of_the_entry(network: Network, client_a: Client) -> None:
    """A day before today is that day; what was written without a signal keeps the moment of writing."""
    send(client_a, network, happened_on=(today() - timedelta(days=3)).isoformat())
    written = timezone.now() - timedelta(days=2)
    send(client_a, network, client_key="c" * 32, text="没信号", written_at=written.isoformat())
    days = {line.text: civil_date(line.happened_at) for line in entries(network)}
    assert days == {"路灯亮了六盏": today() - timedelta(days=3), "没信号": civil_date(written)}


NONSENSE = [
    ("happened_on", {"happened_on": (today() + timedelta(days=2)).isoformat()}),
    ("happened_on", {"happened_on": "2001-01-01"}),
    ("happened_on", {"happened_on": "昨天"}),
    ("text", {"text": "长" * 10_000}),
    ("text", {"text": "   "}),
    ("photos", {"photos": [picture("a.jpg", b"no picture, only words")]}),
    ("photos", {"photos": [picture("a.jpg", b"\xff\xd8\xff" + bytes(20 * 1024 * 1024))]}),
    ("photos", {"photos": [picture("a.jpg", photo()[:100])]}),
    ("photos", {"photos": [picture(f"{n}.jpg") for n in range(10)]}),
    ("about", {"about": "duty:999999"}),
    ("about", {"about": "everything"}),
    ("value", {"value": "很多"}),
    ("client_key", {"client_key": "x"}),
]


@pytest.mark.parametrize(
    ("field", "values"), NONSENSE, ids=lambda value: value if isinstance(value, str) else ""
)
def test_nonsense_is_refused_beside_its_field(
    network: Network, client_a: Client, field: str, values: dict[str, Any]
) -> None:
    """The error stands at its field, what was typed is kept, nothing is written; the script hears the same."""
    answer = send(client_a, network, **values)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert answer.context["form"].errors.get(field), answer.context["form"].errors
    assert values.get("text", "路灯亮了六盏").strip() in page
    assert 'class="err"' in page
    for file in values.get("photos", ()):
        file.seek(0)
    said = send(client_a, network, headers=JSON, **values)
    assert said.status_code == 422
    assert field in said.json()["errors"]
    assert entries(network) == []


def test_script_in_the_sentence_is_text(network: Network, client_a: Client) -> None:
    """Markup is shown as it was typed, in the log, on its page, and when the form comes back."""
    nasty = '<script>alert("1")</script>'
    send(client_a, network, text=nasty)
    (line,) = entries(network)
    refused = send(client_a, network, text=nasty, happened_on="2001-01-01", client_key="d" * 32)
    for page in (refused, client_a.get("/m/log/"), client_a.get(f"/m/log/{line.id}/"), client_a.get("/m/")):
        assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;" in refused.content.decode()


def test_another_persons_draft_is_not_sent(network: Network) -> None:
    """A draft kept for one account is not taken from the next one who signs in on that phone."""
    client = signed_in(network, "secretary_b")
    form = {"client_key": KEY, "text": "x", "organisation": network.village_b.pk}
    other = {**form, "account": network.accounts["secretary_a"].pk}
    assert client.post("/m/log/new/", other, headers=JSON).status_code == 401
    own = {**form, "account": network.accounts["secretary_b"].pk}
    assert client.post("/m/log/new/", own, headers=JSON).status_code == 200


def test_an_entry_is_taken_back_by_its_writer_after_asking(network: Network, client_a: Client) -> None:
    """The question changes nothing; the answer deletes words and pictures; nobody else is offered it."""
    send(client_a, network, photos=[picture()])
    (line,) = entries(network)
    client_a.get(f"/m/log/{line.id}/withdraw/")
    assert len(entries(network)) == 1
    keeper = signed_in(network, "keeper_a")
    assert "withdraw" not in keeper.get(f"/m/log/{line.id}/").content.decode()
    assert keeper.post(f"/m/log/{line.id}/withdraw/").status_code == 403
    client_a.post(f"/m/log/{line.id}/withdraw/")
    assert entries(network) == []
    assert "路灯亮了六盏" not in client_a.get(f"/m/log/{line.id}/").content.decode()


def test_what_is_taken_back_is_gone_wherever_it_was_put_to_use(network: Network, client_a: Client) -> None:
    """Words about a neighbour, sent as progress and as an obstacle: after the writer took them back nobody finds them."""
    village = living(network)
    words = "王阿婆家电话13800001111"
    about = {"a": f"commitment:{village.ours}", "b": "obstacle"}
    for key, subject in about.items():
        deed = "progress" if subject.startswith("commitment") else ""
        send(client_a, network, client_key=KEY[:-1] + key, text=words, about=subject, deed=deed)
    (obstacle,) = [o for o in obstacles_open(network.actor("secretary_a"), today()) if o.text == words]
    pages = [f"/m/commitments/{village.ours}/", f"/m/obstacles/{obstacle.id}/", "/m/obstacles/", "/m/log/"]
    assert sum(words in client_a.get(page).content.decode() for page in pages) == len(pages)
    for line in entries(network):
        if line.text == words:
            client_a.post(f"/m/log/{line.id}/withdraw/")
    for person in ("secretary_a", "keeper_a"):
        client = signed_in(network, person)
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200
            assert words not in answer.content.decode(), page
    assert obstacle.id not in {o.id for o in obstacles_open(network.actor("secretary_a"), today())}


@given(st.text(max_size=40))
def test_what_an_entry_is_about_is_read_or_refused(typed: str) -> None:
    """No text crashes the reading, and what is read leads back to something that can be written down."""
    about = read_about(typed)
    if about is not None:
        assert about.what in {"", "visit", "need", "obstacle", "duty", "commitment", "project"}
        assert LogKind(about.kind)
