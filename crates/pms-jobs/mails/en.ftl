# Letters of the system, English. One message for each letter; its attributes are the subject, paragraphs and link words.
# A translation keeps the names, the attributes and the values in braces. Subjects hold no value but the site's name.

mail-language-code = eng
mail-language-direction = ltr

mail-frame =
    .footer = Sent automatically by the partner portal of { $site }. Replies to this address are not read.
    .moment = { $month ->
        [1] { $day } January { $year }, { $time } { $zone }
        [2] { $day } February { $year }, { $time } { $zone }
        [3] { $day } March { $year }, { $time } { $zone }
        [4] { $day } April { $year }, { $time } { $zone }
        [5] { $day } May { $year }, { $time } { $zone }
        [6] { $day } June { $year }, { $time } { $zone }
        [7] { $day } July { $year }, { $time } { $zone }
        [8] { $day } August { $year }, { $time } { $zone }
        [9] { $day } September { $year }, { $time } { $zone }
        [10] { $day } October { $year }, { $time } { $zone }
        [11] { $day } November { $year }, { $time } { $zone }
       *[12] { $day } December { $year }, { $time } { $zone }
    }

# A one-time code. purpose: registration, reset, contact, email, invitation.
mail-otp =
    .subject = { $purpose ->
        [reset] Code to reset your password – { $site }
       *[other] Code to confirm your email address – { $site }
    }
    .what = { $purpose ->
        [registration] Enter this code to confirm your email address and go on with your registration at { $site }:
        [reset] Enter this code to set a new password at { $site }:
        [contact] You were named as a contact of an organisation at { $site }. This code confirms the email address:
        [invitation] Enter this code to accept the invitation to { $site }:
       *[email] Enter this code to confirm your new email address at { $site }:
    }
    .next = { $minutes ->
        [one] The code works once, for { $minutes } minute, in the browser where it was asked for.
       *[other] The code works once, for { $minutes } minutes, in the browser where it was asked for.
    }
    .otherwise = Give this code to nobody: no one from { $site } will ever ask you for it. If you did not ask for it, ignore this email; nothing has been changed.

# Somebody registers with an address that has an account.
mail-account-exists =
    .subject = You already have an account – { $site }
    .what = Somebody, probably you, started a registration at { $site } with this email address. It already belongs to an account, so no second one was made.
    .next = If it was you, sign in with that account. If you have forgotten the password, you can reset it there.
    .open = Sign in
    .otherwise = If it was not you, there is nothing to do.

# Somebody resets the password of an address without an account.
mail-account-unknown =
    .subject = No account with this email address – { $site }
    .what = Somebody, probably you, asked to reset a password at { $site } with this email address. There is no account with it.
    .next = If you have registered with another address, ask again with that one. If your organisation is new here, register it.
    .open = Register
    .otherwise = If it was not you, there is nothing to do.

mail-password-changed =
    .subject = Your password was changed – { $site }
    .what = The password of the account { $name } at { $site } was changed.
    .next = If you did this, there is nothing to do. If not, reset the password now and tell the administrators of { $site }.
    .open = Reset the password

# To the address of before.
mail-email-changed =
    .subject = Your email address was changed – { $site }
    .what = The email address of the account { $name } at { $site } was changed: { $changed }. From now on, emails about the account go to the new address.
    .next = If you did this, there is nothing to do. If not, sign in with your user name now, change the password, and set the address back.
    .open = Sign in
    .otherwise = If you cannot sign in any more, tell the administrators of { $site } at once: they can close the account to everybody.

# step: on, off, codes, recovery, reset.
mail-second-factor =
    .subject = The second step of your sign-in changed – { $site }
    .what = { $step ->
        [on] From { $changed } on, the account { $name } at { $site } asks for a code of an authenticator app after the password.
        [off] The second step of the sign-in was switched off for the account { $name } at { $site }: { $changed }. The password alone is enough now.
        [codes] New recovery codes were made for the account { $name } at { $site }: { $changed }. Those of before do not work any more.
        [recovery] Somebody signed in to the account { $name } at { $site } with its password and a recovery code, or changed its second step with them: { $changed }. The code does not work again.
       *[reset] An administrator of { $site } has removed the second step of the sign-in from the account { $name }: { $changed }. All its sessions have ended.
    }
    .next = If you know of this, there is nothing to do. If not, change the password now and look at the page of the second step.
    .open = Second step of the sign-in
    .otherwise = If you cannot sign in any more, tell the administrators of { $site } at once: they can close the account to everybody.

