-- What releases from 1.2.2 and 1.3 on add.
INSERT INTO pms.user_details (id, user_id, consent_given, consent_given_dtimes, cr_dtimes, cr_by, notifications_seen_dtimes)
    VALUES ('u1', 'Acme', 'YES', '2024-01-01 00:00:00', '2024-01-01 00:00:00', 'Acme', '2024-02-01 00:00:00');
INSERT INTO pms.notifications (id, partner_id, notification_type, notification_status, notification_details_json, email_id,
    email_lang_code, email_sent, cr_by, cr_dtimes) VALUES
    ('n1', 'Acme', 'API_KEY_EXPIRY', 'ACTIVE', '{}', 'Office@Acme.example', 'eng', TRUE, 'SYSTEM', '2024-03-01 00:00:00');
INSERT INTO pms.batch_job_instance (job_instance_id, version, job_name, job_key) VALUES (1, 0, 'weekly', 'k');
