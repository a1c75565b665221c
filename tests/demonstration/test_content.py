"""The demonstration network's files hang together: keys resolve, codes exist, dates make sense.

Whoever edits the content learns of a slip here, before a loader trips over it.
"""

from __future__ import annotations

from collections import Counter

from lianjian.apps.agreements.rules.responses import ResponseState
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.matrix.actions.ensure_outlets import packaged_catalogue
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.levels import Level, level_of
from lianjian.apps.parties.rules.roles import SIGNATORIES, Role
from lianjian.demonstration.pictures import SCENES
from lianjian.demonstration.reading import needs
from lianjian.kernel.quantities import Unit
from tests.demonstration.content import belongs, divisions, every, keyed, network, stories, year

WORK_AREAS = {"industry", "investment", "recruitment", "training", "technology", "livelihood"}


def test_divisions_are_complete() -> None:
    """The table of divisions holds the 17,498 villages of Fujian, each with all divisions above it."""
    codes = divisions()
    levels = Counter(level_of(code) for code in codes)
    assert levels[Level.VILLAGE] == 17_498
    assert codes["350303108203"] == "张洋村委会"
    for length, above in ((4, 2), (6, 4), (9, 6), (12, 9)):
        assert all(code[:above] in codes for code in codes if len(code) == length)


def test_organisations() -> None:
    """Fifteen organisations, ten of them villages by their own code and name in five counties of Putian."""
    rows = network()["organisation"]
    assert len(keyed("organisation")) == len(rows) == 15
    assert all(row["kind"] in set(Kind) and row["division"] in divisions() for row in rows)
    villages = [row for row in rows if row["kind"] == Kind.VILLAGE]
    assert len(villages) == 10
    assert keyed("organisation")["zhangyang"]["division"] == "350303108203"
    assert {row["division"][:6] for row in villages} == {"350302", "350303", "350304", "350305", "350322"}
    for row in villages:
        assert divisions()[row["division"]].removesuffix("委会") == row["short_name"]
        assert divisions()[row["division"][:9]] in row["name"]
        assert 2 <= len(row["endowments"]) <= 4
        for endowment in row["endowments"]:
            assert ("quantity" in endowment) == ("unit" in endowment)
            assert endowment.get("unit", "items") in set(Unit)
    for row in rows:
        assert row["kind"] == Kind.VILLAGE or row["name"].endswith("（演示）")


def test_people_and_postings() -> None:
    """Names and sign-in names are unique, mandates fit the register, one first secretary a village at a time."""
    people = network()["person"]
    assert len({p["key"] for p in people}) == len({p["name"] for p in people}) == len(people)
    usernames = [p["username"] for p in people if p["username"]]
    assert len(set(usernames)) == len(usernames)
    for person in people:
        for mandate in person["mandates"]:
            assert mandate["organisation"] in keyed("organisation")
            assert mandate["role"] in set(Role) - {Role.FIRST_SECRETARY}
    assert sum(len({m["organisation"] for m in p["mandates"]}) > 1 for p in people) >= 4
    postings = network()["posting"]
    assert all(p["person"] in keyed("person") for p in postings)
    villages = {k for k, row in keyed("organisation").items() if row["kind"] == Kind.VILLAGE}
    assert {p["village"] for p in postings if p["batch"] == 6 and p["until_days_ahead"] > 0} == villages
    (former,) = [p for p in postings if p["batch"] == 5]
    successor = next(p for p in postings if p["village"] == former["village"] and p["batch"] == 6)
    assert former["until_days_ahead"] < -successor["from_days_ago"]
    assert all(expert["person"] in keyed("person") for expert in network()["expert"])


def test_initiative_and_its_answers() -> None:
    """21 answers after the call, in every state; those that joined are in the register under that name."""
    answers = network()["response"]
    assert len({a["organisation_name"] for a in answers}) == len(answers) == 21
    assert {a["state"] for a in answers} == set(ResponseState)
    for answer in answers:
        assert 0 <= answer["days_ago"] < network()["initiative"]["published_days_ago"]
        assert answer["contact"].endswith("@example.org")
        assert (answer["state"] == ResponseState.JOINED) == ("organisation" in answer)
        if "organisation" in answer:
            house = keyed("organisation")[answer["organisation"]]
            assert house["name"] == answer["organisation_name"]
            assert house["joined_days_ago"] <= answer["days_ago"]


