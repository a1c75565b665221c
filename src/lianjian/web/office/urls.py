from __future__ import annotations

from django.urls import path

from lianjian.web.office import (
    accounts,
    agreements,
    calls,
    choosing,
    clauses,
    home,
    parties,
    people,
    places,
    promises,
)

app_name = "office"
urlpatterns = [
    path("", home.due, name="home"),
    path("places/", places.suggest, name="places"),
    path("houses/", choosing.suggest, name="houses"),
    path("parties/", parties.register, name="parties"),
    path("parties/new/", parties.enter, name="party-new"),
    path("parties/<slug:key>/", parties.party, name="party"),
    path("parties/<slug:key>/mandates/new/", people.grant, name="mandate-new"),
    path("parties/<slug:key>/postings/new/", people.post, name="posting-new"),
    path("parties/<slug:key>/people/<int:person>/account/", accounts.begin, name="account-new"),
    path("mandates/<int:mandate>/end/", people.end, name="mandate-end"),
    path("agreements/", agreements.listed, name="agreements"),
    path("agreements/new/", agreements.begin, name="agreement-new"),
    path("agreements/<int:agreement>/", agreements.agreement, name="agreement"),
    path("agreements/<int:agreement>/terms/", agreements.terms, name="terms"),
    path("agreements/<int:agreement>/parties/", agreements.parties, name="agreement-parties"),
    path("agreements/<int:agreement>/freeze/", agreements.freeze, name="freeze"),
    path("agreements/<int:agreement>/print/", agreements.paper, name="paper"),
    path("agreements/<int:agreement>/commitments/new/", promises.agreed, name="agreed-promise"),
    path("agreements/<int:agreement>/clauses/new/", clauses.add, name="clause-new"),
    path("agreements/<int:agreement>/clauses/<int:position>/", clauses.edit, name="clause"),
    path("agreements/<int:agreement>/clauses/<int:position>/remove/", clauses.remove, name="clause-remove"),
    path("commitments/", promises.listed, name="commitments"),
    path("commitments/new/", promises.begin, name="commitment-new"),
    path("calls/", calls.listed, name="calls"),
    path("calls/new/", calls.begin, name="call-new"),
    path("calls/<slug:key>/", calls.call, name="call"),
    path("calls/<slug:key>/publish/", calls.publish, name="call-publish"),
    path("calls/<slug:key>/close/", calls.close, name="call-close"),
    path("calls/<slug:key>/answers/<int:answer>/", calls.advance, name="answer"),
]
