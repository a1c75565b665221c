"""The joiner: which listener hears which event, what recurs, and which adapters serve which platform."""

from __future__ import annotations

from lianjian.foundation.events import Listener
from lianjian.foundation.jobs import Engine, Job

_PARTIES = "lianjian.apps.parties.events"
_AGREEMENTS = "lianjian.apps.agreements.events"
_COORDINATION = "lianjian.apps.coordination.events"
_PROJECTS = "lianjian.apps.projects.events"
_NEWSROOM = "lianjian.apps.newsroom.events"
_FLOWS = "lianjian.flows"

LISTENERS: tuple[Listener, ...] = (
    Listener(
        f"{_PARTIES}.OrganisationRegistered",
        f"{_FLOWS}.organisation_registered.give_outlets_an_owner",
        "at once",
    ),
    Listener(f"{_PARTIES}.TableImported", f"{_FLOWS}.table_imported.give_outlets_an_owner", "at once"),
    Listener(f"{_PARTIES}.TableImported", f"{_FLOWS}.table_imported.open_the_desk", "at once"),
    Listener(f"{_PARTIES}.MandateGranted", f"{_FLOWS}.mandate_granted.open_the_desk", "at once"),
    Listener(f"{_PARTIES}.MandateCorrected", f"{_FLOWS}.mandate_corrected.align_the_desk", "at once"),
    Listener(f"{_PARTIES}.MandateEnded", f"{_FLOWS}.mandate_ended.close_the_desk", "at once"),
    Listener(
        f"{_PARTIES}.OrganisationsMerged", f"{_FLOWS}.organisations_merged.pair_branch_links", "at once"
    ),
    Listener(f"{_PARTIES}.PeopleMerged", f"{_FLOWS}.people_merged.align_the_desk", "at once"),
    Listener(f"{_PARTIES}.PeopleMergeUndone", f"{_FLOWS}.people_merge_undone.align_the_desk", "at once"),
    Listener(f"{_PARTIES}.MergeUndone", f"{_FLOWS}.merge_undone.pair_branch_links", "at once"),
    Listener(f"{_AGREEMENTS}.AgreementSigned", f"{_FLOWS}.agreement_signed.carry_out", "at once"),
    Listener(f"{_AGREEMENTS}.NoticeGiven", f"{_FLOWS}.notice_given.ask_to_settle", "later"),
    Listener(f"{_AGREEMENTS}.EndingAnnounced", f"{_FLOWS}.ending_announced.ask_what_follows", "later"),
    Listener(
        f"{_PARTIES}.HandoverItemPassed", f"{_FLOWS}.handover_item_passed.move_in_coordination", "at once"
    ),
    Listener(f"{_PARTIES}.HandoverItemPassed", f"{_FLOWS}.handover_item_passed.move_in_projects", "at once"),
    Listener(
        f"{_PARTIES}.HandoverItemPassed", f"{_FLOWS}.handover_item_passed.move_in_agreements", "at once"
    ),
    Listener(f"{_PARTIES}.HandoverItemPassed", f"{_FLOWS}.handover_item_passed.move_in_exchange", "at once"),
    Listener(f"{_PROJECTS}.EntryForgotten", f"{_FLOWS}.entry_forgotten.forget_in_handovers", "at once"),
    Listener(
        f"{_COORDINATION}.LogEntryWithdrawn", f"{_FLOWS}.log_entry_withdrawn.forget_its_words", "at once"
    ),
    Listener(f"{_COORDINATION}.DutyFinished", f"{_FLOWS}.duty_finished.stop_reminding", "at once"),
    Listener(f"{_COORDINATION}.DutyCancelled", f"{_FLOWS}.duty_cancelled.stop_reminding", "at once"),
    Listener(f"{_COORDINATION}.MeetingCalledOff", f"{_FLOWS}.meeting_called_off.stop_reminding", "at once"),
    Listener(f"{_COORDINATION}.MeetingRecorded", f"{_FLOWS}.meeting_recorded.stop_reminding", "at once"),
    Listener(f"{_PROJECTS}.CommitmentMoved", f"{_FLOWS}.commitment_moved.stop_reminding", "at once"),
    Listener(f"{_PROJECTS}.MilestoneReached", f"{_FLOWS}.milestone_reached.stop_reminding", "at once"),
    Listener(f"{_AGREEMENTS}.AgreementClosed", f"{_FLOWS}.agreement_closed.stop_reminding", "at once"),
    Listener(
        f"{_COORDINATION}.ResolutionAccepted", f"{_FLOWS}.resolution_accepted.make_it_a_commitment", "at once"
    ),
    Listener(f"{_COORDINATION}.GatheringTold", f"{_FLOWS}.gathering_told.start_its_story", "at once"),
    Listener(f"{_NEWSROOM}.StoryPublished", f"{_FLOWS}.story_published.plan_for_all_outlets", "at once"),
    Listener(f"{_NEWSROOM}.StoryPublished", f"{_FLOWS}.story_published.count_from_now", "at once"),
    Listener(f"{_NEWSROOM}.StoryPublished", f"{_FLOWS}.story_published.plan_its_film", "at once"),
    Listener(
        f"{_NEWSROOM}.StoryWithdrawn", f"{_FLOWS}.story_withdrawn.take_back_from_all_outlets", "at once"
    ),
    Listener(f"{_NEWSROOM}.StoryWithdrawn", f"{_FLOWS}.story_withdrawn.stop_counting", "at once"),
    Listener(f"{_NEWSROOM}.StoryWithdrawn", f"{_FLOWS}.story_withdrawn.drop_its_film", "at once"),
)

