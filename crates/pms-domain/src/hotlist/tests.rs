use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::*;

fn now() -> Timestamp {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(8, 0, 0).unwrap()
}

#[test]
fn words_and_numbers_are_there_and_back() {
    for id_type in IdType::ALL {
        assert_eq!(IdType::parse(id_type.as_str()), Some(id_type));
        assert_eq!(IdType::of_number(id_type.number()), Some(id_type));
    }
    for other in ["UIN", "VID", "MACHINE_ID", "OPERATOR_ID", "CENTER_ID", "device", ""] {
        assert_eq!(IdType::parse(other), None, "{other}");
    }
    assert_eq!(IdType::of_number(0), None);
}

/// The plain ids of contract pki §3.3.
#[test]
fn plain_ids_are_put_together_as_id_authentication_does() {
    let device = Subject::Device { serial: "S-1", make: "Abc", model: "M2" };
    assert_eq!(device.plain_id(), "S-1AbcM2");
    assert_eq!(Subject::DeviceModel { make: "Abc", model: "M2" }.plain_id(), "AbcM2");
    assert_eq!(Subject::DeviceProvider { organisation: "Scan Ltd", id: "p-1" }.plain_id(), "Scan Ltdp-1");
    assert_eq!(Subject::Partner { id: "p-1" }.plain_id(), "p-1");
}

#[test]
fn a_hash_reads_what_it_writes() {
    let hash = IdHash(std::array::from_fn(|n| n as u8 * 7));
    assert_eq!(IdHash::parse(&hash.hex()), Some(hash));
    assert_eq!(IdHash::parse(&hash.hex().to_lowercase()), Some(hash));
    for wrong in ["", "00", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64), &"é".repeat(32)] {
        assert_eq!(IdHash::parse(wrong), None, "{wrong}");
    }
}

/// A block for a time is stored as what follows it (contract pki §3.3, "temporary block: UNBLOCKED + expiry").
#[test]
fn what_holds_now_is_the_opposite_of_what_holds_then() {
    let until = now() + TimeDelta::hours(1);
    let for_a_time = Standing::from_now(Status::Blocked, Some(until));
    assert_eq!(for_a_time, Standing { then: Status::Unblocked, until: Some(until) });
    assert_eq!(for_a_time.at(now()), Status::Blocked);
    assert_eq!(for_a_time.at(until - TimeDelta::microseconds(1)), Status::Blocked);
    assert_eq!(for_a_time.at(until), Status::Unblocked);
    assert!(!for_a_time.is_void(now()) && for_a_time.is_void(until));

    let for_good = Standing::from_now(Status::Blocked, None);
    assert_eq!(for_good.at(now() + TimeDelta::days(40_000)), Status::Blocked);

    let suspended = Standing::from_now(Status::Unblocked, Some(until));
    assert_eq!((suspended.at(now()), suspended.at(until)), (Status::Unblocked, Status::Blocked));
    assert!(!suspended.is_void(now()));
    assert!(Standing::from_now(Status::Unblocked, None).is_void(now()));
}

fn some_hash(n: u64) -> IdHash {
    // Spread as a digest would be.
    let mut hash = [0; 32];
    for (part, chunk) in hash.chunks_exact_mut(8).enumerate() {
        let value = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(part as u32 * 17) ^ (n << part);
        chunk.copy_from_slice(&value.wrapping_mul(0xd6e8_feb8_6659_fd93).to_le_bytes());
    }
    IdHash(hash)
}

#[test]
fn the_filter_denies_nothing_it_holds_and_nearly_everything_else() {
    let filter = Filter::with_capacity(100_000, 42);
    for n in 0..100_000 {
        filter.insert(IdType::Device, &some_hash(n));
    }
    assert!((0..100_000).all(|n| filter.may_hold(IdType::Device, &some_hash(n))));
    assert!(!filter.is_crowded());
    let in_vain = (100_000..300_000).filter(|n| filter.may_hold(IdType::Device, &some_hash(*n))).count();
    assert!(in_vain < 200, "{in_vain} of 200,000");
    let other_type = (0..100_000).filter(|n| filter.may_hold(IdType::DeviceModel, &some_hash(*n))).count();
    assert!(other_type < 100, "{other_type} of 100,000");
    filter.insert(IdType::Device, &some_hash(300_001));
    assert!(filter.is_crowded());
}

#[test]
fn ten_million_entries_have_at_most_32_mebibytes() {
    assert!(Filter::with_capacity(12_500_000, 1).size() <= 32 * 1024 * 1024);
    assert!(Filter::with_capacity(0, 1).size() < 4096, "an empty hotlist costs nothing");
    // However many there are.
    assert_eq!(Filter::with_capacity(100_000_000, 1).size(), 32 * 1024 * 1024);
}

fn any_standing() -> impl Strategy<Value = Standing> {
    (any::<bool>(), prop::option::of(-3i64..6)).prop_map(|(blocked, days)| Standing {
        then: if blocked { Status::Blocked } else { Status::Unblocked },
        until: days.map(|days| now() + TimeDelta::days(days)),
    })
}

proptest! {
    #[test]
    fn a_block_is_weakened_where_some_day_is_freed(before in any_standing(), after in any_standing()) {
        let is_freed = |at| before.at(at) == Status::Blocked && after.at(at) == Status::Unblocked;
        let freed = (0..10).any(|days| is_freed(now() + TimeDelta::days(days)));
        prop_assert_eq!(before.is_weakened_by(&after, now()), freed);
    }

    #[test]
    fn whatever_was_put_in_is_found(hashes in prop::collection::vec(any::<[u8; 32]>(), 1..200), seed in any::<u64>()) {
        let filter = Filter::with_capacity(1, seed);
        for hash in &hashes {
            filter.insert(IdType::FtmPublicKey, &IdHash(*hash));
        }
        prop_assert!(hashes.iter().all(|hash| filter.may_hold(IdType::FtmPublicKey, &IdHash(*hash))));
    }
}
