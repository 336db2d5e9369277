# Pages des administrateurs et des gestionnaires de politiques.

inbox-intro = Les demandes qui attendent un administrateur des partenaires, la plus ancienne d’abord.
inbox-target =
    { $days ->
        [one] L’objectif est de { $days } jour ouvrable.
       *[other] L’objectif est de { $days } jours ouvrables.
    }
inbox-kinds = Types de demandes
inbox-all = Toutes
inbox-kind-partner = Partenaires
inbox-kind-ca = Certificats d’autorité
inbox-kind-policy = Politiques
inbox-kind-key = Clés d’API
inbox-kind-admins = Deux administrateurs
inbox-late =
    { $n ->
        [one] <b>{ $n } demande de cette page dépasse l’objectif.</b>
       *[other] <b>{ $n } demandes de cette page dépassent l’objectif.</b>
    }
inbox-list = Demandes
inbox-request = Demande
inbox-from = De
inbox-waiting = Attente
inbox-over-target = au-delà de l’objectif
inbox-empty = Rien n’attend
inbox-empty-words = Les nouvelles inscriptions et les certificats d’autorité paraissent ici.
inbox-title-partner = Nouveau partenaire : { $kind }
inbox-title-ca = Certificats d’autorité d’un partenaire
inbox-title-policy = Politique { $policy }
inbox-title-key = Clé d’API { $label } pour la politique { $policy }
inbox-title-device = Appareil { $name }
inbox-title-sbi = Interface biométrique sécurisée { $version }
inbox-title-chip = Puce { $name }
inbox-title-rename = Nouveau nom : { $name }
inbox-title-anchor = Nouvelle racine pour le domaine de confiance { $domain }
inbox-title-role = Rôle { $role } pour { $name }
inbox-title-second-factor = Deuxième étape de la connexion retirée à { $name }
inbox-title-reactivation = Réactiver { $name }
inbox-title-owner = Nouveau propriétaire pour { $name }
inbox-title-publication = Publier la politique { $policy }
inbox-title-unhotlist = Retirer { $name } de la liste de blocage
inbox-kind-words-partner = Inscription
inbox-kind-words-ca = Certificats d’autorité
inbox-kind-words-policy = Politique
inbox-kind-words-key = Clé d’API
inbox-kind-words-device = Appareil
inbox-kind-words-sbi = Interface
inbox-kind-words-chip = Puce
inbox-kind-words-rename = Nouveau nom
inbox-kind-words-admins = Demande un second administrateur
inbox-asked = Précisions demandées
inbox-hold = Suspendue

request-title-partner = { $name } demande à devenir partenaire
request-title-ca = { $name } nous demande de faire confiance à son autorité de certification
request-title-policy = { $name } demande la politique { $policy }
request-title-key = { $name } demande la clé d’API { $label }
request-title-device = { $name } demande l’appareil { $model }
request-title-sbi = { $name } demande l’interface biométrique sécurisée { $version }
request-title-chip = { $name } demande la puce { $model }
request-title-rename = { $name } demande à s’appeler { $wanted }
request-title-anchor = Un administrateur veut faire confiance à une nouvelle racine pour { $domain }
request-title-role = Un administrateur veut donner à { $name } le rôle { $role }
request-title-second-factor = Un administrateur veut retirer à { $name } la deuxième étape de la connexion
request-title-reactivation = Un administrateur veut réactiver { $name }
request-title-owner = Un administrateur veut inviter un nouveau propriétaire pour { $name }
request-title-publication = Un gestionnaire veut publier la politique { $policy }
request-title-unhotlist = Un administrateur veut lever le blocage de { $name }
request-standing-open = Demandé le { $when }. En attente depuis { $waited }.
request-standing-decided = Décidé le { $when } { $by }.
request-why = Pourquoi elle en a besoin
request-organisation = L’organisation
request-details = Ce qui est demandé
request-asked-by = Demandé par
request-invited = Adresse du nouveau propriétaire
request-account = Compte
request-role = Nouveau rôle
request-roles-now = Rôles actuels
request-policy = Politique
request-policy-group = Groupe de politiques
request-shares = Partage plus que les politiques apparentées
request-hotlisted = Sur la liste de blocage
request-hotlist-type = Nature
request-blocked-until = Bloqué jusqu’au
request-unblocked-now = Prend fin aussitôt
request-key = Libellé de la clé
request-change = Modification
request-change-words = Ce qui est approuvé reste en vigueur jusqu’à votre décision.
request-make = Marque
request-model = Modèle
request-device-type = Type d’appareil
request-name-wanted = Nom demandé
request-name-former = Nom actuel
request-device-sub-type = Sous-type d’appareil
request-version = Version
request-binary-hash = Empreinte du programme
request-created = Créée le
request-expiry = Prend fin le
request-certificate-id = Identifiant du certificat
request-policy-type = Type de politique
request-policy-till = Valable jusqu’au
request-extractors = Extracteurs biométriques
request-open-partner = Ouvrir le partenaire
request-checks = Vérifications
request-checks-met = { $met } sur { $all } remplies
request-check-purpose = L’organisation dit à quoi cela servira
request-check-purpose-met = Avec ses mots, ci-dessus
request-check-purpose-missing = Aucun usage n’est indiqué. Demandez-le s’il vous le faut pour décider.
request-check-group = Un groupe de politiques est choisi
request-check-group-missing = Aucun n’est encore choisi. Le partenaire ne peut pas déposer de certificats avant.
request-check-group-none = Ce type de partenaire n’en a pas besoin
request-check-four = Vous n’avez pas fait cette demande vous-même
request-check-four-met = Personne ne décide de sa propre demande
request-check-four-missing = La règle des deux personnes s’applique : un autre administrateur décide
request-check-issued = Les certificats sont encore valides
request-check-issued-met = Aucun n’est terminé
request-check-issued-missing = Au moins un est terminé ou n’a pas commencé
request-check-roots = Chaque certificat est un certificat d’autorité
request-check-roots-met = Chacun le dit
request-check-roots-missing = Au moins un dit ne pas être une autorité
request-check-account = Le compte est actif
request-check-account-met = Il peut se connecter
request-check-account-missing = Il est désactivé, ou n’existe plus
request-check-policy = La politique est utilisable
request-check-policy-met = Elle est active et valable
request-check-policy-missing = Elle n’est pas active, a expiré ou n’existe plus
request-check-extractors = Les extracteurs biométriques sont là
request-check-extractors-met = Ceux de la liste ci-dessus
request-check-extractors-missing = Les partenaires de ce type en ont besoin avant l’approbation
request-unreadable = Les certificats de cette demande sont illisibles.

