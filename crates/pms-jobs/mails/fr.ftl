# Lettres du système, français. Voir en.ftl pour les règles.

mail-language-code = fra
mail-language-direction = ltr

mail-frame =
    .footer = Message envoyé automatiquement par le portail des partenaires de { $site }. Les réponses à cette adresse ne sont pas lues.
    .moment = { $month ->
        [1] { $day } janvier { $year } à { $time } { $zone }
        [2] { $day } février { $year } à { $time } { $zone }
        [3] { $day } mars { $year } à { $time } { $zone }
        [4] { $day } avril { $year } à { $time } { $zone }
        [5] { $day } mai { $year } à { $time } { $zone }
        [6] { $day } juin { $year } à { $time } { $zone }
        [7] { $day } juillet { $year } à { $time } { $zone }
        [8] { $day } août { $year } à { $time } { $zone }
        [9] { $day } septembre { $year } à { $time } { $zone }
        [10] { $day } octobre { $year } à { $time } { $zone }
        [11] { $day } novembre { $year } à { $time } { $zone }
       *[12] { $day } décembre { $year } à { $time } { $zone }
    }

mail-otp =
    .subject = { $purpose ->
        [reset] Code pour réinitialiser votre mot de passe – { $site }
       *[other] Code pour confirmer votre adresse e-mail – { $site }
    }
    .what = { $purpose ->
        [registration] Saisissez ce code pour confirmer votre adresse e-mail et poursuivre votre inscription auprès de { $site } :
        [reset] Saisissez ce code pour définir un nouveau mot de passe auprès de { $site } :
        [contact] Vous avez été désigné comme contact d’une organisation auprès de { $site }. Ce code confirme l’adresse e-mail :
        [invitation] Saisissez ce code pour accepter l’invitation de { $site } :
       *[email] Saisissez ce code pour confirmer votre nouvelle adresse e-mail auprès de { $site } :
    }
    .next = { $minutes ->
        [one] Le code est valable une seule fois, pendant { $minutes } minute, dans le navigateur où il a été demandé.
       *[other] Le code est valable une seule fois, pendant { $minutes } minutes, dans le navigateur où il a été demandé.
    }
    .otherwise = Ne communiquez ce code à personne : { $site } ne vous le demandera jamais. Si vous ne l’avez pas demandé, ignorez ce message ; rien n’a été modifié.

mail-account-exists =
    .subject = Vous avez déjà un compte – { $site }
    .what = Quelqu’un, sans doute vous, a commencé une inscription auprès de { $site } avec cette adresse e-mail. Elle appartient déjà à un compte ; aucun second compte n’a été créé.
    .next = Si c’était vous, connectez-vous avec ce compte. Si vous avez oublié le mot de passe, vous pouvez le réinitialiser au même endroit.
    .open = Se connecter
    .otherwise = Si ce n’était pas vous, vous n’avez rien à faire.

mail-account-unknown =
    .subject = Aucun compte avec cette adresse e-mail – { $site }
    .what = Quelqu’un, sans doute vous, a demandé la réinitialisation d’un mot de passe auprès de { $site } avec cette adresse e-mail. Aucun compte n’utilise cette adresse.
    .next = Si vous vous êtes inscrit avec une autre adresse, refaites la demande avec celle-ci. Si votre organisation n’est pas encore connue, inscrivez-la.
    .open = S’inscrire
    .otherwise = Si ce n’était pas vous, vous n’avez rien à faire.

mail-password-changed =
    .subject = Votre mot de passe a été modifié – { $site }
    .what = Le mot de passe du compte { $name } auprès de { $site } a été modifié.
    .next = Si vous en êtes l’auteur, vous n’avez rien à faire. Sinon, réinitialisez le mot de passe immédiatement et prévenez les administrateurs de { $site }.
    .open = Réinitialiser le mot de passe

