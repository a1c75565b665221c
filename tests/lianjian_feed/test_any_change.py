"""Any sequence of changes of keys: readers follow, whenever they began."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjian_feed.waiting import asked
from tests.lianjian_feed.holding import Person, changing, hand_over, people, signed
from tests.lianjian_feed.simulators import Hub, Reader, files, story

ONLINE = ("timestamp", "snapshot", "targets")


class Network:
    """A hub of three holders, whose organisation ``media`` may come to hold its own key."""

    def __init__(self, place: Path, random: Random) -> None:
        self.hub, self.random = Hub(place), random
        self.hub.publish(media=files(story(1)), county=files(story(2)))
        self.held, self.threshold, self.own = people(3), 2, None
        hand_over(self.hub, self.held, self.threshold)

    def step(self, what: str) -> None:
        """One change, as the guide has it."""
        if what in ONLINE:
            proposal = changing(self.hub).propose(rotate=[what])
            changing(self.hub).apply([signed(proposal, *self.random.sample(self.held, self.threshold))])
        elif what == "threshold":
            wanted = self.random.randint(1, 2)
            proposal = changing(self.hub).propose(threshold=wanted)
            signers = self.random.sample(self.held, max(self.threshold, wanted))
            changing(self.hub).apply([signed(proposal, *signers)])
            self.threshold = wanted
        else:
            getattr(self, what)()

    def holder(self) -> None:
        new, gone = Person.named("新人"), self.random.choice(self.held)
        left = [person for person in self.held if person != gone]
        proposal = changing(self.hub).propose(add=[new.holder], remove=[gone.keyid])
        changing(self.hub).apply([signed(proposal, *self.random.sample(left, self.threshold))])
        self.held = [*left, new]

    def organisation(self) -> None:
        changing(self.hub).rotate("org-county")

    def entrust(self) -> None:
        self.own = Person.named("站长")
        proposal = changing(self.hub).entrust("media", [self.own.holder], 1)
        changing(self.hub).apply([signed(proposal, self.own)])

    def wait(self) -> None:
        self.hub.wait(days=self.random.randint(1, 60))

    def publish(self, number: int) -> None:
        """Something new of both organisations, signed by whoever signs for them."""
        published = self.hub.publish(media=files(story(number)), county=files(story(number)))
        assert set(published.left) == ({"media"} if self.own else set())
        if self.own:
            changing(self.hub).apply([signed(asked(self.hub.keys.path, "media"), self.own)])
            assert self.hub.publish().left == {}


@pytest.mark.costly
@given(
    steps=st.lists(
        st.sampled_from([*ONLINE, "threshold", "holder", "organisation", "entrust", "wait"]), max_size=5
    ),
    seed=st.integers(0, 2**16),
)
@settings(max_examples=12)
def test_whatever_is_changed_readers_follow(steps: list[str], seed: int) -> None:
    """Who saw every step, and who comes with the first root only, see the same: what was published last."""
    with TemporaryDirectory() as folder:
        network = Network(Path(folder), Random(seed))
        hub = network.hub
        reader = Reader(hub.first_root)
        for number, what in enumerate(steps, 3):
            network.step(what)
            network.publish(number)
            told = reader.refresh(hub.tree(), hub.now).told
            assert Reader(hub.first_root).refresh(hub.tree(), hub.now).told == told
            for name, content in hub.contents.items():
                assert told[name].claim.total == sum(map(len, content.values()))
