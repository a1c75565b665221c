"""Why a delivery stands where it stands, in plain words, each with its cure.

Adapters translate a platform's codes into these causes; the code itself is kept and shown beside them.
Placeholders: ``%(code)s`` the platform's code, ``%(detail)s`` what else is known ("" if nothing).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lianjian.kernel.refusals import gettext_noop


class Cause(StrEnum):
    """Reasons, independent of the platform."""

    HAND_OFF = "hand-off"
    SHARE_READY = "share-ready"
    NO_PUBLIC_ADDRESS = "no-public-address"
    LOOK_THERE = "look-there"
    CREDENTIALS_MISSING = "credentials-missing"
    CREDENTIALS_WRONG = "credentials-wrong"
    CREDENTIALS_UNREADABLE = "credentials-unreadable"
    ADAPTER_MISSING = "adapter-missing"
    OUTLET_PAUSED = "outlet-paused"
    PERMISSION_MISSING = "permission-missing"
    SCOPE_MISSING = "scope-missing"
    AUTHORISATION_ENDED = "authorisation-ended"
    ADDRESS_NOT_LISTED = "address-not-listed"
    CLOCK_WRONG = "clock-wrong"
    SECTION_CLOSED = "section-closed"
    ACCOUNT_BLOCKED = "account-blocked"
    QUOTA_SPENT = "quota-spent"
    TOO_FAST = "too-fast"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no-answer"
    WORKER_LOST = "worker-lost"
    TITLE_TOO_LONG = "title-too-long"
    DIGEST_TOO_LONG = "digest-too-long"
    AUTHOR_TOO_LONG = "author-too-long"
    CONTENT_TOO_LONG = "content-too-long"
    CONTENT_EMPTY = "content-empty"
    LINK_NOT_ALLOWED = "link-not-allowed"
    PICTURE_NOT_TAKEN = "picture-not-taken"
    PICTURE_UNREADABLE = "picture-unreadable"
    COVER_MISSING = "cover-missing"
    FILM_PENDING = "film-pending"
    FILM_NOT_TAKEN = "film-not-taken"
    REQUEST_MALFORMED = "request-malformed"
    REPEATED = "repeated"
    CHECK_FAILED = "check-failed"
    REVIEW_FAILED = "review-failed"
    ORIGINALITY_FAILED = "originality-failed"
    REMOVED_BY_ACCOUNT = "removed-by-account"
    REMOVED_BY_PLATFORM = "removed-by-platform"
    HANDLE_ON_SITE = "handle-on-site"
    GONE_THERE = "gone-there"
    STILL_WORKING = "still-working"
    CORRECT_BY_HAND = "correct-by-hand"
    TAKE_DOWN_BY_HAND = "take-down-by-hand"
    COPY_FETCHED = "copy-fetched"
    MAY_BE_OUT = "may-be-out"
    STORY_WITHDRAWN = "story-withdrawn"
    SAID_BY_PERSON = "said-by-person"
    WORDS_WAIT = "words-wait"
    WORDS_OUTDATED = "words-outdated"
    UNEXPECTED_ANSWER = "unexpected-answer"
    OUR_FAULT = "our-fault"


@dataclass(frozen=True, slots=True)
class Words:
    """What happened and what to do, as msgids."""

    what: str
    cure: str


_RETRY = gettext_noop("The system tries again by itself; nothing to do.")
_BY_HAND = gettext_noop("Open the kit, publish by hand and paste the link back.")

CAUSES: dict[Cause, Words] = {
    Cause.HAND_OFF: Words(gettext_noop("This outlet takes stories by hand only."), _BY_HAND),
    Cause.SHARE_READY: Words(
        gettext_noop("The video and its words are laid ready; a person publishes them from a phone."),
        gettext_noop(
            "Open the kit, scan the code with the platform's app and publish there; the platform reports back."
        ),
    ),
    Cause.NO_PUBLIC_ADDRESS: Words(
        gettext_noop(
            "The platform would fetch the video from here, and this system has no public https address."
        ),
        _BY_HAND,
    ),
    Cause.LOOK_THERE: Words(
        gettext_noop("The platform has it; whether everybody can see it the platform does not say."),
        gettext_noop("Open it there; if it can be seen, confirm its link."),
    ),
    Cause.CREDENTIALS_MISSING: Words(
        gettext_noop("The credentials of this account are not stored here, so nothing was sent."),
        gettext_noop("Publish by hand with the kit, or have the administrator store the credentials."),
    ),
    Cause.CREDENTIALS_WRONG: Words(
        gettext_noop("The platform does not accept the account's credentials."),
        gettext_noop(
            "Have the administrator check the account's credentials and store them again; then resume the outlet."
        ),
    ),
    Cause.CREDENTIALS_UNREADABLE: Words(
        gettext_noop("The stored credentials cannot be opened: the key file does not fit."),
        gettext_noop("Bring back keys/outlets.key from the backup, or store the credentials again."),
    ),
    Cause.ADAPTER_MISSING: Words(
        gettext_noop("This installation cannot talk to the platform's interface."),
        _BY_HAND,
    ),
    Cause.OUTLET_PAUSED: Words(
        gettext_noop("The outlet is paused, so nothing was sent."),
        gettext_noop("Resume the outlet when its cause is cured, or publish by hand with the kit."),
    ),
    Cause.PERMISSION_MISSING: Words(
        gettext_noop("The platform has not given this account the right to publish through its interface."),
        gettext_noop(
            "Renew the account's verification in the platform's back office; until then publish by hand."
        ),
    ),
    Cause.SCOPE_MISSING: Words(
        gettext_noop("The account's authorisation does not include publishing videos."),
        gettext_noop(
            "Apply for that right on the open platform and authorise the account again; until then publish by hand."
        ),
    ),
    Cause.AUTHORISATION_ENDED: Words(
        gettext_noop("The account's authorisation has ended or was taken back."),
        gettext_noop("Authorise the account again, store the new refresh token, then resume the outlet."),
    ),
    Cause.ADDRESS_NOT_LISTED: Words(
        gettext_noop("The platform does not know the address of our server. %(detail)s"),
        gettext_noop(
            "Add the address to the white list in the platform's back office, then resume the outlet."
        ),
    ),
    Cause.CLOCK_WRONG: Words(
        gettext_noop("The platform says that our request is too old or from the future."),
        gettext_noop("Have the administrator set the server's clock, then resume the outlet."),
    ),
    Cause.SECTION_CLOSED: Words(
        gettext_noop("The platform has no open section for this video."),
        gettext_noop(
            "Have the administrator store another section number (tid) with the credentials, then send it again; "
            "or publish by hand."
        ),
    ),
    Cause.ACCOUNT_BLOCKED: Words(
        gettext_noop("The platform has restricted this account."),
        gettext_noop("Look into the platform's back office and follow its notice."),
    ),
    Cause.QUOTA_SPENT: Words(
        gettext_noop("The account's quota for today is used up."),
        gettext_noop("The system goes on by itself when the quota begins anew. In a hurry: publish by hand."),
    ),
    Cause.TOO_FAST: Words(gettext_noop("The platform asked us to slow down."), _RETRY),
    Cause.BUSY: Words(gettext_noop("The platform is busy."), _RETRY),
    Cause.UNREACHABLE: Words(
        gettext_noop("The platform could not be reached. %(detail)s"),
        gettext_noop("Check the network of the server, then try again."),
    ),
    Cause.NO_ANSWER: Words(
        gettext_noop("No answer came: whether the platform has the story is not known."),
        gettext_noop(
            "Do not send it again. The system asks the platform; if that stays without result, look "
            "there and say what you found."
        ),
    ),
    Cause.WORKER_LOST: Words(
        gettext_noop(
            "The worker stopped while it was sending: whether the platform has the story is not known."
        ),
        gettext_noop(
            "Do not send it again. The system asks the platform; if that stays without result, look "
            "there and say what you found."
        ),
    ),
    Cause.TITLE_TOO_LONG: Words(
        gettext_noop("The title is too long for this outlet."),
        gettext_noop("Shorten the title for this outlet and send it again."),
    ),
    Cause.DIGEST_TOO_LONG: Words(
        gettext_noop("The digest is too long for this outlet."),
        gettext_noop("Shorten the digest for this outlet and send it again."),
    ),
    Cause.AUTHOR_TOO_LONG: Words(
        gettext_noop("The byline is too long for this outlet."),
        gettext_noop("Shorten the byline for this outlet and send it again."),
    ),
    Cause.CONTENT_TOO_LONG: Words(
        gettext_noop("The text is too long for this outlet."),
        gettext_noop("Shorten the text for this outlet and send it again, or publish by hand."),
    ),
    Cause.CONTENT_EMPTY: Words(
        gettext_noop("The platform found nothing to publish."),
        gettext_noop("Give the story a text and publish it anew."),
    ),
    Cause.LINK_NOT_ALLOWED: Words(
        gettext_noop("The platform does not take a link of this kind."),
        gettext_noop("Register the site's domain with the platform, or publish by hand without the link."),
    ),
    Cause.PICTURE_NOT_TAKEN: Words(
        gettext_noop("The platform did not take a picture. %(detail)s"),
        gettext_noop("Replace the picture, then send it again."),
    ),
    Cause.PICTURE_UNREADABLE: Words(
        gettext_noop("A picture of the story cannot be read: %(detail)s"),
        gettext_noop("Upload the picture again and publish the story anew."),
    ),
    Cause.COVER_MISSING: Words(
        gettext_noop("This outlet needs a cover picture and the story has none that it takes."),
        gettext_noop("Give the story a picture and publish it anew, or publish by hand."),
    ),
    Cause.FILM_PENDING: Words(gettext_noop("The video of this story is still being made."), _RETRY),
    Cause.FILM_NOT_TAKEN: Words(
        gettext_noop("The platform did not take the video. %(detail)s"),
        gettext_noop("Look at the video on the story's page, have it made anew, then send it again."),
    ),
    Cause.REQUEST_MALFORMED: Words(
        gettext_noop("The platform could not read our request. %(detail)s"),
        gettext_noop(
            "Tell the administrator: the platform may have changed its interface. Until then publish by hand."
        ),
    ),
    Cause.REPEATED: Words(
        gettext_noop("The platform says it already has this text."),
        gettext_noop(
            "Look at the account: if it is public, paste its link; if not, wait a day or change the text."
        ),
    ),
    Cause.CHECK_FAILED: Words(
        gettext_noop("The platform's check before publication stopped the draft."),
        gettext_noop("Open the draft in the platform's back office, read its remark and publish there."),
    ),
    Cause.REVIEW_FAILED: Words(
        gettext_noop("The platform's review did not let the story pass. %(detail)s"),
        gettext_noop("Read the platform's remark in its back office, change the text and send it again."),
    ),
    Cause.ORIGINALITY_FAILED: Words(
        gettext_noop("The platform refused it as not original."),
        gettext_noop("Publish it there without the claim of originality, by hand."),
    ),
    Cause.REMOVED_BY_ACCOUNT: Words(
        gettext_noop("It was published and somebody with the account deleted it there."),
        gettext_noop("Ask the account's administrator; publish again only if that was a mistake."),
    ),
    Cause.REMOVED_BY_PLATFORM: Words(
        gettext_noop("It was published and the platform took it down."),
        gettext_noop("Read the platform's notice in its back office."),
    ),
    Cause.HANDLE_ON_SITE: Words(
        gettext_noop("The draft lies at the platform, but it wants a person to publish it there."),
        gettext_noop("Open the draft in the platform's back office, publish it and paste the link back."),
    ),
    Cause.GONE_THERE: Words(
        gettext_noop("What we left at the platform is not there any more."),
        gettext_noop("Send it again."),
    ),
    Cause.STILL_WORKING: Words(
        gettext_noop("The platform has had the story for long and does not say what became of it."),
        gettext_noop("Look into the platform's back office and say what you found."),
    ),
    Cause.CORRECT_BY_HAND: Words(
        gettext_noop("An older version is public there, and this platform lets only a person correct it."),
        gettext_noop("Correct it in the platform's back office with the kit's text, then confirm the link."),
    ),
    Cause.TAKE_DOWN_BY_HAND: Words(
        gettext_noop("The story was withdrawn, and this platform lets only a person take it down."),
        gettext_noop("Delete it in the platform's back office, then confirm that it is gone."),
    ),
    Cause.COPY_FETCHED: Words(
        gettext_noop("The story is out of our feed, but the client fetched a copy before."),
        gettext_noop("Ask the client's editors to take it down, then confirm that it is gone."),
    ),
    Cause.MAY_BE_OUT: Words(
        gettext_noop("The story was withdrawn while it was not known whether the outlet has it."),
        gettext_noop("Look at the outlet; delete it there if it is public, then confirm."),
    ),
    Cause.STORY_WITHDRAWN: Words(
        gettext_noop("The story was withdrawn before it went out."),
        gettext_noop("Nothing to do here."),
    ),
    Cause.SAID_BY_PERSON: Words(
        gettext_noop("A colleague wrote: %(detail)s"),
        gettext_noop("Change the text for this outlet and send it again, or leave it."),
    ),
    Cause.WORDS_WAIT: Words(
        gettext_noop("There are own words for this outlet that no colleague has accepted yet."),
        gettext_noop("A reviewer who did not write them accepts them on the page of the versions."),
    ),
    Cause.WORDS_OUTDATED: Words(
        gettext_noop("The story was changed after the own words for this outlet were written."),
        gettext_noop(
            "Look at them on the page of the versions: write them anew, or go back to the story's words."
        ),
    ),
    Cause.UNEXPECTED_ANSWER: Words(
        gettext_noop("The platform gave an answer we do not know (%(code)s). %(detail)s"),
        gettext_noop("Look at the platform whether the story is there; tell the administrator the code."),
    ),
    Cause.OUR_FAULT: Words(
        gettext_noop("A fault of this program stopped the delivery: %(detail)s"),
        gettext_noop("Tell the administrator; until then publish by hand."),
    ),
}

STOPS_OUTLET = frozenset(
    {
        Cause.CREDENTIALS_MISSING,
        Cause.CREDENTIALS_WRONG,
        Cause.CREDENTIALS_UNREADABLE,
        Cause.ADAPTER_MISSING,
        Cause.PERMISSION_MISSING,
        Cause.SCOPE_MISSING,
        Cause.AUTHORISATION_ENDED,
        Cause.ADDRESS_NOT_LISTED,
        Cause.CLOCK_WRONG,
        Cause.ACCOUNT_BLOCKED,
    }
)
"""Causes that hold for every delivery to the outlet: it is paused once, instead of one alarm a story."""

HELD_WORDS = frozenset({Cause.WORDS_WAIT, Cause.WORDS_OUTDATED})
"""Causes that end when somebody decides about own words, and not otherwise."""