# À l’ancienne adresse.
mail-email-changed =
    .subject = Votre adresse e-mail a été modifiée – { $site }
    .what = L’adresse e-mail du compte { $name } auprès de { $site } a été modifiée : { $changed }. Désormais, les messages concernant ce compte sont envoyés à la nouvelle adresse.
    .next = Si vous en êtes l’auteur, vous n’avez rien à faire. Sinon, connectez-vous immédiatement avec votre nom d’utilisateur, changez le mot de passe et rétablissez l’adresse.
    .open = Se connecter
    .otherwise = Si vous ne pouvez plus vous connecter, prévenez aussitôt les administrateurs de { $site } : ils peuvent bloquer le compte.

# step: on, off, codes, recovery, reset.
mail-second-factor =
    .subject = La deuxième étape de votre connexion a changé – { $site }
    .what = { $step ->
        [on] À partir de { $changed }, le compte { $name } auprès de { $site } demande un code d’une application d’authentification après le mot de passe.
        [off] La deuxième étape de la connexion a été désactivée pour le compte { $name } auprès de { $site } : { $changed }. Le mot de passe suffit désormais.
        [codes] De nouveaux codes de secours ont été créés pour le compte { $name } auprès de { $site } : { $changed }. Les précédents ne fonctionnent plus.
        [recovery] Quelqu’un s’est connecté au compte { $name } auprès de { $site } avec son mot de passe et un code de secours, ou a modifié avec eux la deuxième étape : { $changed }. Ce code ne fonctionne plus.
       *[reset] Un administrateur de { $site } a retiré la deuxième étape de la connexion du compte { $name } : { $changed }. Toutes ses sessions ont pris fin.
    }
    .next = Si vous êtes au courant, vous n’avez rien à faire. Sinon, changez immédiatement le mot de passe et consultez la page de la deuxième étape.
    .open = Deuxième étape de la connexion
    .otherwise = Si vous ne pouvez plus vous connecter, prévenez aussitôt les administrateurs de { $site } : ils peuvent bloquer le compte.

mail-account-created =
    .subject = Votre compte – { $site }
    .what = Le compte { $name } auprès de { $site } a été créé pour cette adresse e-mail.
    .next = Si vous n’avez pas encore de mot de passe, définissez-en un ici. Un code vous sera envoyé par e-mail pour confirmer que c’est bien vous.
    .open = Définir un mot de passe
    .otherwise = Si vous ne savez pas pourquoi ce compte existe, prévenez les administrateurs de { $site }.

mail-invitation =
    .subject = Invitation au portail des partenaires – { $site }
    .what = { $role ->
        [owner] Vous êtes invité à gérer l’organisation { $organization } (identifiant de partenaire { $partner_id }) dans le portail des partenaires de { $site }.
        [viewer] Vous êtes invité à consulter l’organisation { $organization } (identifiant de partenaire { $partner_id }) dans le portail des partenaires de { $site }.
       *[technical] Vous êtes invité à gérer les certificats et les clés de l’organisation { $organization } (identifiant de partenaire { $partner_id }) dans le portail des partenaires de { $site }.
    }
    .next = L’invitation est valable une seule fois, jusqu’au { $expires }.
    .open = Accepter l’invitation
    .otherwise = Si vous ne connaissez pas cette organisation, ignorez ce message.

mail-member-added =
    .subject = Vous faites maintenant partie d’une organisation – { $site }
    .what = Votre compte est maintenant rattaché à l’organisation { $organization } (identifiant de partenaire { $partner_id }) auprès de { $site }.
    .otherwise = Si vous ne vous y attendiez pas, prévenez les administrateurs de { $site }.