mail-account-created =
    .subject = Your account – { $site }
    .what = The account { $name } at { $site } was made for this email address.
    .next = If you have no password yet, set one here. You will get a code by email to confirm that it is you.
    .open = Set a password
    .otherwise = If you do not know why you have this account, tell the administrators of { $site }.

# role: owner, technical, viewer.
mail-invitation =
    .subject = Invitation to the partner portal – { $site }
    .what = { $role ->
        [owner] You are invited to manage the organisation { $organization } (partner id { $partner_id }) in the partner portal of { $site }.
        [viewer] You are invited to view the organisation { $organization } (partner id { $partner_id }) in the partner portal of { $site }.
       *[technical] You are invited to look after certificates and keys of the organisation { $organization } (partner id { $partner_id }) in the partner portal of { $site }.
    }
    .next = The invitation works once, until { $expires }.
    .open = Accept the invitation
    .otherwise = If you do not know this organisation, ignore this email.

mail-member-added =
    .subject = You now belong to an organisation – { $site }
    .what = Your account now belongs to the organisation { $organization } (partner id { $partner_id }) at { $site }.
    .otherwise = If you did not expect this, tell the administrators of { $site }.

# place: owner, technical, viewer, removed.
mail-member-changed =
    .subject = Your place in an organisation changed – { $site }
    .what = { $place ->
        [owner] You are now an owner of the organisation { $organization } (partner id { $partner_id }) at { $site } and may do everything for it.
        [technical] You are now a technical contact of the organisation { $organization } (partner id { $partner_id }) at { $site }.
        [viewer] You may now only read what concerns the organisation { $organization } (partner id { $partner_id }) at { $site }.
       *[removed] You no longer belong to the organisation { $organization } (partner id { $partner_id }) at { $site }.
    }
    .otherwise = If you did not expect this, ask an owner of the organisation.

# approved: true, false.
mail-partner-registered =
    .subject = { $approved ->
        [true] Your organisation is registered – { $site }
       *[false] Your registration has arrived – { $site }
    }
    .what = { $approved ->
        [true] The organisation { $partnerName } is registered at { $site } as partner { $partnerId }, and approved.
       *[false] The registration of the organisation { $partnerName } at { $site } has arrived. The partner id is { $partnerId }.
    }
    .next = { $approved ->
        [true] Next, upload the certificate that your certificate authority issued. The portal explains each step.
       *[false] The portal shows what comes next and who must act. You will get an email when it is decided.
    }
    .open = Open the portal

# active: true, false.
mail-partner-status =
    .subject = { $active ->
        [true] Your organisation is active – { $site }
       *[false] Your organisation was deactivated – { $site }
    }
    .what = { $active ->
        [true] The organisation { $partnerName } (partner id { $partnerId }) is active at { $site }.
       *[false] The organisation { $partnerName } (partner id { $partnerId }) was deactivated at { $site }. Its keys and certificates are not accepted until it is active again.
    }
    .next = { $active ->
        [true] The portal shows what you can do now.
       *[false] The portal shows the reason where one was given. What was set up is kept.
    }
    .open = Open the portal

# why: the words of RFC 5280.
mail-certificate-revoked =
    .subject = A certificate of your organisation was revoked – { $site }
    .what = { $why ->
        [keyCompromise] A certificate of the organisation { $partnerName } (partner id { $partnerId }) was revoked at { $site }: its key is in wrong hands.
        [cACompromise] A certificate of the organisation { $partnerName } (partner id { $partnerId }) was revoked at { $site }: the key of its certificate authority is in wrong hands.
        [superseded] A certificate of the organisation { $partnerName } (partner id { $partnerId }) was revoked at { $site }: another one took its place.
       *[unspecified] A certificate of the organisation { $partnerName } (partner id { $partnerId }) was revoked at { $site }. That is final.
    }
    .which = It was issued to { $issuedTo }; its id is { $certificateId }.
    .reason = The reason given:
    .next = It is not accepted any more. If nothing else covers its use, upload a new certificate; where the key is in wrong hands, with a new key.
    .open = Open the portal