decide-title = Votre décision
decide-legend = Décision
decide-approve = Approuver
decide-approve-partner = Le partenaire peut déposer ses certificats aussitôt, et devient actif quand ils sont acceptés
decide-approve-ca = Les certificats entrent dans le magasin de confiance et le certificat en attente est traité
decide-approve-policy = Il peut créer des clés d’API pour cette politique
decide-approve-key = La clé fonctionne aussitôt
decide-approve-device = L’appareil peut servir aussitôt avec ses interfaces approuvées
decide-approve-sbi = Des appareils peuvent être ajoutés aussitôt à l’interface
decide-approve-chip = La puce et son certificat comptent aussitôt
decide-approve-rename = Le nouveau nom compte aussitôt. Les certificats déposés ensuite doivent le porter ; ceux en usage restent, et les appareils sont aussi reconnus sous l’ancien nom
decide-approve-anchor = La racine entre dans le magasin de confiance, avec ce qui l’accompagne
decide-approve-role = Le compte a le rôle aussitôt
decide-approve-second-factor = Le compte se connecte avec le seul mot de passe, et ses sessions prennent fin
decide-approve-reactivation = Il est actif aussitôt, si ses certificats sont valides aujourd’hui
decide-approve-owner = L’invitation part par e-mail
decide-approve-publication = Les partenaires peuvent demander la politique aussitôt
decide-approve-unhotlist = Son usage est permis à nouveau, ou dès la date indiquée
decide-ask = Demander des précisions
decide-ask-hint = Le partenaire peut répondre, puis la demande vous attend à nouveau
decide-hold = Suspendre
decide-hold-hint = La demande reste en attente ; le partenaire lit pourquoi
decide-hold-two = La demande reste en attente ; l’autre administrateur lit pourquoi
decide-reject = Refuser
decide-reject-hint = Le partenaire peut corriger et redemander
decide-reject-two = Rien ne change ; l’autre administrateur peut demander à nouveau
decide-reason = Raison ou question
decide-reason-hint = Nécessaire pour tout sauf l’approbation. { $name } lit ce texte. Il entre aussi dans l’historique.
decide-send = Envoyer la décision
decide-send-next = Envoyer et ouvrir la demande suivante
decide-missing = Choisissez une décision.
decide-reason-missing = Écrivez une raison ou une question ; le partenaire la lit.
decide-not-allowed = Quelqu’un d’autre doit décider : c’est votre propre demande, ou elle concerne votre propre organisation.
decide-not-allowed-two = Un autre administrateur doit décider : vous l’avez demandé, ou il s’agit de vous ou de votre propre organisation.
decide-done-approve = Approuvé. { $name } reçoit un e-mail.
decide-done-ask = Renvoyé avec votre question. { $name } reçoit un e-mail.
decide-done-hold = Suspendu. { $name } reçoit un e-mail.
decide-done-reject = Refusé. { $name } reçoit un e-mail.
decide-two-approve = Approuvé et fait. { $name } le voit dans la boîte de réception.
decide-two-hold = Suspendu. { $name } le voit dans la boîte de réception.
decide-two-reject = Refusé. { $name } le voit dans la boîte de réception.
two-admins-wait = Enregistré. Un autre administrateur doit donner son accord dans la boîte de réception avant que cela prenne effet.
two-admins-notice = Sur ce site, un autre administrateur doit donner son accord dans la boîte de réception avant que cela prenne effet.