# place: owner, technical, viewer, removed.
mail-member-changed =
    .subject = Votre place dans une organisation a changé – { $site }
    .what = { $place ->
        [owner] Vous êtes désormais propriétaire de l’organisation { $organization } (identifiant { $partner_id }) auprès de { $site } et pouvez tout faire pour elle.
        [technical] Vous êtes désormais contact technique de l’organisation { $organization } (identifiant { $partner_id }) auprès de { $site }.
        [viewer] Vous pouvez désormais seulement consulter ce qui concerne l’organisation { $organization } (identifiant { $partner_id }) auprès de { $site }.
       *[removed] Vous n’appartenez plus à l’organisation { $organization } (identifiant { $partner_id }) auprès de { $site }.
    }
    .otherwise = Si cela vous surprend, adressez-vous à un propriétaire de l’organisation.

mail-partner-registered =
    .subject = { $approved ->
        [true] Votre organisation est inscrite – { $site }
       *[false] Votre demande d’inscription est arrivée – { $site }
    }
    .what = { $approved ->
        [true] L’organisation { $partnerName } est inscrite auprès de { $site } comme partenaire { $partnerId }, et approuvée.
       *[false] La demande d’inscription de l’organisation { $partnerName } auprès de { $site } est arrivée. L’identifiant de partenaire est { $partnerId }.
    }
    .next = { $approved ->
        [true] L’étape suivante est l’envoi du certificat émis par votre autorité de certification. Le portail explique chaque étape.
       *[false] Le portail indique la suite et qui doit agir. Vous recevrez un e-mail dès que la décision sera prise.
    }
    .open = Ouvrir le portail

mail-partner-status =
    .subject = { $active ->
        [true] Votre organisation est active – { $site }
       *[false] Votre organisation a été désactivée – { $site }
    }
    .what = { $active ->
        [true] L’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est active auprès de { $site }.
       *[false] L’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été désactivée auprès de { $site }. Ses clés et ses certificats ne sont plus acceptés tant qu’elle n’est pas de nouveau active.
    }
    .next = { $active ->
        [true] Le portail indique ce que vous pouvez faire maintenant.
       *[false] Le portail indique le motif s’il a été donné. Ce qui a été configuré est conservé.
    }
    .open = Ouvrir le portail

mail-certificate-revoked =
    .subject = Un certificat de votre organisation a été révoqué – { $site }
    .what = { $why ->
        [keyCompromise] Un certificat de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été révoqué auprès de { $site } : sa clé est entre de mauvaises mains.
        [cACompromise] Un certificat de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été révoqué auprès de { $site } : la clé de son autorité de certification est entre de mauvaises mains.
        [superseded] Un certificat de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été révoqué auprès de { $site } : un autre a pris sa place.
       *[unspecified] Un certificat de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été révoqué auprès de { $site }. C’est définitif.
    }
    .which = Il était délivré à { $issuedTo } ; son identifiant est { $certificateId }.
    .reason = Motif indiqué :
    .next = Il n’est plus accepté. Si rien d’autre ne couvre son usage, téléversez un nouveau certificat ; si la clé est entre de mauvaises mains, avec une nouvelle clé.
    .open = Ouvrir le portail

