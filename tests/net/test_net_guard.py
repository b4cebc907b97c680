"""The guard refuses everything that is not a plain public address, in whatever dress it comes."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.net.guard import refusal, target

PUBLIC = ["93.184.215.14"]

PRIVATE_V4 = [
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "169.254.169.254", "172.31.255.255"),
    *("192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
]
PRIVATE_V6 = [
    *("::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::808:808"),
    *("64:ff9b:1::808:808", "100::1", "2001::1", "2001:2::1", "2001:20::1", "2001:db8::1", "2002:808:808::1"),
    *("3fff::1", "5f00::1", "2606:4700::5efe:808:808", "2606:4700::200:5efe:808:808", "4000::1", "fc00::1"),
    *("fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1"),
]


@pytest.mark.parametrize("address", PRIVATE_V4)
def test_a_name_or_literal_on_a_special_v4_address_is_refused(address: str) -> None:
    assert refusal("https://harbour.example/", [address])
    assert refusal("https://harbour.example/", [*PUBLIC, address])
    assert refusal(f"http://{address}/", [address])


@pytest.mark.parametrize("address", PRIVATE_V6)
def test_a_name_or_literal_on_a_special_v6_address_is_refused(address: str) -> None:
    assert refusal("https://harbour.example/", [address])
    assert refusal(f"http://[{address}]/", [address])


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "8.8.8.8.", "8.8.2056", "0x8.8.8.8"]
)
def test_a_disguised_number_is_refused_even_when_public(host: str) -> None:
    assert refusal(f"http://{host}/", PUBLIC) == "the host is a disguised number"


@pytest.mark.parametrize(
    "url",
    [
        *("", "harbour.example/a", "//harbour.example", "http:/harbour.example", "http:///a", "ftp://harbour.example/"),
        *("http://a@harbour.example/", "http://:@harbour.example/", "http://harbour.example\\@127.0.0.1/"),
        *("http://harbour.example:8080/", "http://harbour.example:0/", "http://harbour.example:99999/"),
        *("http://harbour.example:８0/", "http://harbour.example:80:80/", "http://har bour.example/", "http://[::1"),
        *("http://harbour.example\n.evil.example/", "http://harbour.example/\x00", "http://harbour.example/\ud800"),
        *("http://%31%32%37.0.0.1/", "http://127。0。0。1/", "http://１２７.0.0.1/", "http://[fe80::1%25eth0]/"),
        *("http://[8.8.8.8]/", "http://[v1.a]/", "http://१२७.०.०.१/", "http://harbour..example/"),
        *(
            "http://localhost/",
            "http://LOCALHOST./",
            "http://a.localhost/",
            "http://printer.local/",
            "http://intranet/",
        ),
        *("http://db.internal/", "http://router.home.arpa/", "http://abc.onion/", "http://-a.example/"),
        *("http://раypal.example/", "http://xn--pple-43d.com/", "http://ｅxample.org/", "http://xn--a.example/"),
        *("http://har\u200dbour.example/", "http://harbour.example/\u202egpj.exe", "http://www.harbour。example/"),
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 127 + "example/",
        "http://harbour.example/" + "x" * 2048,
    ],
)
def test_an_unsafe_url_is_refused_whatever_it_resolves_to(url: str) -> None:
    assert refusal(url, PUBLIC)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://harbour.example/tidal?a=http://10.0.0.1/#top",
            " HTTPS://Harbour.Example/ ",
            "http://harbour.example.:80",
        ),
        *(
            "https://bücher.example/",
            "https://xn--bcher-kva.example/",
            "https://президент.example/",
            "https://食べる.example/",
        ),
        *("https://8.8.8.8/", "https://[2606:4700::6810:84e5]:443/", "https://10.0.0.1.example.com/@user/1"),
        "https://harbour.example/" + "x" * (2048 - len("https://harbour.example/")),
    ],
)
def test_an_ordinary_public_address_is_allowed(url: str) -> None:
    assert refusal(url, ["8.8.8.8", "2606:4700::6810:84e5"]) is None


def test_a_name_without_addresses_or_with_nonsense_is_refused() -> None:
    assert refusal("https://harbour.example/", [])
    assert refusal("https://harbour.example/", ["harbour.example"])


def test_rules_are_relaxed_only_when_said() -> None:
    url = "http://127.0.0.1:8080/"
    assert refusal(url, ["127.0.0.1"])
    assert refusal(url, ["127.0.0.1"], ports={8080})
    assert refusal(url, ["127.0.0.1"], ports={8080}, allow={"127.0.0.1"}) is None


def test_the_target_is_ascii_and_without_the_trailing_dot() -> None:
    assert target("https://Bücher.Example./x")[:3] == ("https", "xn--bcher-kva.example", 443)


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=2))
def test_any_text_gets_an_answer(tail: str, addresses: list[str]) -> None:
    refusal(tail, addresses)
    refusal("http://" + tail, addresses)


@given(st.ip_addresses(v=6))
def test_nothing_that_python_calls_private_or_multicast_passes(address: ipaddress.IPv6Address) -> None:
    if address.is_private or address.is_multicast or address.ipv4_mapped or address.sixtofour or address.teredo:
        assert refusal("https://harbour.example/", [str(address)])
