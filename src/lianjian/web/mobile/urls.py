from __future__ import annotations

from django.urls import path

from lianjian.web.mobile import (
    agreements,
    commitments,
    due_lists,
    duties,
    enquiries,
    entries,
    glance,
    groups,
    obstacles,
    offline,
    outcomes,
    pictures,
    project_work,
    today,
)

app_name = "mobile"
urlpatterns = [
    path("", today.today, name="today"),
    path("agreements/", agreements.listing, name="agreements"),
    path("agreements/<int:agreement>/", agreements.agreement, name="agreement"),
    path("commitments/", commitments.listing, name="commitments"),
    path("commitments/<int:commitment>/", commitments.commitment, name="commitment"),
    path("commitments/<int:commitment>/<slug:move>/", commitments.step, name="step"),
    path(
        "commitments/<int:commitment>/photos/<int:photo>/<slug:size>/",
        pictures.commitment_photo,
        name="commitment-photo",
    ),
    path("commitments/<slug:whose>/<slug:state>/", commitments.listed, name="commitments-listed"),
    path("due/<slug:side>/<slug:when>/", due_lists.due, name="due"),
    path("duties/<int:duty>/", duties.duty, name="duty"),
    path("evidence/<int:file>/", pictures.evidence, name="evidence"),
    path("glance/", glance.glance, name="glance"),
    path("glance/<slug:show>/", glance.rows, name="glance-rows"),
    path("groups/", groups.listing, name="groups"),
    path("groups/<int:group>/", groups.group, name="group"),
    path("log/", entries.log, name="log"),
    path("log/new/", entries.entry_new, name="entry-new"),
    path("log/<int:entry>/", entries.entry, name="entry"),
    path("log/<int:entry>/withdraw/", entries.withdraw, name="entry-withdraw"),
    path("meetings/<int:meeting>/", groups.meeting, name="meeting"),
    path("obstacles/", obstacles.listing, name="obstacles"),
    path("obstacles/<int:obstacle>/", obstacles.obstacle, name="obstacle"),
    path("outcomes/<int:outcome>/", outcomes.outcome, name="outcome"),
    path("photos/<int:photo>/<slug:size>/", pictures.photo, name="photo"),
    path("projects/<int:project>/", groups.project, name="project"),
    path("projects/<int:project>/contributions/new/", project_work.contribute, name="contribution-new"),
    path(
        "projects/<int:project>/milestones/<int:milestone>/reach/",
        project_work.reached,
        name="milestone-reach",
    ),
    path("enquiries/", enquiries.listing, name="enquiries"),
    path("enquiries/<int:enquiry_key>/", enquiries.one, name="enquiry"),
    path("enquiries/<int:enquiry_key>/<slug:what>/", enquiries.step, name="enquiry-step"),
    path("shell/", offline.shell, name="shell"),
    path("worker.js", offline.worker, name="worker"),
]
