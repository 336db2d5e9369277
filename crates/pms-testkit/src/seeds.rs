//! Rows in great number, written past every rule: static statements for both databases.

/// So many (`$1`) active partners `seed-1`, `seed-2`, …, as of `$2`.
pub const PARTNERS: &str = "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < $1) \
    INSERT INTO partner (id, name, user_id, partner_type_code, approval_status, is_active, certificate_alias, cr_by, \
    cr_dtimes, is_deleted) SELECT 'seed-' || i, 'Seed ' || i, 'seed-' || i, 'Auth_Partner', 'approved', TRUE, \
    'seed-' || i, 'seed', $2, FALSE FROM n";

/// A current certificate of the domain AUTH for each of those partners: this one (`$3`, PEM, until `$4`), signed with this key of the
/// platform (`$5`).
pub const CERTIFICATES: &str = "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < $1) \
    INSERT INTO partner_cert_store (cert_id, cert_subject, cert_issuer, issuer_id, cert_not_before, cert_not_after, \
    cert_data, cert_thumbprint, cert_serial_no, partner_domain, signed_cert_data, x_partner_id, x_usage, x_chain, \
    x_current, x_ca_key_id, cr_by, cr_dtimes, is_deleted) SELECT 'seed-' || i, 'CN=seed', 'CN=seed', '', $2, $4, $3, \
    'seed', '1', 'AUTH', $3, 'seed-' || i, 'both', '', TRUE, $5, 'seed', $2, FALSE FROM n";