def test_agreements_are_signed_by_signatories() -> None:
    """An agreement stands in every state; signatures are given by signatories after freezing and make the state."""
    assert {a["state"] for a in network()["agreement"]} == set(State)
    for agreement in network()["agreement"]:
        parties = [party["organisation"] for party in agreement["parties"]]
        signed = [signature["organisation"] for signature in agreement["signatures"]]
        whole = set(signed) == set(parties)
        assert len(parties) == 3
        assert set(signed) <= set(parties) <= set(keyed("organisation"))
        assert len(agreement["clause"]) >= 3
        assert ("frozen_days_ago" in agreement) == (agreement["state"] != State.DRAFT)
        assert ("closed_days_ago" in agreement) == (agreement["state"] in {State.ENDED, State.WITHDRAWN})
        assert whole == (agreement["state"] in {State.EFFECTIVE, State.ENDED})
        assert bool(signed) == (agreement["state"] not in {State.DRAFT, State.SIGNING})
        for signature in agreement["signatures"]:
            assert signature["days_ago"] <= agreement["frozen_days_ago"] < agreement["drafted_days_ago"]
            mandates = keyed("person")[signature["person"]]["mandates"]
            assert any(
                m["organisation"] == signature["organisation"] and m["role"] in SIGNATORIES for m in mandates
            )


def test_groups_meetings_duties() -> None:
    """Members act for the organisation they sit for; meetings follow the group; duties have an owner."""
    for group in network()["group"]:
        assert ("agreement" in group) != ("organisation" in group)
        for member in group["members"]:
            assert belongs(member["person"], member["organisation"], group["formed_days_ago"])
        assert all(rhythm["starts_days_ago"] <= group["formed_days_ago"] for rhythm in group["rhythm"])
    for meeting in network()["meeting"]:
        group = keyed("group")[meeting["group"]]
        assert meeting["days_ago"] <= group["formed_days_ago"]
        assert set(meeting["attendees"]) <= {member["person"] for member in group["members"]}
    owed = [*network()["duty"], *(d for _, d in every("meeting", "decision") if "organisation" in d)]
    for duty in owed:
        assert belongs(duty["person"], duty["organisation"], 0)
        assert isinstance(duty["due_days"], int)
        assert ("done_days_ago" in duty) == (
            duty.get("state", "done" if "note" in duty else "open") == "done"
        )


def test_commitments() -> None:
    """Commitments cover the six areas, some late, some confirmed; progress is by the giver and adds up."""
    rows = network()["commitment"]
    assert len(keyed("commitment")) == len(rows)
    assert {row["work_area"] for row in rows} == WORK_AREAS
    settled = {"done", "confirmed", "sent-back"}
    ended = settled | {"withdrawn"}
    assert {row["state"] for row in rows} == {"open", "progress", *ended}
    assert sum(row["due_days"] < 0 and row["state"] not in ended for row in rows) >= 4
    assert sum(row["state"] == "confirmed" for row in rows) >= 8
    for row in rows:
        if row["agreement"]:
            agreement = keyed("agreement")[row["agreement"]]
            assert {row["giver"], row["receiver"]} <= {p["organisation"] for p in agreement["parties"]}
            assert row["promised_days_ago"] <= agreement["starts_days_ago"]
        assert row["giver"] != row["receiver"]
        assert row["unit"] in set(Unit)
        assert -row["due_days"] < row["promised_days_ago"]
        progress = row.get("progress", [])
        assert bool(progress) == (row["state"] != "open") or row["state"] == "withdrawn"
        days = [row["promised_days_ago"], *(step["days_ago"] for step in progress)]
        assert days == sorted(days, reverse=True), row["key"]
        values = [0, *(step["value"] for step in progress)]
        assert values == sorted(values), row["key"]
        assert all(belongs(step["person"], row["giver"], step["days_ago"]) for step in progress), row["key"]
        assert (row["state"] in settled) == ("done_days_ago" in row) == (values[-1] >= row["target"])
        if row["state"] == "confirmed":
            assert row["confirmed_days_ago"] <= row["done_days_ago"] <= days[-1]
            assert belongs(row["confirmed_by"], row["receiver"], row["confirmed_days_ago"]), row["key"]
            assert not belongs(row["confirmed_by"], row["giver"], row["confirmed_days_ago"]), row["key"]
        if "renegotiated" in row:
            again = row["renegotiated"]
            assert belongs(again["person"], row["receiver"], again["days_ago"])
            assert not belongs(again["person"], row["giver"], again["days_ago"])
            assert again["due_days"] > row["due_days"]