mail-decision =
    .subject = { $decision ->
        [approve] Votre demande a été approuvée – { $site }
        [reject] Votre demande a été refusée – { $site }
        [ask] Une question au sujet de votre demande – { $site }
       *[hold] Votre demande est en attente – { $site }
    }
    .what = { $kind ->
        [ca] { $decision ->
            [approve] Les certificats d’autorité envoyés par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) sont approuvés ; { $site } leur fait désormais confiance.
            [reject] Les certificats d’autorité envoyés à { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) ont été refusés.
            [ask] Une question se pose au sujet des certificats d’autorité envoyés à { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }).
           *[hold] Les certificats d’autorité envoyés à { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) sont en attente.
        }
        [key] { $decision ->
            [approve] La clé d’API demandée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est approuvée et fonctionne désormais.
            [reject] La clé d’API demandée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été refusée.
            [ask] Une question se pose au sujet de la clé d’API demandée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }).
           *[hold] La clé d’API demandée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est en attente.
        }
        [device] { $decision ->
            [approve] L’appareil enregistré auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est approuvé.
            [reject] L’appareil enregistré auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été refusé.
            [ask] Une question se pose au sujet de l’appareil enregistré auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }).
           *[hold] L’appareil enregistré auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est en attente.
        }
        [sbi] { $decision ->
            [approve] L’interface biométrique sécurisée enregistrée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est approuvée.
            [reject] L’interface biométrique sécurisée enregistrée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été refusée.
            [ask] Une question se pose au sujet de l’interface biométrique sécurisée enregistrée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }).
           *[hold] L’interface biométrique sécurisée enregistrée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est en attente.
        }
        [chip] { $decision ->
            [approve] La puce enregistrée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est approuvée.
            [reject] La puce enregistrée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été refusée.
            [ask] Une question se pose au sujet de la puce enregistrée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }).
           *[hold] La puce enregistrée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est en attente.
        }
        [rename] { $decision ->
            [approve] L’organisation { $partnerName } (identifiant de partenaire { $partnerId }) porte désormais auprès de { $site } le nouveau nom demandé.
            [reject] Le nouveau nom demandé auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été refusé.
            [ask] Une question se pose au sujet du nouveau nom demandé auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }).
           *[hold] Le nouveau nom demandé auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est en attente.
        }
        [policy] { $decision ->
            [approve] L’organisation { $partnerName } (identifiant de partenaire { $partnerId }) peut utiliser la politique demandée auprès de { $site }.
            [reject] La politique demandée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été refusée.
            [ask] Une question se pose au sujet de la politique demandée auprès de { $site } par l’organisation { $partnerName } (identifiant de partenaire { $partnerId }).
           *[hold] La demande de politique de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } est en attente.
        }
       *[partner] { $decision ->
            [approve] L’inscription de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } est approuvée.
            [reject] L’inscription de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } a été refusée.
            [ask] Une question se pose au sujet de l’inscription de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site }.
           *[hold] L’inscription de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } est en attente.
        }
    }
    .reason = { $decision ->
        [ask] L’administrateur demande :
       *[other] L’administrateur écrit :
    }
    .next = { $decision ->
        [approve] { $kind ->
            [ca] Un certificat qui les attendait est en cours de traitement. Le portail en indique le résultat.
            [key] C’est la clé qui a été affichée lors de sa création.
            [device] Le portail indique de quoi il s’agit et la suite.
            [sbi] Le portail indique de quoi il s’agit et la suite.
            [chip] Le portail indique de quoi il s’agit et la suite.
            [rename] Le nom figure dans le portail. Les certificats que vous envoyez désormais doivent le porter ; ceux en usage restent.
            [policy] Le portail indique de quelle politique il s’agit et ce qu’elle permet.
           *[partner] L’étape suivante est l’envoi du certificat émis par votre autorité de certification. Le portail explique chaque étape.
        }
        [reject] Dans le portail, vous pouvez corriger ce qui n’allait pas et refaire la demande.
        [ask] Répondez dans le portail. La demande suit son cours dès que votre réponse est là.
       *[hold] Vous n’avez rien à faire pour le moment. Vous recevrez un e-mail dès que la décision sera prise.
    }
    .open = Ouvrir le portail

