use super::*;

fn limits(change: impl FnOnce(&mut VerificationLimits)) -> VerificationLimits {
    let mut limits = crate::settings::Settings::defaults().unwrap().verification.limits;
    assert!(limits.are_off(), "off unless the site sets them");
    change(&mut limits);
    limits
}

fn inner(limits: VerificationLimits) -> Inner {
    Inner { limits, hasher: RandomState::new(), buckets: Default::default(), counts: Mutex::default() }
}

fn licence(name: &str) -> Subject {
    Subject::Licence(PublicId::new(name))
}

fn key(name: &str) -> Subject {
    Subject::Key(PublicId::new(name))
}

#[test]
fn what_is_given_back_is_there_again() {
    let inner = inner(limits(|limits| limits.licence_per_second = 2));
    let [rate, _] = inner.limits.rates();
    assert_eq!(rate, Rate { per_second: 2, burst: 2 }, "less than a second's worth is no rate");
    let (one, other) = (licence("one"), licence("other"));
    assert!(inner.take(rate, &one, 0) && inner.take(rate, &one, 0) && !inner.take(rate, &one, 0));
    assert!(inner.take(rate, &other, 0), "each for itself");
    inner.give_back(rate, &one);
    assert!(inner.take(rate, &one, 0) && !inner.take(rate, &one, 0));
    let [_, off] = inner.limits.rates();
    assert!((0..1_000).all(|_| inner.take(off, &key("k"), 0)));
}

#[test]
fn a_quota_counts_what_was_allowed_and_begins_anew_each_day() {
    let inner = inner(limits(|limits| (limits.licence_per_day, limits.key_per_day) = (5, 3)));
    let count = |key_name: &str, day| inner.count(licence("l"), key(key_name), day);
    assert_eq!([count("a", 1), count("a", 1), count("a", 1)], [None; 3]);
    assert_eq!(count("a", 1), Some(Reason::KeyQuota));
    assert_eq!([count("b", 1), count("b", 1)], [None; 2], "what a was refused is not the licence's");
    assert_eq!(count("b", 1), Some(Reason::LicenceQuota));
    assert_eq!(count("a", 2), None);
}

#[test]
fn what_is_on_its_way_counts_until_it_has_arrived() {
    let inner = inner(limits(|limits| limits.licence_per_day = 4));
    let count = || inner.count(licence("l"), key("k"), 1);
    assert_eq!([count(), count()], [None; 2]);
    let due = inner.due();
    assert_eq!(due.iter().map(|(_, told)| *told).collect::<Vec<_>>(), [2]);
    assert_eq!(count(), None);
    // Another replica has allowed one meanwhile.
    inner.met(&due[0].0, 2, 3);
    assert_eq!(count(), Some(Reason::LicenceQuota), "three there, one here");
    // A meeting that failed is told again.
    assert_eq!(inner.due()[0].1, 1);
    assert_eq!(inner.due()[0].1, 1);
    inner.met(&due[0].0, 1, 4);
    inner.forget_before(2);
    assert!(lock(&inner.counts).is_empty());
}
