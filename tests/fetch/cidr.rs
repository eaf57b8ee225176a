use almenara::fetch::Cidr;

fn range(text: &str) -> Cidr {
    text.parse().expect(text)
}

fn holds(text: &str, address: &str) -> bool {
    range(text).contains(address.parse().expect(address))
}

#[test]
fn a_range_holds_what_shares_its_prefix() {
    assert!(holds("127.0.0.0/8", "127.255.0.1") && !holds("127.0.0.0/8", "128.0.0.1"));
    assert!(holds("0.0.0.0/0", "203.0.113.9") && !holds("0.0.0.0/0", "2001:db8::1"));
    assert!(holds("10.1.2.3", "10.1.2.3") && !holds("10.1.2.3", "10.1.2.2"));
    assert!(holds("fd00::/8", "fdff::1") && !holds("fd00::/8", "fe00::1"));
    assert!(holds("::/0", "2001:db8::1") && holds("::1", "::1"));
    assert!(holds("127.0.0.0/8", "::ffff:127.0.0.1"), "the same address in another spelling");
}

#[test]
fn a_range_is_written_as_it_is_read() {
    for text in ["127.0.0.0/8", "::1/128", "10.0.0.7/32", "0.0.0.0/0", "::/0"] {
        assert_eq!(range(text).to_string(), text);
    }
    assert_eq!(range("::1").to_string(), "::1/128");
}

#[test]
fn what_is_no_range_is_refused_with_what_to_write() {
    for (text, hint) in [
        ("localhost", "begin with an IPv4 or IPv6 address"),
        ("127.0.0.0/33", "from 0 to 32"),
        ("::1/129", "from 0 to 128"),
        ("127.0.0.0/", "from 0 to 32"),
        ("127.0.0.0/+8", "from 0 to 32"),
        ("127.0.0.1/8", "write 127.0.0.0/8"),
        ("fd12::1/8", "write fd00::/8"),
        ("", "begin with"),
        (" 127.0.0.1", "begin with"),
    ] {
        let error = text.parse::<Cidr>().expect_err(text).to_string();
        assert!(error.contains(hint), "{error}");
    }
}
