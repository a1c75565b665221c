"""What a station may write into its log: a closed list, with words for people.

A new act is added here and nowhere else. ``ROLE`` says who can have done it, which is all that a page tells
of a person.
"""

from __future__ import annotations

from lianjian_station.wording import say

#: Act -> who does it: a villager, a keeper, the box by itself, or whoever answers outside.
ROLE = {
    "accept-stale": "keeper",
    "agree": "villager",
    "answer": "outside",
    "backup": "keeper",
    "count": "station",
    "end": "station",
    "export": "keeper",
    "ask": "villager",
    "forget": "station",
    "import": "keeper",
    "keeper-add": "keeper",
    "keeper-remove": "keeper",
    "open": "keeper",
    "receive": "station",
    "refuse": "keeper",
    "release": "keeper",
    "release-one": "keeper",
    "report": "station",
    "restore": "keeper",
    "send": "station",
    "settings": "keeper",
    "sheet": "keeper",
    "split-dismissed": "keeper",
    "split-seen": "station",
    "type": "keeper",
    "unlock-failed": "station",
    "update": "station",
    "withdraw": "villager",
    "withdrawn": "outside",
}

#: Acts by which something leaves the village; the page shows these first.
OUTWARD = ("send", "report", "count", "export")
#: What comes in from outside.
INWARD = ("receive", "answer", "withdrawn", "import", "accept-stale", "update")
#: Who said yes or no to something leaving.
DECIDED = ("agree", "release-one", "release", "refuse", "withdraw", "end")


def words(language: str) -> dict[str, str]:
    """Each act as a villager reads it."""
    return {
        "accept-stale": say("took in content past its date, from a stick", language),
        "agree": say("agreed that something may leave", language),
        "answer": say("an answer came", language),
        "ask": say("asked for help", language),
        "backup": say("made a backup of the box", language),
        "count": say("sent counts, blurred so that nobody can be made out", language),
        "end": say("a consent ended; the addressee was told", language),
        "export": say("wrote a stick", language),
        "forget": say("wiped what is settled from the box", language),
        "import": say("read a stick", language),
        "keeper-add": say("made somebody a keeper", language),
        "keeper-remove": say("somebody is a keeper no more", language),
        "open": say("opened the requests to read them", language),
        "receive": say("it arrived at the network's office", language),
        "refuse": say("decided that it does not leave", language),
        "release": say("decided that it may leave; with this it may", language),
        "release-one": say("decided that it may leave; one more is needed", language),
        "report": say("sent word of how the box is", language),
        "restore": say("put the box back together from its sheet", language),
        "send": say("sent out, sealed", language),
        "settings": say("changed what may leave", language),
        "sheet": say("printed the recovery sheet", language),
        "split-dismissed": say("looked into a contradiction and set it aside", language),
        "split-seen": say("found a contradiction between logs or editions", language),
        "type": say("wrote a request down for somebody", language),
        "unlock-failed": say("a wrong passphrase was entered", language),
        "update": say("the box took a new version of its programs", language),
        "withdraw": say("took the consent back", language),
        "withdrawn": say("the addressee confirmed that it was wiped there", language),
    }


def roles(language: str) -> dict[str, str]:
    """Each role as a villager reads it."""
    return {
        "keeper": say("a keeper", language),
        "outside": say("from outside", language),
        "station": say("the box itself", language),
        "villager": say("a villager", language),
    }