# kind: partner, ca, policy, key. decision: approve, reject, ask, hold.
mail-decision =
    .subject = { $decision ->
        [approve] Your request was approved – { $site }
        [reject] Your request was rejected – { $site }
        [ask] A question about your request – { $site }
       *[hold] Your request is on hold – { $site }
    }
    .what = { $kind ->
        [ca] { $decision ->
            [approve] The CA certificates that the organisation { $partnerName } (partner id { $partnerId }) sent are approved and trusted at { $site } now.
            [reject] The CA certificates that the organisation { $partnerName } (partner id { $partnerId }) sent to { $site } were rejected.
            [ask] There is a question about the CA certificates that the organisation { $partnerName } (partner id { $partnerId }) sent to { $site }.
           *[hold] The CA certificates that the organisation { $partnerName } (partner id { $partnerId }) sent to { $site } are on hold.
        }
        [key] { $decision ->
            [approve] The API key that the organisation { $partnerName } (partner id { $partnerId }) asked for at { $site } is approved and works now.
            [reject] The API key that the organisation { $partnerName } (partner id { $partnerId }) asked for at { $site } was refused.
            [ask] There is a question about the API key that the organisation { $partnerName } (partner id { $partnerId }) asked for at { $site }.
           *[hold] The API key that the organisation { $partnerName } (partner id { $partnerId }) asked for at { $site } is on hold.
        }
        [device] { $decision ->
            [approve] The device that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site } is approved.
            [reject] The device that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site } was rejected.
            [ask] There is a question about the device that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site }.
           *[hold] The device that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site } is on hold.
        }
        [sbi] { $decision ->
            [approve] The secure biometric interface that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site } is approved.
            [reject] The secure biometric interface that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site } was rejected.
            [ask] There is a question about the secure biometric interface that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site }.
           *[hold] The secure biometric interface that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site } is on hold.
        }
        [chip] { $decision ->
            [approve] The chip that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site } is approved.
            [reject] The chip that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site } was rejected.
            [ask] There is a question about the chip that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site }.
           *[hold] The chip that the organisation { $partnerName } (partner id { $partnerId }) registered at { $site } is on hold.
        }
        [rename] { $decision ->
            [approve] The organisation { $partnerName } (partner id { $partnerId }) has the new name that it asked for at { $site }.
            [reject] The new name that the organisation { $partnerName } (partner id { $partnerId }) asked for at { $site } was refused.
            [ask] There is a question about the new name that the organisation { $partnerName } (partner id { $partnerId }) asked for at { $site }.
           *[hold] The new name that the organisation { $partnerName } (partner id { $partnerId }) asked for at { $site } is on hold.
        }
        [policy] { $decision ->
            [approve] The organisation { $partnerName } (partner id { $partnerId }) may use the policy that it asked for at { $site }.
            [reject] The policy that the organisation { $partnerName } (partner id { $partnerId }) asked for at { $site } was refused.
            [ask] There is a question about the policy that the organisation { $partnerName } (partner id { $partnerId }) asked for at { $site }.
           *[hold] The request of the organisation { $partnerName } (partner id { $partnerId }) for a policy at { $site } is on hold.
        }
       *[partner] { $decision ->
            [approve] The registration of the organisation { $partnerName } (partner id { $partnerId }) at { $site } is approved.
            [reject] The registration of the organisation { $partnerName } (partner id { $partnerId }) at { $site } was rejected.
            [ask] There is a question about the registration of the organisation { $partnerName } (partner id { $partnerId }) at { $site }.
           *[hold] The registration of the organisation { $partnerName } (partner id { $partnerId }) at { $site } is on hold.
        }
    }
    .reason = { $decision ->
        [ask] The administrator asks:
       *[other] The administrator writes:
    }
    .next = { $decision ->
        [approve] { $kind ->
            [ca] A certificate that waited for them is being processed. The portal shows the outcome.
            [key] It is the key that was shown when it was made.
            [device] What it is, and what comes next, is in the portal.
            [sbi] What it is, and what comes next, is in the portal.
            [chip] What it is, and what comes next, is in the portal.
            [rename] The name is in the portal. Certificates that you upload from now on must name it; those in use stay.
            [policy] Which policy it is, and what you can do with it, is in the portal.
           *[partner] Next, upload the certificate that your certificate authority issued. The portal explains each step.
        }
        [reject] In the portal you can change what was wrong and ask again.
        [ask] Answer in the portal. The request goes on when your answer is there.
       *[hold] There is nothing for you to do now. You will get an email when it is decided.
    }
    .open = Open the portal

