"""Signing in the document: what the file holds afterwards, what happens when two sign at once, when something fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import storages

from lianjian.apps.agreements.actions.prepare_document import prepare_document
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.queries import (
    Standing,
    Verdict,
    agreement_card,
    document_bytes,
    judge_file,
)
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.keys import fingerprint
from tests.apps.agreements.papers import frozen
from tests.network import ROOT, Network

if TYPE_CHECKING:
    from lianjian.apps.agreements.models import AgreementText, Signature


def sign_electronically(network: Network, text: AgreementText, person: str, house: str) -> Signature:
    """As the phone does it."""
    return sign_agreement(
        by=network.actor(person),
        agreement=text.agreement_id,
        organisation=getattr(network, house).pk,
        sha256=text.sha256,
    )


def files_of(text: AgreementText) -> list[str]:
    """The files that lie in a text's folder."""
    return list(storages["private"].listdir(f"agreements/{text.sha256[:2]}/{text.sha256}")[1])


def test_three_parties_sign_one_document_one_after_another(network: Network) -> None:
    """Each signature is added behind the others, names its signer, and every earlier state stays a prefix."""
    text = frozen(network)
    base = document_bytes(network.actor("liaison"), prepare_document(by=ROOT, text=text.pk).text_id)
    assert judge_file(base).verdict is Verdict.UNSIGNED
    states = [base]
    for person, house in (("leader", "association"), ("chief", "media"), ("secretary_a", "village_a")):
        signature = sign_electronically(network, text, person, house)
        states.append(document_bytes(network.actor(person), text.pk))
        assert states[-1].startswith(states[-2])
        assert (signature.document_size, signature.document_sha256) == (
            len(states[-1]),
            fingerprint(states[-1]),
        )
    assert agreement_card(network.actor("liaison"), text.agreement_id).state is State.EFFECTIVE
    found = judge_file(states[-1])
    assert (found.verdict, found.later) == (Verdict.GENUINE, 0)
    assert [(one.read.person, one.read.organisation, one.standing) for one in found.signatures] == [
        ("甲组长", "测试促进会", Standing.VALID),
        ("媒主任", "测试融媒中心", Standing.VALID),
        ("张书记", "张洋村", Standing.VALID),
    ]
    assert found.signatures[2].read.role == "第一书记"
    earlier = judge_file(states[1])
    assert (earlier.verdict, earlier.later, len(earlier.signatures)) == (Verdict.GENUINE, 2, 1)