partners-intro = Les organisations qui travaillent avec l’identité numérique nationale.
partners-waiting =
    { $n ->
        [one] { $n } demande attend
       *[other] { $n } demandes attendent
    }
partners-add = Ajouter un partenaire
partners-name = Organisation
partners-email-exact = E-mail (exact)
partners-kind = Type
partners-not-active = Non actif
partners-certificate = Certificat
partners-cert-uploaded = Déposé
partners-cert-missing = Non déposé
partners-registered = Inscription
partners-empty = Aucun partenaire pour l’instant
partners-empty-words = Les organisations qui s’enregistrent, et celles que vous ajoutez, sont ici.
partners-count =
    { $n ->
        [one] { $n } partenaire
       *[other] { $n } partenaires
    }

partner-new-title = Ajouter un partenaire
partner-new-intro = Ce que vous inscrivez est approuvé par là même. Le propriétaire reçoit une invitation par e-mail et choisit comment se connecter.
partner-new-group-hint = Pour les types de partenaires qui en ont besoin
partner-new-owner = Adresse e-mail du propriétaire
partner-new-owner-hint = L’invitation y est envoyée. Elle sert une fois.
partner-new-send = Ajouter et inviter
partner-new-done = { $name } est ajouté et le propriétaire est invité.
partner-deactivate = Désactiver
partner-deactivate-title = Désactiver ce partenaire
partner-deactivate-words = L’effet est immédiat, partout :
partner-deactivate-keep = Le laisser actif
partner-deactivate-send = Désactiver le partenaire
partner-deactivated = Le partenaire est désactivé.
partner-reactivate = Réactiver
partner-reactivate-title = Réactiver ce partenaire
partner-reactivate-words = Ce qui avait été arrêté avec lui fonctionne à nouveau. Il faut des certificats valides aujourd’hui.
partner-reactivate-send = Réactiver le partenaire
partner-reactivate-keep = Le laisser désactivé
partner-reactivated = Le partenaire est à nouveau actif.
partner-request-open = Une demande de ce partenaire attend une décision.
partner-request-link = L’ouvrir
partner-no-people = Personne n’a encore rejoint.
partner-lists = Autres éléments de ce partenaire
effect-certificates =
    { $n ->
        [0] aucun certificat en cours
        [one] { $n } certificat n’est plus accepté
       *[other] { $n } certificats ne sont plus acceptés
    }
effect-people =
    { $n ->
        [0] personne ne peut agir pour lui
        [one] { $n } personne ne peut que lire
       *[other] { $n } personnes ne peuvent que lire
    }
effect-services = toute demande avec ses clés est refusée
danger-reason = Raison
danger-reason-hint = L’organisation lit ce texte. Il entre aussi dans l’historique.
danger-reason-missing = Écrivez une raison.
typed-label = Saisissez l’identifiant pour confirmer
typed-hint = Saisissez { $id }.
typed-wrong = Saisissez l’identifiant exactement comme ici : { $id }.

invitations-title = Invitations
invitations-empty = Personne n’est invité en ce moment.
invitations-email = Adresse e-mail
invitations-email-hint = La personne devient propriétaire. Le lien de l’e-mail sert une fois.
invitations-send = Envoyer l’invitation
invitations-sent = L’invitation est envoyée.
invitations-resend = Renvoyer
invitations-revoke = Retirer
invitations-revoked = L’invitation est retirée.
invitations-until = Envoyée le { $sent }, valable jusqu’au { $until }
invitations-used = Envoyée le { $when }
invitations-sent-on = Envoyée le { $when }
invitations-ended = Terminée le { $when }
invitations-waiting = Attend un second administrateur

groups-intro = Les politiques se font par groupes ; chaque partenaire qui en a besoin relève d’un groupe.
groups-add = Créer un groupe de politiques
groups-empty = Aucun groupe de politiques
groups-empty-words = Les partenaires qui ont besoin de politiques peuvent s’inscrire dès qu’il y a un groupe.
groups-name = Nom
groups-name-hint = 128 caractères au plus. Les partenaires le voient.
groups-name-missing = Saisissez un nom.
groups-name-taken = Un groupe de politiques porte déjà ce nom.
groups-description = Description
groups-description-hint = 256 caractères au plus
groups-description-missing = Saisissez une description.
groups-policies = Politiques
groups-created = Création
groups-new-title = Créer un groupe de politiques
groups-new-send = Créer le groupe
groups-made = Le groupe de politiques { $name } est créé.
partner-email-title = Corriger l’adresse e-mail
partner-email-intro = L’adresse avec laquelle { $name } a été enregistrée. Les lettres sur l’organisation y sont envoyées.
partner-email-hint = Assurez-vous auprès de l’organisation que cette adresse est la sienne.
partner-email-send = Corriger l’adresse
partner-email-done = L’adresse e-mail est corrigée.