# happened: made, renewed, active, stopped, ended. The licence key itself never stands in a letter.
mail-misp-licence =
    .subject = { $happened ->
        [made] Your MISP licence is ready – { $site }
        [renewed] Your MISP licence was renewed – { $site }
        [active] Your MISP licence is active again – { $site }
        [stopped] Your MISP licence was deactivated – { $site }
       *[ended] Your MISP licence has ended – { $site }
    }
    .what = { $happened ->
        [made] The organisation { $partnerName } (partner id { $partnerId }) has a MISP licence at { $site } now.
        [renewed] The organisation { $partnerName } (partner id { $partnerId }) has a new MISP licence at { $site }. The former licence key is not accepted any more.
        [active] The MISP licence of the organisation { $partnerName } (partner id { $partnerId }) is accepted at { $site } again.
        [stopped] The MISP licence of the organisation { $partnerName } (partner id { $partnerId }) was deactivated. { $site } does not accept it until it is active again.
       *[ended] The validity of the MISP licence of the organisation { $partnerName } (partner id { $partnerId }) at { $site } has ended. It is not accepted any more.
    }
    .reason = The reason given:
    .next = { $happened ->
        [made] Whoever is responsible for it in your organisation reads the licence key after signing in. It is never sent by email.
        [renewed] Put the new licence key into your systems. Whoever is responsible for it reads it after signing in; it is never sent by email.
        [active] There is nothing for you to do.
        [stopped] If you did not expect this, ask the administrator.
       *[ended] Ask for the licence to be renewed.
    }
    .open = Open the portal

# What ends. over: true, false. type: root, intermediate.
mail-expiry-ca =
    .subject = { $type ->
        [root] { $over ->
            [true] A root certificate has expired – { $site }
           *[false] A root certificate expires soon – { $site }
        }
       *[intermediate] { $over ->
            [true] An intermediate CA certificate has expired – { $site }
           *[false] An intermediate CA certificate expires soon – { $site }
        }
    }
    .what = { $type ->
        [root] { $over ->
            [true] A root certificate in the trust store of { $site } expired on { $expires }.
           *[false] A root certificate in the trust store of { $site } expires on { $expires }.
        }
       *[intermediate] { $over ->
            [true] An intermediate CA certificate in the trust store of { $site } expired on { $expires }.
           *[false] An intermediate CA certificate in the trust store of { $site } expires on { $expires }.
        }
    }
    .which = Issued to: { $issuedTo }. Issued by: { $issuedBy }. Domain: { $domain }. Certificate id: { $certificateId }.
    .next = From then on, no new partner certificate that depends on it is accepted. If the authority has a new certificate, upload it in the portal.
    .open = Open the portal

mail-expiry-certificate =
    .subject = { $over ->
        [true] Your partner certificate has expired – { $site }
       *[false] Your partner certificate expires soon – { $site }
    }
    .what = { $over ->
        [true] A certificate of the organisation { $partnerName } (partner id { $partnerId }) at { $site } expired on { $expires }.
       *[false] A certificate of the organisation { $partnerName } (partner id { $partnerId }) at { $site } expires on { $expires }.
    }
    .which = Issued to: { $issuedTo }. Issued by: { $issuedBy }. Certificate id: { $certificateId }.
    .next = Ask your certificate authority for a new one and upload it in the portal, so that your services go on without a break.
    .open = Open the portal

