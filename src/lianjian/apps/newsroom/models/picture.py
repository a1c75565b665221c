"""Pictures of stories. Whatever door they come in by, they are cleaned before they are stored."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from lianjian.apps.newsroom.rules.consents import People
from lianjian.apps.newsroom.rules.pictures import clean_picture
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import Refused


class StoryPicture(AbstractImage):
    """A photograph or drawing. ``sha256`` is that of the stored bytes, ``media_type`` what they are.

    The name under which the bytes lie is made of their fingerprint: it tells nothing and cannot be guessed. ``people`` is
    what was said about the people in it, by whom and when; ``people_note`` names the public event.
    """

    sha256 = models.CharField(max_length=64, blank=True, default="", editable=False, db_index=True)
    media_type = models.CharField(max_length=30, blank=True, default="", editable=False)
    people = models.CharField(
        max_length=12,
        choices=[(word.value, word.value) for word in People],
        default=People.NOT_ASKED,
        editable=False,
        db_index=True,
    )
    people_note = models.CharField(max_length=120, blank=True, default="", editable=False)
    people_by = models.ForeignKey(
        "parties.Person", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    people_at = models.DateTimeField(null=True, editable=False)

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        db_table = "newsroom_story_picture"
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def get_upload_to(self, filename: str) -> str:
        """Where the bytes are stored: by fingerprint."""
        ending = filename.rpartition(".")[2].lower()
        return f"pictures/{self.sha256[:2]}/{self.sha256[:32]}.{ending}"

    def clean(self) -> None:
        """What the form of the desk calls: a picture that cannot be taken is said beside its field."""
        super().clean()
        try:
            self._take_in()
        except Refused as refused:
            raise ValidationError({"file": [explain(refused)]}) from refused

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Clean, then store. The last guard: no bytes reach the storage as they came. Raises Refused."""
        self._take_in()
        super().save(*args, **kwargs)

    def generate_rendition_file(self, *args: Any, **kwargs: Any) -> Any:
        """The picture at another size, in memory: Wagtail leaves its temporary file open behind it."""
        made = super().generate_rendition_file(*args, **kwargs)
        with made:
            made.seek(0)
            return ContentFile(made.read(), name=made.name)

    def _take_in(self) -> None:
        """Replace new, not yet stored bytes by their cleaned form, once."""
        if not self.file or self.file._committed:  # type: ignore[has-type] # noqa: SLF001 - Django's mark for "not stored yet"
            return
        upload = self.file.file  # type: ignore[has-type]
        upload.seek(0)
        data = upload.read()
        if self.sha256 and fingerprint(data) == self.sha256:
            upload.seek(0)
            return
        clean = clean_picture(data)
        self.sha256 = fingerprint(clean.data)
        self.media_type = clean.media_type
        self.file = ContentFile(clean.data, name=f"picture.{clean.ending}")
        self.file_size = len(clean.data)
        self._set_file_hash()
        self._set_image_file_metadata()


class StoryPictureRendition(AbstractRendition):
    """A picture at another size."""

    image = models.ForeignKey(StoryPicture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        db_table = "newsroom_story_picture_rendition"
        unique_together = [("image", "filter_spec", "focal_point_key")]
