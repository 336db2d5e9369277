//! The icon sprite. A page carries only the symbols it uses.

/// Name and drawing of every icon, on a grid of 24; strokes take the colour of the text beside them.
const ICONS: &[(&str, &str)] = &[
    ("alert", r#"<path d="M12 3 2 20h20zM12 10v4M12 17h0"/>"#),
    ("app", r#"<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M3 9h18M7 6.5h0M10 6.5h0"/>"#),
    (
        "audit",
        r#"<path d="M4 5h10M4 10h10M4 15h6"/><circle cx="16.500" cy="16" r="4"/><path d="M16.500 14v2l1.500 1"/>"#,
    ),
    ("ban", r#"<path d="M12 3 4 6v6c0 5 4 8 8 9 4-1 8-4 8-9V6zM7.500 7.500l9 9"/>"#),
    ("bell", r#"<path d="M6 17V11a6 6 0 0 1 12 0v6l2 1H4zM10 21h4M12 3v2"/>"#),
    ("book", r#"<path d="M4 4h6l2 2 2-2h6v15h-6l-2 2-2-2H4zM12 6v15"/>"#),
    ("building", r#"<path d="M4 21V4h10v17M14 9h6v12M2 21h20M8 8h2M8 12h2M8 16h2M17 13h0M17 17h0"/>"#),
    (
        "cal",
        r#"<rect x="4" y="5" width="16" height="16" rx="2"/><path d="M8 3v4M16 3v4M4 10h16M10 13l4 4M14 13l-4 4"/>"#,
    ),
    (
        "cert",
        r#"<path d="M5 3h10l4 4v14H5z"/><path d="M14 3v5h5"/><circle cx="12" cy="13" r="2.5"/><path d="M10.5 15.5 10 20l2-1 2 1-.5-4.5"/>"#,
    ),
    ("check", r#"<path d="m4 12.5 5 5L20 7"/>"#),
    (
        "chip",
        r#"<rect x="7" y="7" width="10" height="10" rx="1"/><path d="M10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4"/>"#,
    ),
    ("clock", r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>"#),
    ("dash", r#"<circle cx="12" cy="12" r="9" stroke-dasharray="3.5 3.5"/>"#),
    (
        "device",
        r#"<rect x="6" y="3" width="12" height="18" rx="2"/><path d="M9 10a3 3 0 0 1 6 0v3M12 10v5M9 13.500v1M11 18h2"/>"#,
    ),
    ("dn", r#"<path d="m7 10 5 5 5-5"/>"#),
    ("download", r#"<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>"#),
    ("globe", r#"<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>"#),
    ("help", r#"<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17h0"/>"#),
    ("home", r#"<path d="M3 11 12 4l9 7"/><path d="M5 10v10h14V10M10 20v-6h4v6"/>"#),
    ("hour", r#"<path d="M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9M17 3c0 5-5 6-5 9s5 4 5 9"/>"#),
    ("inbox", r#"<path d="M4 4h16v16H4z"/><path d="M4 14h5l1 2h4l1-2h5"/>"#),
    ("info", r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.500h0"/>"#),
    ("key", r#"<circle cx="8" cy="15" r="4"/><path d="m11 12 9-9M17 6l3 3M14 9l2 2"/>"#),
    ("menu", r#"<path d="M4 7h16M4 12h16M4 17h16"/>"#),
    ("next", r#"<path d="m9 5 7 7-7 7"/>"#),
    ("no", r#"<circle cx="12" cy="12" r="9"/><path d="m9 9 6 6M15 9l-6 6"/>"#),
    ("ok", r#"<circle cx="12" cy="12" r="9"/><path d="m8 12.5 2.7 2.7L16 9.5"/>"#),
    ("pause", r#"<circle cx="12" cy="12" r="9"/><path d="M10 9v6M14 9v6"/>"#),
    ("plus", r#"<path d="M12 5v14M5 12h14"/>"#),
    ("policy", r#"<path d="M6 3h12v18H6z"/><path d="M9 8h6M9 12h6M9 16h3"/>"#),
    ("pulse", r#"<path d="M3 12h4l3-8 4 16 3-8h4"/>"#),
    ("search", r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 5 5"/>"#),
    ("shield", r#"<path d="M12 3 4 6v6c0 5 4 8 8 9 4-1 8-4 8-9V6z"/><path d="m8.500 12 2.500 2.500 4.500-5"/>"#),
    ("sort", r#"<path d="m8 9 4-4 4 4M8 15l4 4 4-4"/>"#),
    ("up", r#"<path d="m7 14 5-5 5 5"/>"#),
    ("user", r#"<circle cx="12" cy="8" r="4"/><path d="M4 21c0-5 3.500-7 8-7s8 2 8 7"/>"#),
    (
        "users",
        r#"<circle cx="9" cy="8" r="3.5"/><path d="M3 20c0-4 2.5-6 6-6s6 2 6 6M16 5a3.5 3.5 0 0 1 0 6.5M17.500 14.500C20 15 21 17 21 20"/>"#,
    ),
    ("x", r#"<path d="m6 6 12 12M18 6 6 18"/>"#),
];

/// Prefix of a symbol's id in the page.
const USE: &str = "href=\"#i-";

/// The `use` of an icon; the word beside it carries the meaning.
pub fn use_of(name: &str, flip: bool) -> String {
    let class = if flip { "i flip" } else { "i" };
    format!("<svg class=\"{class}\" aria-hidden=\"true\"><use {USE}{name}\"/></svg>")
}

/// The sprite with the symbols that this page uses, each once, in the order of the table.
pub fn sprite(page: &str) -> String {
    let used: std::collections::BTreeSet<&str> =
        page.split(USE).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut sprite = String::from("<svg width=\"0\" height=\"0\" hidden><defs>");
    for (name, drawing) in ICONS.iter().filter(|(name, _)| used.contains(name)) {
        sprite.push_str(&format!("<symbol id=\"i-{name}\" viewBox=\"0 0 24 24\">{drawing}</symbol>"));
    }
    sprite.push_str("</defs></svg>");
    sprite
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_carries_only_the_icons_it_uses() {
        let page = format!("{}{}", use_of("check", false), use_of("next", true));
        let sprite = sprite(&page);
        assert_eq!(sprite.matches("<symbol").count(), 2);
        assert!(sprite.contains("i-check") && sprite.contains("i-next"));
    }
}