mail-expiry-chip =
    .subject = { $over ->
        [true] The certificate of a chip has expired – { $site }
       *[false] The certificate of a chip expires soon – { $site }
    }
    .what = { $over ->
        [true] The certificate of a chip of the organisation { $partnerName } (partner id { $partnerId }) at { $site } expired on { $expires }.
       *[false] The certificate of a chip of the organisation { $partnerName } (partner id { $partnerId }) at { $site } expires on { $expires }.
    }
    .which = Chip: { $make } { $model }, id { $chipId }. Certificate id: { $certificateId }.
    .next = Upload a new certificate for the chip in the portal.
    .open = Open the portal

mail-expiry-interface =
    .subject = { $over ->
        [true] A secure biometric interface has expired – { $site }
       *[false] A secure biometric interface expires soon – { $site }
    }
    .what = { $over ->
        [true] A secure biometric interface (SBI) of the organisation { $partnerName } (partner id { $partnerId }) at { $site } expired on { $expires }.
       *[false] A secure biometric interface (SBI) of the organisation { $partnerName } (partner id { $partnerId }) at { $site } expires on { $expires }.
    }
    .which = Version: { $version }. Id: { $interfaceId }.
    .next = Once its time is over it is taken out of use, and its devices with it. Register a new version in the portal in time.
    .open = Open the portal

mail-expiry-key =
    .subject = { $over ->
        [true] An API key has expired – { $site }
       *[false] An API key expires soon – { $site }
    }
    .what = { $over ->
        [true] The API key { $label } of the organisation { $partnerName } (partner id { $partnerId }) at { $site } expired on { $expires }.
       *[false] The API key { $label } of the organisation { $partnerName } (partner id { $partnerId }) at { $site } expires on { $expires }.
    }
    .which = Policy: { $policyName }. Policy group: { $policyGroup }.
    .next = Make a new key in the portal and change your systems over to it, so that they go on without a break.
    .open = Open the portal

mail-expiry-summary =
    .subject = This week’s expirations – { $site }
    .what = This is what ends at { $site } from { $from } to { $until }:
    .certificates = Partner certificates: { $certificates }
    .chips = Chip certificates: { $chips }
    .interfaces = Secure biometric interfaces: { $interfaces }
    .keys = API keys: { $keys }
    .next = The partners concerned were told. The portal shows each of them.
    .open = Open the portal

# An API key, never its value. news: made, fetch, shown, fetched, reissued, moved, active, inactive.
mail-api-key =
    .subject = { $news ->
        [fetch] An API key is ready to be fetched – { $site }
        [shown] An administrator was shown your API key – { $site }
        [moved] Your API key has another policy – { $site }
        [active] Your API key is active again – { $site }
        [inactive] Your API key was deactivated – { $site }
       *[made] You have a new API key – { $site }
    }
    .what = { $news ->
        [fetch] An administrator of { $site } made the API key { $label } for the organisation { $partnerName } (partner id { $partnerId }), for the policy { $policy }.
        [shown] An administrator of { $site } made the API key { $label } for the organisation { $partnerName } (partner id { $partnerId }), for the policy { $policy }, and was shown it. It works now.
        [fetched] The API key { $label } of the organisation { $partnerName } (partner id { $partnerId }) at { $site }, for the policy { $policy }, was fetched and works now.
        [reissued] The organisation { $partnerName } (partner id { $partnerId }) at { $site } has the new API key { $label } for the policy { $policy }, in the place of an earlier one.
        [moved] The API key { $label } of the organisation { $partnerName } (partner id { $partnerId }) at { $site } belongs to the policy { $policy } now.
        [active] The API key { $label } of the organisation { $partnerName } (partner id { $partnerId }) at { $site }, for the policy { $policy }, is active again.
        [inactive] The API key { $label } of the organisation { $partnerName } (partner id { $partnerId }) at { $site }, for the policy { $policy }, was deactivated. It is not accepted until it is active again.
       *[made] The organisation { $partnerName } (partner id { $partnerId }) made the API key { $label } at { $site }, for the policy { $policy }.
    }
    .next = { $news ->
        [fetch] A member of the organisation fetches it in the portal. It is shown once, and forgotten when nobody does so in time.
        [shown] If you did not agree to that, deactivate the key in the portal and make one yourself.
        [reissued] The portal shows until when the earlier key works.
       *[made] If you do not know why, look at the keys in the portal and tell the administrators of { $site }.
    }
    .open = Open the portal
