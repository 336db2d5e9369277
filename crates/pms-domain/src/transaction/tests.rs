use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Option<String> {
    TransactionId::read(text, |_| "hash".to_owned()).map(|id| id.as_str().to_owned())
}

#[test]
fn a_transaction_id_is_kept_as_it_is_unless_it_may_name_a_person() {
    for plain in ["TXN-1", "a.b_c-9", "12345678", "018f2c4e-1111-7222-8333-123456789012", "x1y2z3a4b5c6d7e8f9"] {
        assert_eq!(read(plain).as_deref(), Some(plain));
    }
    for number in
        ["123456789", "2345-6789-0123", "uin2345678901", "txn_23456_78901", "11111111-2222-3333-4444-555555555555"]
    {
        assert_eq!(read(number).as_deref(), Some("h.hash"), "{number}");
    }
    // The unsalted hash of a number, as ID Authentication sends it, and what it becomes when it is cut or spread.
    let sha256 = "8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92";
    let (md5, spread) = ("e10adc3949ba59abbe56e057f20f883e", "8d969eef-6ecad3c2_9a3a6292.80e686cf");
    for hash in [sha256, &sha256[..40], &sha256[..32], md5, spread, &format!("x{md5}")] {
        assert_eq!(read(hash).as_deref(), Some("h.hash"), "{hash}");
        assert_eq!(read(&hash.to_ascii_uppercase()).as_deref(), Some("h.hash"), "{hash}");
    }
    // Words are no ids.
    for words in ["John.Doe", "john_doe", "john-f-doe"] {
        assert_eq!(read(words).as_deref(), Some("h.hash"), "{words}");
    }
    for wrong in ["", "a b", "a@b.example", "é", "a/b", "=1", &"x".repeat(65)] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}

#[test]
fn a_reason_is_a_code() {
    for code in
        ["IDA-MLC-007", "IDA-MPA-009", "KER-ATH-403", "HTTP-401", "PMS_PRT_055", "ADM-DPM-001", "licence_expired"]
    {
        assert_eq!(Reason::read(code).map(|reason| reason.as_str().to_owned()).as_deref(), Some(code));
    }
    for text in [
        "",
        "7",
        "no licence",
        "IDA-1234567",
        "a.b",
        "é",
        "_x",
        &"x".repeat(41),
        "E",
        "John-Doe",
        "john_doe",
        "JOHN-DOE",
        "licence_lost",
        "ida-mlc-007",
        "IDA--007",
        "-007",
        "IDA-007-",
        "A-B-C-D-1",
        "IDA-MLC-ABC-DEF-1",
        "2345678901",
        "IDA-MLC-00é",
        "ABCDEFGHI-1",
    ] {
        assert_eq!(Reason::read(text), None, "{text}");
    }
}

#[test]
fn kinds_of_authentication_are_a_set_of_known_words() {
    let set = AuthTypes::parse("OTP-AUTH, FACE-AUTH").unwrap();
    assert_eq!(set.words().collect::<Vec<_>>(), ["OTP-AUTH", "FACE-AUTH"]);
    assert_eq!(AuthTypes::of_bits(set.bits()), set);
    assert_eq!(AuthTypes::parse(""), Some(AuthTypes::NONE));
    assert_eq!(AuthTypes::parse("OTP-AUTH,2345678901"), None);
    assert_eq!(AuthTypes::parse_any("OTP-AUTH,2345678901").words().collect::<Vec<_>>(), ["OTP-AUTH", "OTHER"]);
}

#[test]
fn words_and_numbers_of_a_list_are_unique() {
    fn unique<T: Ord>(mut all: Vec<T>) -> bool {
        let count = all.len();
        all.sort();
        all.dedup();
        all.len() == count
    }
    assert!(unique(Endpoint::ALL.iter().map(|one| one.number()).collect()));
    assert!(unique(Endpoint::ALL.iter().map(|one| one.as_str()).collect()));
    for endpoint in Endpoint::ALL {
        assert_eq!(Endpoint::of_number(endpoint.number()), Endpoint::parse(endpoint.as_str()));
    }
    assert!(unique(Source::ALL.iter().map(|one| one.number()).collect()));
    assert_eq!(Source::of_number(0), None);
}

#[test]
fn a_time_is_taken_for_400_days_and_ten_minutes_ahead() {
    let now = start_of_day(20_000);
    assert_eq!(check_time(now - OLDEST, now), Ok(()));
    assert_eq!(check_time(now - OLDEST - TimeDelta::microseconds(1), now), Err(WrongTime::TooOld));
    assert_eq!(check_time(now + AHEAD, now), Ok(()));
    assert_eq!(check_time(now + AHEAD + TimeDelta::microseconds(1), now), Err(WrongTime::Ahead));
}

proptest! {
    #[test]
    fn a_day_and_an_hour_begin_at_or_before_their_moments(micro in 0_i64..4_000_000_000_000_000) {
        let at = of_micros(micro);
        prop_assert_eq!(micros(at), micro);
        prop_assert!(start_of_day(day(at)) <= at && at < start_of_day(day(at) + 1));
        prop_assert!(start_of_hour(hour(at)) <= at && at < start_of_hour(hour(at) + 1));
        prop_assert_eq!(hour(start_of_day(day(at))), day(at) * 24);
    }

    /// However a hash is written, whole or in part, and whatever stands around it.
    #[test]
    fn no_id_that_is_kept_holds_a_hash(
        hash in "[0-9a-f]{32,64}",
        upper in any::<bool>(),
        cut in 0_usize..32,
        separator in "[._-]?",
        around in "[g-z]{0,2}",
    ) {
        let hash = if upper { hash.to_ascii_uppercase() } else { hash };
        let text = format!("{around}{}{separator}{}", &hash[..cut], &hash[cut..]);
        if text.len() <= TRANSACTION_ID {
            let kept = read(&text);
            prop_assert_eq!(kept.as_deref(), Some("h.hash"), "{}", text);
        }
    }

    #[test]
    fn no_id_that_is_kept_holds_nine_digits_of_a_number(text in "[0-9A-Za-z._-]{1,24}") {
        let kept = read(&text).unwrap();
        let digits = |text: &str| text.split(|c: char| c.is_ascii_alphabetic())
            .any(|part| part.bytes().filter(u8::is_ascii_digit).count() >= 9);
        prop_assert!(!digits(&kept), "{}", kept);
    }
}
