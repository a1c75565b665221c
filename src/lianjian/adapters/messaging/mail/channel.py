"""E-mail through Django's mail settings: an SMTP server where LIANJIAN_SMTP_URL names one, else files under
LIANJIAN_HOME/mail. A second attempt carries the same Message-ID (RFC 5322, 3.6.4), by which mailboxes know it."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from lianjian.apps.reminders.ports import NotTaken
from lianjian.apps.reminders.rules.dispatches import Cause, Channel
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.reminders.ports import Letter

SECONDS = 20


def text_of(letter: Letter) -> str:
    """The body: one paragraph a thing, with its address; plain text, which every mail program shows."""
    rows = [f"· {one.what}\n  {one.when}\n  {one.url}" for one in letter.lines]
    return "\n\n".join([letter.title, *rows, *([letter.foot] if letter.foot else []), letter.url]) + "\n"


def message_id(letter: Letter) -> str:
    """The same for every attempt at the same letter."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "lianjian.invalid"
    return f"<{fingerprint(letter.key.encode())[:40]}@{host}>"


class Mail:
    """E-mail to one person."""

    channel = Channel.MAIL

    def send(self, letter: Letter, to: Mapping[str, str]) -> None:
        # the file and memory backends take no timeout
        smtp = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
        mail = EmailMessage(
            subject=" ".join(letter.title.split()),
            body=text_of(letter),
            to=[to["email"]],
            headers={"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"},
            connection=get_connection(timeout=SECONDS) if smtp else get_connection(),
        )
        try:
            mail.send()
        except smtplib.SMTPAuthenticationError as no:
            raise NotTaken(Cause.LOGIN, str(no.smtp_code)) from None
        except smtplib.SMTPRecipientsRefused as no:
            code = next(iter(no.recipients.values()), (0, b""))[0]
            if 400 <= code < 500:  # noqa: PLR2004 - a transient answer (RFC 5321, 4.2.1)
                raise Unreachable(f"SMTP {code}") from None
            raise NotTaken(Cause.RECIPIENT, str(code)) from None
        except smtplib.SMTPResponseException as no:
            if 400 <= no.smtp_code < 500:  # noqa: PLR2004 - see above
                raise Unreachable(f"SMTP {no.smtp_code}") from None
            raise NotTaken(Cause.OTHER, str(no.smtp_code)) from None
        except (smtplib.SMTPException, OSError) as failure:
            raise Unreachable(type(failure).__name__) from None
