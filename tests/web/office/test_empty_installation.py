"""An installation that begins empty runs the whole loop through its own doors, from the one-time link to the synergy."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client

from lianjian.apps.parties.models import Division, Organisation, Person
from lianjian.kernel.keys import fingerprint
from tests.network import DIVISIONS, ROOT, today
from tests.web.office.test_accounts import shown_password
from tests.web.office.test_office import told

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "one-time-token-of-the-installer"


class Walker:
    """A person with a browser: every form has a key of its own."""

    def __init__(self) -> None:
        self.client = Client()
        self.sent = 0

    def page(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return told(answer)

    def send(self, address: str, **form: Any) -> str:
        """Send a form that is taken; the address it leads to."""
        self.sent += 1
        answer = self.client.post(address, {"client_key": f"walkers-form-{self.sent:04}", **form})
        wrong = re.findall(r'class="err".*?<span>(.*?)</span>', told(answer), re.DOTALL)
        assert answer.status_code == 302, (address, answer.status_code, wrong)
        return str(answer["Location"])


def test_the_whole_loop_begins_with_nothing(db: None, tmp_path: Path, settings: Any) -> None:
    """First administrator, parties and people, accounts, a password changed, an agreement signed by both, a promise made,
    reported and confirmed, outcomes reported and verified, the synergy shown: nobody touches a script."""
    settings.HOME = tmp_path
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "first-administrator").write_text(fingerprint(TOKEN.encode()), encoding="utf-8")
    for code, name, level, parent, path in DIVISIONS:
        Division.objects.get_or_create(
            code=code, defaults={"name": name, "level": level, "parent_id": parent, "path": path}
        )
    ours, theirs = Walker(), Walker()
    landed = ours.send(
        f"/first/{TOKEN}/",
        organisation_name="促进会",
        organisation_key="cujinhui",
        kind="association",
        person="吴管理",
        username="wu",
        password="qingshan-lvshui-26",
    )
    assert landed == "/office/"
    for empty in ("commitments", "groups", "meetings", "projects", "outcomes", "experts", "synergy"):
        assert 'class="empty"' in ours.page(f"/office/{empty}/"), empty
    ours.send(
        "/office/parties/new/",
        kind="village",
        division="350303108203",
        name="张洋村民委员会",
        short_name="张洋村",
        key="zhangyang",
    )
    village = Organisation.objects.get(key="zhangyang")
    house = Organisation.objects.get(key="cujinhui")
    ours.send(
        "/office/parties/zhangyang/mandates/new/", name="张主任", role="leader", starts_on=today().isoformat()
    )
    chief = Person.objects.by(ROOT).get(name="张主任")
    opened = ours.client.post(
        f"/office/parties/zhangyang/people/{chief.pk}/account/",
        {"client_key": "walkers-account", "username": "zhang", "password": ""},
    )
    first = shown_password(told(opened))

    theirs.send("/sign-in/", username="zhang", password=first)
    own = {"old_password": first, "new_password1": "laocha-shu-1862", "new_password2": "laocha-shu-1862"}
    theirs.send("/password/", **own)
    theirs.client = Client()
    theirs.send("/sign-in/", username="zhang", password="laocha-shu-1862")

    agreement = agreed(ours, theirs, house, village)
    group = ours.send("/office/groups/new/", of=f"agreement:{agreement}", name="联合小组")
    leader = Person.objects.by(ROOT).get(name="吴管理")
    ours.send(f"{group}members/new/", person=f"{house.pk}:{leader.pk}", role="leader")

    ours.send(
        f"/office/agreements/{agreement}/commitments/new/",
        giver=house.pk,
        receiver=village.pk,
        text="帮助销售春茶",
        work_area="industry",
        clause_position="1",
        due_on=(today() + timedelta(days=30)).isoformat(),
    )
    found = re.search(r"/m/commitments/(\d+)/", ours.page("/office/commitments/"))
    assert found
    ours.send(f"/m/commitments/{found[1]}/done/", text="销售完毕")
    theirs.send(f"/m/commitments/{found[1]}/confirmed/", text="属实")
    assert "帮助销售春茶" in theirs.page("/office/commitments/?state=settled")

    outcome = {
        "unit": "yuan",
        "happened_on": today().isoformat(),
        "work_area": "industry",
        "evidence": "台账",
    }
    together = theirs.send(
        f"/office/commitments/{found[1]}/outcomes/new/",
        reported_by=village.pk,
        text="春茶销售",
        value="100",
        parties=[house.pk, village.pk],
        **outcome,
    )
    alone = theirs.send(
        "/office/outcomes/new/", reported_by=village.pk, text="自家集市", value="20", **outcome
    )
    for one in (together, alone):
        ours.send(f"{one}verify/", verdict="verified", remark="看过台账")

    synergy = theirs.page("/office/synergy/")
    assert "120" in synergy
    assert "12.00" in synergy
    behind = re.search(r'href="(/office/synergy/yuan/\?what=together[^"]*)"', synergy)
    assert behind
    assert "自家集市" in theirs.page(behind[1])


def agreed(ours: Walker, theirs: Walker, house: Organisation, village: Organisation) -> str:
    """The key of an agreement that both have signed."""
    typed = '<select name="party_1"' not in ours.page("/office/agreements/new/")
    where = ours.send(
        "/office/agreements/new/",
        title="共联共建协议",
        party_1=house.name if typed else house.pk,
        party_2=village.name if typed else village.pk,
        clauses="产业联兴\n促进会帮助销售春茶。",
    )
    draft = ours.page(where)
    revision = re.search(r'name="seen_revision" value="(\d+)"', draft)
    assert revision
    ours.send(f"{where}freeze/", seen_revision=revision[1])
    key = where.strip("/").rsplit("/", 1)[-1]
    for walker, party in ((ours, house), (theirs, village)):
        seen = re.search(r'name="sha256" value="([0-9a-f]{64})"', walker.page(f"/m/agreements/{key}/"))
        assert seen
        walker.send(f"/m/agreements/{key}/", organisation=party.pk, sha256=seen[1])
    assert "有效" in ours.page(where) or "生效" in ours.page(where)
    return key