def test_projects() -> None:
    """Four projects, one for visitors; what happened lies in the past and concerns their own parties."""
    rows = network()["project"]
    assert len(rows) == 4
    assert sum(row["kind"] == "leisure-tourism" for row in rows) == 1
    for row in rows:
        parties, started = set(row["parties"]), row["started_days_ago"]
        assert parties <= set(keyed("organisation"))
        assert row["village"] in parties
        if "agreement" in row:
            bound = {p["organisation"] for p in keyed("agreement")[row["agreement"]]["parties"]}
            assert parties <= bound
        assert all(0 <= step["days_ago"] <= started for step in row["stages"])
        assert row["work_area"] in WORK_AREAS
        assert {c["party"] for c in row["contribution"]} <= parties
        assert {c["kind"] for c in row["contribution"]} <= {"money", "land", "labour", "expertise", "media"}
        for entry in [*row["contribution"], *row["obstacle"], *row["outcome"]]:
            assert 0 <= entry["days_ago"] <= started
        for obstacle in row["obstacle"]:
            assert obstacle["owner"] in keyed("person")
            assert ("how" in obstacle) == ("removed_days_ago" in obstacle)
            assert obstacle.get("removed_days_ago", 0) <= obstacle["days_ago"]
        assert any("how" not in obstacle for obstacle in row["obstacle"])
        assert all(0 <= m.get("done_days_ago", 0) <= started for m in row["milestone"])


def test_outcomes_define_synergy_in_some_units_only() -> None:
    """Solo outcomes exist in some units and in others not; a solo outcome is verified by somebody else."""
    outcomes = [outcome for _, outcome in every("project", "outcome")]
    for project, outcome in every("project", "outcome"):
        assert set(outcome["parties"]) <= set(project["parties"])
        assert outcome["unit"] in set(Unit)
        assert outcome["value"] > 0
        assert ("verifier" in outcome) == (outcome.get("state") != "reported")
        assert ("remark" in outcome) == (outcome.get("state") == "disputed")
        if "verifier" in outcome:
            assert any(not belongs(outcome["verifier"], p, outcome["days_ago"]) for p in outcome["parties"])
        if len(outcome["parties"]) == 1:
            assert not belongs(outcome["verifier"], outcome["parties"][0], outcome["days_ago"])
    alone = {o["unit"] for o in outcomes if len(o["parties"]) == 1}
    together = {o["unit"] for o in outcomes if len(o["parties"]) > 1}
    assert {"yuan", "visitors", "reads"} <= alone & together
    assert "jobs" in together - alone


def test_log() -> None:
    """Twelve entries by first secretaries in their term, from every village, recent enough to be entered."""
    rows = network()["log"]
    assert len(rows) == 12
    assert len({row["village"] for row in rows}) >= 9
    for row in rows:
        assert belongs(row["person"], row["village"], row["days_ago"])
        assert 0 <= row["days_ago"] <= 55
        assert row["scene"] in SCENES
        assert row.get("commitment", "") in {"", *keyed("commitment")}


def test_the_year_names_what_there_is() -> None:
    """Spread tells of exactly the published stories, item rate about 45 %, read rate a few per cent; outlets exist."""
    told = year()
    published = {name[3:-5] for name, story in stories().items() if story["state"] == "published"}
    assert {one["story"] for one in told["spread"]} == published
    assert len(told["spread"]) == len(published)
    forwarded = sum(one["forwards"] > 0 for one in told["spread"])
    assert 0.4 < forwarded / len(published) < 0.5
    assert 0.02 < sum(o["forwards"] for o in told["spread"]) / sum(o["reads"] for o in told["spread"]) < 0.05
    outlets = {outlet.key for outlet in packaged_catalogue()}
    for table in ("figure", "carried", "refused", "lost", "still_up", "fetched"):
        assert {one["outlet"] for one in told[table]} <= outlets
        assert all(belongs(one["by"], "shanhai", 0) for one in told[table] if "by" in one)
    assert {one["story"] for one in [*told["refused"], *told["lost"]]} <= published


def test_needs() -> None:
    """Every village has one, looked after by its first secretary; counted or not; what was closed came after."""
    rows = needs()
    posted = {(row["village"], row["person"]) for row in network()["posting"]}
    assert {row["organisation"] for row in rows} == {village for village, _person in posted}
    for row in rows:
        assert (row["organisation"], row["person"]) in posted
        assert row["work_area"] in WORK_AREAS
        assert ("quantity" in row) == ("unit" in row)
        assert row.get("unit", "items") in set(Unit)
        assert not ("met" in row and "given_up" in row)
        met = row.get("met", {})
        assert not met or (
            met.get("by", "lvye") in keyed("organisation") and ("by" in met) != ("by_words" in met)
        )
        assert met.get("scene", "canteen") in SCENES
        closed = met or row.get("given_up", {"days_ago": 0})
        assert 0 <= closed["days_ago"] < row["days_ago"]
    assert any(row.get("wanted_in_days", 0) < 0 for row in rows)
