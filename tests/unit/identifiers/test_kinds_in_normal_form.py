"""One page per kind: what people and systems write, and the one form that it has."""

import pytest

from linkage.identifiers.outcome import NotAnIdentifier, Silent
from linkage.identifiers.settle import MODULES

LIMIT = 1024
BLOB = "gAAAAABm" + "Zk3x+/" * 40 + "=="


def outcome(kind: str, value: str) -> str:
    """Return the normal form, `~code` for a value that says nothing, or `!code` for one that is none."""
    try:
        found = MODULES[kind].clean(value, LIMIT)
    except NotAnIdentifier as fault:
        return f"!{fault.code}"
    return f"~{found.code}" if isinstance(found, Silent) else str(found)


PAGES = {
    "ip": [
        ("93.184.216.34", "93.184.216.34"),
        (" 93.184.216.34 ", "93.184.216.34"),
        ("93.184.216.34:51234", "93.184.216.34"),
        ("93.184.216.34/32", "93.184.216.34"),
        ("93.184.216.34, 10.0.0.1", "93.184.216.34"),
        ("::ffff:93.184.216.34", "93.184.216.34"),
        ("::ffff:5db8:d822", "93.184.216.34"),
        ("64:ff9b::5db8:d822", "93.184.216.34"),
        ("2a02:8070:1:2:3:4:5:6", "2a02:8070:1:2::/64"),
        ("2A02:8070:0001:0002::1", "2a02:8070:1:2::/64"),
        ("2a02:8070:1:0:3:4:5:6", "2a02:8070:1::/64"),
        ("2a02::1", "2a02::/64"),
        ("2a02:8070:1:2::/64", "2a02:8070:1:2::/64"),
        ("[2a02:8070:1:2::1]:443", "2a02:8070:1:2::/64"),
        ("2a02:8070:1:2::1%eth0", "2a02:8070:1:2::/64"),
        ("10.1.2.3", "10.1.2.3"),
        ("100.64.0.7", "100.64.0.7"),
        ("fd00:1:2:3::9", "fd00:1:2:3::/64"),
        ("5D41402ABC4B2A76B9719D911017C592", "5d41402abc4b2a76b9719d911017c592"),
        ("ip_3f9a01c2", "ip_3f9a01c2"),
        ("ZmYwMTIzNDU2Nzg5YWJjZA==", "zmywmtizndu2nzg5ywjjza=="),
        ("worker-12", "!address"),
        ("fe80::1%eth0", "~no_host"),
        ("127.0.0.1", "~no_host"),
        ("::1", "~no_host"),
        ("::10", "~no_host"),
        ("0.0.0.0", "~no_host"),
        ("0.1.2.3", "~no_host"),
        ("::", "~no_host"),
        ("169.254.1.1", "~no_host"),
        ("224.0.0.1", "~no_host"),
        ("255.255.255.255", "~no_host"),
        ("::ffff:127.0.0.1", "~no_host"),
        ("-", "~placeholder"),
        ("\\N", "~placeholder"),
        ("<NA>", "~placeholder"),
        ("unknown", "~placeholder"),
        ("093.184.216.034", "!address"),
        ("93.184.216", "!address"),
        ("93.184.216.0/24", "!address"),
        ("2a02:8070::/32", "!address"),
        ("example.org", "!address"),
        ("", "!address"),
    ],
    "device": [
        ("iPhone-77aB", "iPhone-77aB"),
        ("  d-1 ", "d-1"),
        ("7F9C24E8-3B1A-4F0D-9C55-0A1B2C3D4E5F", "7f9c24e8-3b1a-4f0d-9c55-0a1b2c3d4e5f"),
        ("{7F9C24E8-3B1A-4F0D-9C55-0A1B2C3D4E5F}", "7f9c24e8-3b1a-4f0d-9c55-0a1b2c3d4e5f"),
        ("00000000-0000-0000-0000-000000000000", "~placeholder"),
        ("NULL", "~placeholder"),
        ("\\N", "~placeholder"),
        ("x" * 1025, "!too_long"),
        ("a\x00b", "!control_character"),
    ],
    "payment": [
        ("pm_1NqZ2eLkdIwHu7ix", "pm_1NqZ2eLkdIwHu7ix"),
        ("0x71c7656ec7ab88b098defb751b7401b5f6d8976f", "0x71c7656ec7ab88b098defb751b7401b5f6d8976f"),
        ("4111111111111112", "4111111111111112"),
        ("123456", "123456"),
        ("4111111111111111", "!card_number"),
        ("4111 1111 1111 1111", "!card_number"),
        ("3782-822463-10005", "!card_number"),
        ("none", "~placeholder"),
    ],
    "template": [("tpl-7", "tpl-7"), ("undefined", "~placeholder")],
    "artifact": [
        ("sig_0a1b", "sig_0a1b"),
        (BLOB, "b2:1993"),
        (BLOB.rstrip("="), "b2:1993"),
        (BLOB.replace("+", "-").replace("/", "_"), "b2:1993"),
        (BLOB[:50] + "\r\n " + BLOB[50:], "b2:1993"),
        ("null", "~placeholder"),
    ],
    "email": [
        ("Ada@Example.org", "ada@example.org"),
        ("mailto:ada@example.org", "ada@example.org"),
        ("A.d.a+spam@Gmail.com", "ada@gmail.com"),
        ("ada@googlemail.com", "ada@gmail.com"),
        ("ada+x@outlook.com", "ada@outlook.com"),
        ("a.da@outlook.com", "a.da@outlook.com"),
        ("ada+x@example.org", "ada+x@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
        ("5D41402ABC4B2A76B9719D911017C592", "5d41402abc4b2a76b9719d911017c592"),
        ("ml_9F86d081884c", "ml_9f86d081884c"),
        ("X03MO1qnZdYdgyfeuILPmQ==", "x03mo1qnzdydgyfeuilpmq=="),
        ("n/a", "~placeholder"),
        ("ada", "!email"),
        ("not-an-address", "!email"),
        ("20240131", "!email"),
        ("ada@localhost", "!email"),
        ("a b@example.org", "!email"),
        ("@example.org", "!email"),
        ("+x@gmail.com", "!email"),
    ],
    "email_domain": [
        ("Example.ORG", "example.org"),
        ("@example.org", "example.org"),
        ("example.org.", "example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("straße.de", "xn--strae-oqa.de"),
        ("gmail.com", "~free_mail"),
        ("QQ.com", "~free_mail"),
        ("-", "~placeholder"),
        ("Dom_07", "dom_07"),
        ("example", "!domain"),
        ("exa mple.org", "!domain"),
        ("a..b", "!domain"),
    ],
    "phone": [
        ("+49 (0)170 123-4567", "491701234567"),
        ("0049 170 1234567", "491701234567"),
        ("491701234567", "491701234567"),
        ("tel:+1-202-555-0143;ext=7", "12025550143"),
        ("(202) 555-0143 x12", "2025550143"),
        ("0170 1234567", "01701234567"),
        ("٤٩١٧٠١٢٣٤٥٦٧", "!phone"),
        ("e3b0c44298fc1c149afbf4c8996fb924", "e3b0c44298fc1c149afbf4c8996fb924"),
        ("ph_1ae1271eab8e5e", "ph_1ae1271eab8e5e"),
        ("P17", "p17"),
        ("tok:0170-EXT-4", "tok:0170-ext-4"),
        ("0000000000", "~placeholder"),
        ("1111111111", "~placeholder"),
        ("unknown", "~placeholder"),
        ("12345", "!phone"),
        ("1234567890123456", "!phone"),
        ("call me", "!phone"),
        ("call me on 12345", "!phone"),
        ("no-telephone", "!phone"),
    ],
    "client": [
        ("t13d1516h2_8daaf6152771 Mozilla/5.0  (X11)", "t13d1516h2_8daaf6152771 Mozilla/5.0 (X11)"),
        ("curl/8", "curl/8"),
        ("unknown", "~placeholder"),
        ("a\x00b", "!control_character"),
    ],
}
CASES = [(kind, value, form) for kind, page in PAGES.items() for value, form in page]


@pytest.mark.parametrize(("kind", "value", "form"), CASES)
def test_a_value_has_one_normal_form(kind: str, value: str, form: str) -> None:
    found = outcome(kind, value)
    assert found.startswith(form) if form.startswith("b2:") else found == form


def test_spellings_of_one_blob_have_one_key_and_another_blob_has_another() -> None:
    keys = {outcome("artifact", value) for value, form in PAGES["artifact"] if form.startswith("b2:")}
    assert len(keys) == 1
    assert outcome("artifact", BLOB.replace("Z", "Y", 1)) not in keys


def test_a_client_too_long_to_keep_goes_by_its_hash_and_differs_from_its_neighbour() -> None:
    one, other = outcome("client", "x" * 2000), outcome("client", "x" * 1999 + "y")
    assert one.startswith("b2:") and other.startswith("b2:") and one != other


def test_every_kind_that_a_record_may_carry_has_a_normaliser() -> None:
    from linkage.identifiers import KINDS

    assert set(MODULES) == {name for name, kind in KINDS.items() if not kind.derived}