JOBS: tuple[Job, ...] = (
    Job("listeners", "lianjian.foundation.keeping_up.call_listeners", every=1),
    Job("scheduled-publishing", "lianjian.apps.newsroom.tasks.scheduling.publish_due", every=20),
    Job("stations-feed", "lianjian.adapters.ferry.feed_writing.keep_feed_fresh", every=10),
    Job("spread-counting", "lianjian.apps.spread.tasks.count_new_events", every=5),
    Job("spread-salts", "lianjian.apps.spread.tasks.forget_visitors", every=600),
    Job("duties", "lianjian.apps.coordination.tasks.make_due_duties", every=3600),
    Job("guests", "lianjian.apps.coordination.tasks.forget_old_guests", every=86400),
    Job("handovers", "lianjian.apps.parties.tasks.pass_on_first_days", every=600),
    Job("unverified", "lianjian.apps.agreements.tasks.forget_unverified_answers", every=3600),
    Job("old-tables", "lianjian.apps.parties.tasks.forget_old_tables", every=3600),
    Job("agreement-documents", "lianjian.apps.agreements.tasks.make_documents", every=5),
    Job("agreement-terms", "lianjian.apps.agreements.tasks.keep_terms", every=3600),
    Job("reminders", "lianjian.apps.reminders.tasks.walking.remind_and_send", every=300),
    Job("sealing", "lianjian.foundation.keeping_up.seal_deeds", every=30),
    Job("enquiries", "lianjian.apps.projects.tasks.forget_old_enquiries", every=86400),
    Job("films", "lianjian.apps.matrix.tasks.filming.keep_films_made", every=3),
    Job("accounts", "lianjian.apps.matrix.tasks.watching.look_at_accounts", every=600),
    Job("pages", "lianjian.apps.matrix.tasks.reading_back.read_confirmed_pages", every=60),
    Job("links", "lianjian.apps.newsroom.tasks.links.ask_links", every=30),
    Job("numbers", "lianjian.apps.matrix.tasks.counting.ask_for_numbers", every=1800),
    Job("hub", "lianjian.apps.matrix.tasks.pinging.tell_hub", every=5),
    Job("mailroom", "lianjian.apps.islands.tasks.take_post", every=3),
    Job("inboxes", "lianjian.apps.islands.tasks.keep_inboxes", every=3600),
    Job("letters", "lianjian.apps.islands.tasks.destroy_old_letters", every=3600),
    Job("sessions", "lianjian.foundation.keeping_up.forget_sessions", every=86400),
)

ENGINES: tuple[Engine, ...] = (
    Engine("delivery", "lianjian.apps.matrix.tasks.running.run_in_thread"),
    Engine("archive", "lianjian.apps.newsroom.tasks.importing.run_in_thread"),
)