mail-misp-licence =
    .subject = { $happened ->
        [made] Votre licence MISP est prête – { $site }
        [renewed] Votre licence MISP a été renouvelée – { $site }
        [active] Votre licence MISP est de nouveau active – { $site }
        [stopped] Votre licence MISP a été désactivée – { $site }
       *[ended] Votre licence MISP est arrivée à échéance – { $site }
    }
    .what = { $happened ->
        [made] L’organisation { $partnerName } (identifiant de partenaire { $partnerId }) dispose désormais d’une licence MISP auprès de { $site }.
        [renewed] L’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a une nouvelle licence MISP auprès de { $site }. L’ancienne clé de licence n’est plus acceptée.
        [active] La licence MISP de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) est de nouveau acceptée par { $site }.
        [stopped] La licence MISP de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a été désactivée. { $site } ne l’accepte plus tant qu’elle n’est pas de nouveau active.
       *[ended] La validité de la licence MISP de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } est terminée. La licence n’est plus acceptée.
    }
    .reason = Motif indiqué :
    .next = { $happened ->
        [made] La personne qui en est responsable dans votre organisation lit la clé de licence après s’être connectée. Elle n’est jamais envoyée par e-mail.
        [renewed] Placez la nouvelle clé de licence dans vos systèmes. La personne responsable la lit après s’être connectée ; elle n’est jamais envoyée par e-mail.
        [active] Vous n’avez rien à faire.
        [stopped] Si vous ne vous y attendiez pas, demandez à l’administrateur.
       *[ended] Demandez le renouvellement de la licence.
    }
    .open = Ouvrir le portail

mail-expiry-ca =
    .subject = { $type ->
        [root] { $over ->
            [true] Un certificat racine a expiré – { $site }
           *[false] Un certificat racine expire bientôt – { $site }
        }
       *[intermediate] { $over ->
            [true] Un certificat d’autorité intermédiaire a expiré – { $site }
           *[false] Un certificat d’autorité intermédiaire expire bientôt – { $site }
        }
    }
    .what = { $type ->
        [root] { $over ->
            [true] Un certificat racine du magasin de confiance de { $site } a expiré : { $expires }.
           *[false] Un certificat racine du magasin de confiance de { $site } expire : { $expires }.
        }
       *[intermediate] { $over ->
            [true] Un certificat d’autorité intermédiaire du magasin de confiance de { $site } a expiré : { $expires }.
           *[false] Un certificat d’autorité intermédiaire du magasin de confiance de { $site } expire : { $expires }.
        }
    }
    .which = Délivré à : { $issuedTo }. Délivré par : { $issuedBy }. Domaine : { $domain }. Identifiant du certificat : { $certificateId }.
    .next = Dès lors, plus aucun nouveau certificat de partenaire qui en dépend n’est accepté. Si l’autorité a un nouveau certificat, envoyez-le dans le portail.
    .open = Ouvrir le portail

mail-expiry-certificate =
    .subject = { $over ->
        [true] Votre certificat de partenaire a expiré – { $site }
       *[false] Votre certificat de partenaire expire bientôt – { $site }
    }
    .what = { $over ->
        [true] Un certificat de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } a expiré : { $expires }.
       *[false] Un certificat de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } expire : { $expires }.
    }
    .which = Délivré à : { $issuedTo }. Délivré par : { $issuedBy }. Identifiant du certificat : { $certificateId }.
    .next = Demandez-en un nouveau à votre autorité de certification et envoyez-le dans le portail, afin que vos services continuent sans interruption.
    .open = Ouvrir le portail

mail-expiry-chip =
    .subject = { $over ->
        [true] Le certificat d’une puce a expiré – { $site }
       *[false] Le certificat d’une puce expire bientôt – { $site }
    }
    .what = { $over ->
        [true] Le certificat d’une puce de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } a expiré : { $expires }.
       *[false] Le certificat d’une puce de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } expire : { $expires }.
    }
    .which = Puce : { $make } { $model }, identifiant { $chipId }. Identifiant du certificat : { $certificateId }.
    .next = Envoyez un nouveau certificat pour la puce dans le portail.
    .open = Ouvrir le portail

mail-expiry-interface =
    .subject = { $over ->
        [true] Une interface biométrique sécurisée a expiré – { $site }
       *[false] Une interface biométrique sécurisée expire bientôt – { $site }
    }
    .what = { $over ->
        [true] Une interface biométrique sécurisée (SBI) de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } a expiré : { $expires }.
       *[false] Une interface biométrique sécurisée (SBI) de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } expire : { $expires }.
    }
    .which = Version : { $version }. Identifiant : { $interfaceId }.
    .next = Une fois expirée, elle est mise hors service, et ses appareils avec elle. Enregistrez à temps une nouvelle version dans le portail.
    .open = Ouvrir le portail

