"""Which statement writes what.

Everything can be merged, which is right whatever is there. Into a database that held no account, identifier or
organisation when the publication began, accounts, identifiers, uses and links are created instead, at about half
the server's time: their markers move in the same transaction, so nothing is created twice. A label or a type that is
a parameter makes merging slower, and creating no slower.
"""

from linkage.graph.statements import Statement, statement


def accounts(create: bool) -> Statement:
    """Return what writes accounts."""
    return statement("publish/create_accounts") if create else statement("publish/accounts")


def links(create: bool) -> Statement:
    """Return what writes links."""
    return statement("publish/create_links") if create else statement("publish/links")


def create_identifiers() -> Statement:
    """Return what creates identifiers of any kind, whose label is a parameter."""
    return statement("publish/create_identifiers")


def identifiers() -> dict[str, Statement]:
    """Return what merges identifiers, by kind."""
    return {
        "ip": statement("publish/identifiers_ip"),
        "device": statement("publish/identifiers_device"),
        "payment": statement("publish/identifiers_payment"),
        "template": statement("publish/identifiers_template"),
        "artifact": statement("publish/identifiers_artifact"),
        "email": statement("publish/identifiers_email"),
        "phone": statement("publish/identifiers_phone"),
        "email_domain": statement("publish/identifiers_email_domain"),
        "client": statement("publish/identifiers_client"),
    }


def uses() -> dict[str, Statement]:
    """Return what merges uses, by kind."""
    return {
        "ip": statement("publish/uses_ip"),
        "device": statement("publish/uses_device"),
        "payment": statement("publish/uses_payment"),
        "template": statement("publish/uses_template"),
        "artifact": statement("publish/uses_artifact"),
        "email": statement("publish/uses_email"),
        "phone": statement("publish/uses_phone"),
        "email_domain": statement("publish/uses_email_domain"),
        "client": statement("publish/uses_client"),
    }


def create_uses() -> Statement:
    """Return what creates uses of any kind, whose type is a parameter."""
    return statement("publish/create_uses")


def lineage() -> dict[str, Statement]:
    """Return what writes how campaigns follow one another, by relation."""
    return {
        "SUCCEEDED_BY": statement("publish/lineage_succeeded_by"),
        "SPLIT_INTO": statement("publish/lineage_split_into"),
        "MERGED_INTO": statement("publish/lineage_merged_into"),
    }