OUTLET_ADAPTERS: tuple[str, ...] = (
    "lianjian.adapters.outlets.web_site.adapter.WebSite",
    "lianjian.adapters.outlets.feeds.adapter.Feeds",
    "lianjian.adapters.outlets.hand_off.adapter.HandOff",
    "lianjian.adapters.outlets.wechat.adapter.Wechat",
    "lianjian.adapters.outlets.weibo.adapter.Weibo",
    "lianjian.adapters.outlets.baijiahao.adapter.Baijiahao",
    "lianjian.adapters.outlets.kuaishou.adapter.Kuaishou",
    "lianjian.adapters.outlets.bilibili.adapter.Bilibili",
    "lianjian.adapters.outlets.douyin.adapter.Douyin",
)


OPEN_THINGS: tuple[str, ...] = (
    "lianjian.apps.coordination.queries.open_things.OpenCoordination",
    "lianjian.apps.projects.queries.open_things.OpenProjects",
    "lianjian.apps.agreements.queries.open_things.OpenAgreements",
    "lianjian.apps.exchange.queries.open_things.OpenNeeds",
    "lianjian.apps.islands.queries.open_things.OpenRequests",
    "lianjian.apps.parties.queries.by_word.Spoken",
)
"""What each room has open, for handovers and for the page of what has no hands (``apps.parties.ports``)."""
CODE_SENDER = "lianjian.adapters.verification.console.Console"
"""What carries one-time codes to telephones (``apps.agreements.ports.CodeSender``)."""
FILM_MAKER = "lianjian.adapters.films.maker.Films"
"""What makes the film of a story (``apps.matrix.film_ports.FilmMaking``)."""
ACCOUNTS_DATED = "lianjian.apps.matrix.queries.accounts.accounts_dated"
"""What the reminders ask for warnings about accounts (``apps.reminders.ports``)."""
MAIL_KEYS = "lianjian.adapters.ferry.mail_keys.FileKeys"
"""What keeps the private keys of the mailroom (``apps.islands.ports.MailKeys``)."""
POST_OFFICE = "lianjian.adapters.ferry.post.Files"
"""What keeps the post of the stations (``apps.islands.ports.PostOffice``)."""
REQUESTS_DATED = "lianjian.apps.islands.queries.dated.requests_dated"
LOSSES_DATED = "lianjian.apps.islands.queries.dated.losses_dated"
"""What the reminders ask for requests of villagers and for lost stations (``apps.reminders.ports``)."""
FEED_HUB = "lianjian.adapters.outlets.feeds.hub.Hub"
"""What tells the WebSub hub (``apps.matrix.tasks.pinging.HubTelling``)."""
PAGE_READER = "lianjian.adapters.pages.reader.Pages"
"""What reads confirmed pages back (``apps.matrix.rules.reading_back.PageReading``)."""
LINK_ASKER = "lianjian.adapters.pages.reader.Pages"
"""What asks whether links open (``apps.newsroom.ports.LinkAsking``)."""
PAPER_OFFICE = "lianjian.adapters.signing.office.Office"
CHANNELS: tuple[str, ...] = (
    "lianjian.adapters.messaging.mail.channel.Mail",
    "lianjian.adapters.messaging.wecom.channel.Wecom",
    "lianjian.adapters.messaging.dingtalk.channel.Dingtalk",
    "lianjian.adapters.messaging.feishu.channel.Feishu",
)

DOCUMENTS: dict[str, str] = {
    "pdf": "lianjian.adapters.documents.pdf.pdf_of",
    "docx": "lianjian.adapters.documents.word.docx_of",
    "unprintable": "lianjian.adapters.documents.pdf.unprintable",
}
"""What makes the bytes of a ``kernel.documents.Document``, by the ending of the file; and what tells the characters of a text
that print has no type for."""

INITIAL_STEPS: tuple[str, ...] = ("lianjian.apps.parties.actions.load_divisions.ensure_divisions",)
"""Run by ``lianjian init`` after migrations; each returns a sentence where it did something, "" where not."""