mail-expiry-key =
    .subject = { $over ->
        [true] Une clé d’API a expiré – { $site }
       *[false] Une clé d’API expire bientôt – { $site }
    }
    .what = { $over ->
        [true] La clé d’API { $label } de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } a expiré : { $expires }.
       *[false] La clé d’API { $label } de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } expire : { $expires }.
    }
    .which = Politique : { $policyName }. Groupe de politiques : { $policyGroup }.
    .next = Créez une nouvelle clé dans le portail et utilisez-la dans vos systèmes, afin qu’ils continuent sans interruption.
    .open = Ouvrir le portail

mail-expiry-summary =
    .subject = Les expirations de la semaine – { $site }
    .what = Voici ce qui prend fin auprès de { $site }, du { $from } au { $until } :
    .certificates = Certificats de partenaires : { $certificates }
    .chips = Certificats de puces : { $chips }
    .interfaces = Interfaces biométriques sécurisées : { $interfaces }
    .keys = Clés d’API : { $keys }
    .next = Les partenaires concernés ont été prévenus. Le portail indique chacun d’eux.
    .open = Ouvrir le portail

# An API key, never its value. news: made, fetch, shown, fetched, reissued, moved, active, inactive.
mail-api-key =
    .subject = { $news ->
        [fetch] Une clé d’API est prête à être retirée – { $site }
        [shown] Un administrateur a vu votre clé d’API – { $site }
        [moved] Votre clé d’API a une autre politique – { $site }
        [active] Votre clé d’API est de nouveau active – { $site }
        [inactive] Votre clé d’API a été désactivée – { $site }
       *[made] Vous avez une nouvelle clé d’API – { $site }
    }
    .what = { $news ->
        [fetch] Un administrateur de { $site } a créé la clé d’API { $label } pour l’organisation { $partnerName } (identifiant de partenaire { $partnerId }), au titre de la politique { $policy }.
        [shown] Un administrateur de { $site } a créé la clé d’API { $label } pour l’organisation { $partnerName } (identifiant de partenaire { $partnerId }), au titre de la politique { $policy }, et l’a vue. Elle fonctionne désormais.
        [fetched] La clé d’API { $label } de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site }, au titre de la politique { $policy }, a été retirée et fonctionne désormais.
        [reissued] L’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a auprès de { $site } la nouvelle clé d’API { $label } au titre de la politique { $policy }, à la place d’une clé antérieure.
        [moved] La clé d’API { $label } de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site } relève désormais de la politique { $policy }.
        [active] La clé d’API { $label } de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site }, au titre de la politique { $policy }, est de nouveau active.
        [inactive] La clé d’API { $label } de l’organisation { $partnerName } (identifiant de partenaire { $partnerId }) auprès de { $site }, au titre de la politique { $policy }, a été désactivée. Elle n’est plus acceptée tant qu’elle n’est pas réactivée.
       *[made] L’organisation { $partnerName } (identifiant de partenaire { $partnerId }) a créé la clé d’API { $label } auprès de { $site }, au titre de la politique { $policy }.
    }
    .next = { $news ->
        [fetch] Un membre de l’organisation la retire dans le portail. Elle est affichée une seule fois, et oubliée si personne ne le fait à temps.
        [shown] Si vous n’étiez pas d’accord, désactivez la clé dans le portail et créez-en une vous-même.
        [reissued] Le portail indique jusqu’à quand la clé antérieure fonctionne.
       *[made] Si vous ne savez pas pourquoi, consultez les clés dans le portail et prévenez les administrateurs de { $site }.
    }
    .open = Ouvrir le portail
