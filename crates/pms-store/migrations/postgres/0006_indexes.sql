-- What requests and the hourly clean-up look for, so that neither reads a whole table.
CREATE INDEX x_approval_object ON x_approval (kind, object_id, requested_at);
CREATE INDEX x_pending_approval ON x_pending_certificate (approval_id);
CREATE INDEX x_account_role_role ON x_account_role (role);
-- Names that may not be taken: whole, in lower case; the few with letters beyond ASCII are folded by the program.
CREATE INDEX x_partner_user_lower ON partner (lower(user_id));
CREATE INDEX x_partner_id_lower ON partner (lower(id));
CREATE INDEX x_partner_user_unusual ON partner (user_id) WHERE octet_length(user_id) <> length(user_id);
CREATE INDEX x_partner_id_unusual ON partner (id) WHERE octet_length(id) <> length(id);
CREATE INDEX x_session_ended ON x_session (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX x_mail_sent ON x_mail (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX x_mail_dead ON x_mail (dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX x_invitation_used ON x_invitation (used_at) WHERE used_at IS NOT NULL;
CREATE INDEX x_invitation_revoked ON x_invitation (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX x_invitation_expiry ON x_invitation (expires_at);
CREATE INDEX x_outbox_at ON x_outbox (at);
CREATE INDEX x_outbox_object_revision ON x_outbox_object (revision);
