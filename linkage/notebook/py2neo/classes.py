"""Our model of the graph as classes for py2neo's object mapper. Times are epoch seconds, UTC.

Properties of a relationship are read with its `triples()`: the bits of a link, the share of a use.
"""

from typing import Final

from py2neo.ogm import Model, Property, Related, RelatedFrom, RelatedTo


class Account(Model):
    """An account, what it uses, whom it is linked to, and where it belongs."""

    __primarykey__ = "id"

    id = Property()
    created_at = Property()
    plan = Property()
    programme = Property()
    country = Property()
    status = Property()
    status_at = Property()
    requests = Property()
    first_seen = Property()
    last_seen = Property()
    risk_score = Property()
    risk_band = Property()
    campaign_id = Property()
    reasons = Property()

    linked = Related("Account", "LINKED_TO")
    campaigns = RelatedTo("Campaign", "MEMBER_OF")
    organisations = RelatedTo("Organisation", "BELONGS_TO")
    addresses = RelatedTo("IPAddress", "USED_IP")
    devices = RelatedTo("Device", "USED_DEVICE")
    payments = RelatedTo("PaymentMethod", "PAID_WITH")
    templates = RelatedTo("PromptTemplate", "SENT_TEMPLATE")
    artifacts = RelatedTo("ReasoningArtifact", "REPLAYED_ARTIFACT")
    emails = RelatedTo("Identifier", "HAS_EMAIL")
    """E-mail addresses and their domains, told apart by `kind`."""
    phones = RelatedTo("PhoneNumber", "HAS_PHONE")
    clients = RelatedTo("Client", "USED_CLIENT")


class Organisation(Model):
    """An organisation that accounts declare."""

    __primarykey__ = "id"

    id = Property()

    accounts = RelatedFrom("Account", "BELONGS_TO")


class Campaign(Model):
    """A campaign of the run that is served."""

    __primarykey__ = "id"

    id = Property()
    name = Property()
    verdict = Property()
    resembles = Property()
    band = Property()
    score = Property()
    link_score = Property()
    conduct_score = Property()
    q_value = Property()
    state = Property()
    accounts = Property()
    pools = Property()
    requests = Property()
    first_seen = Property()
    last_seen = Property()

    members = RelatedFrom("Account", "MEMBER_OF")
    relies_on = RelatedTo("Identifier", "RELIES_ON")
    succeeded_by = RelatedTo("Campaign", "SUCCEEDED_BY")
    split_into = RelatedTo("Campaign", "SPLIT_INTO")
    merged_into = RelatedTo("Campaign", "MERGED_INTO")


class Identifier(Model):
    """What accounts can share; a key is one identifier only together with its kind."""

    __primarykey__ = "key"

    kind = Property()
    key = Property()
    accounts = Property()
    first_seen = Property()
    last_seen = Property()

    campaigns = RelatedFrom("Campaign", "RELIES_ON")


class IPAddress(Identifier):
    """An IPv4 address, or a /64 of IPv6."""

    users = RelatedFrom("Account", "USED_IP")


class Device(Identifier):
    """A device."""

    users = RelatedFrom("Account", "USED_DEVICE")


class PaymentMethod(Identifier):
    """A payment method, as a keyed hash."""

    users = RelatedFrom("Account", "PAID_WITH")


class PromptTemplate(Identifier):
    """What prompts out of one mould have in common."""

    skeleton = Property()

    users = RelatedFrom("Account", "SENT_TEMPLATE")


class ReasoningArtifact(Identifier):
    """A reasoning blob that clients presented back."""

    users = RelatedFrom("Account", "REPLAYED_ARTIFACT")


class EmailAddress(Identifier):
    """An e-mail address, as a keyed hash."""

    users = RelatedFrom("Account", "HAS_EMAIL")


class EmailDomain(Identifier):
    """The domain of an e-mail address."""

    users = RelatedFrom("Account", "HAS_EMAIL")


class PhoneNumber(Identifier):
    """A phone number, as a keyed hash."""

    users = RelatedFrom("Account", "HAS_PHONE")


class Client(Identifier):
    """A TLS fingerprint with a user agent."""

    users = RelatedFrom("Account", "USED_CLIENT")


IDENTIFIERS: Final[dict[str, type[Identifier]]] = {
    "ip": IPAddress,
    "device": Device,
    "payment": PaymentMethod,
    "template": PromptTemplate,
    "artifact": ReasoningArtifact,
    "email": EmailAddress,
    "email_domain": EmailDomain,
    "phone": PhoneNumber,
    "client": Client,
}
"""The class of each kind of identifier."""
