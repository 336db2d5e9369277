# Politiques d’une organisation : demandes, types de justificatifs, extracteurs, et ce qu’une politique partage.

nav-group-services = Services
nav-policy-requests = Demandes de politiques
nav-api-keys = Clés d’API
nav-oidc-clients = Clients OIDC

side-inactive = <b>Votre organisation n’est pas encore active.</b> Vous pourrez faire de nouvelles demandes quand elle le sera.
side-inactive-link = Voir la suite
side-organisation = Ouvrir l’organisation

pr-state-rejected = Refusée ou retirée
pr-title = Demandes de politiques
pr-intro = Une politique dit quelles données sur les personnes vous pouvez recevoir, et comment elles confirment leur identité.
pr-intro-staff = Ce que les organisations ont demandé, et ce qui a été décidé.
pr-count =
    { $n ->
        [one] { $n } demande
       *[other] { $n } demandes
    }
pr-empty = Aucune demande de politique
pr-empty-words = Demandez une politique de votre groupe. Un administrateur des partenaires décide ; vous pouvez ensuite continuer.
pr-empty-staff = Les demandes des organisations sont ici, avec celles qui ont été décidées.
pr-asked =
    { $n ->
        [one] <b>Un administrateur des partenaires a une question sur { $n } demande.</b>
       *[other] <b>Un administrateur des partenaires a des questions sur { $n } demandes.</b>
    }
pr-asked-link = Y répondre
pr-policy = Politique
pr-policy-id = Identifiant de la politique
pr-created = Demandée
pr-purpose = Ce à quoi elle vous sert
pr-new = Demander une politique
pr-new-intro = Politiques de votre groupe { $group }. Choisissez-en une et dites à quoi elle vous sert.
pr-new-search = Chercher dans les politiques
pr-new-more =
    { $n ->
        [one] { $n } autre politique : cherchez-la par son nom.
       *[other] { $n } autres politiques : cherchez-les par leur nom.
    }
pr-new-nothing = Rien à demander
pr-new-no-group = Les politiques appartiennent à des groupes. Choisissez d’abord votre groupe de politiques.
pr-new-none = Votre groupe n’a aucune politique qui convienne à votre genre d’organisation. Demandez à un administrateur des partenaires quel groupe vous convient.
pr-new-all-asked = Vous avez demandé toutes les politiques de votre groupe qui conviennent.
pr-new-others = Déjà demandées
pr-choice-approved = { $policy } : approuvée. <a>Ouvrir la demande</a>
pr-choice-waits = { $policy } : attend une décision. <a>Ouvrir la demande</a>
pr-new-policy = Politique
pr-new-policy-hint = Ne demandez que le nécessaire : l’administrateur compare la politique à votre but.
pr-new-policy-missing = Choisissez une politique.
pr-new-purpose-hint = Qui s’en sert, pour quel service, et pourquoi chaque attribut est nécessaire. L’administrateur lit ce texte.
pr-new-purpose-missing = Écrivez à quoi la politique vous sert.
pr-new-send = Envoyer la demande
pr-sent = Vous avez demandé { $policy }. Un administrateur des partenaires décide ; vous recevrez un e-mail.
pr-one-title = Politique { $policy }
pr-about = La demande
pr-policy-gone = La politique n’existe plus.
pr-turn-waiting = Demandée le { $when }. C’est au tour d’un administrateur des partenaires ; la décision vous parvient par e-mail.
pr-turn-asked = Demandée le { $when }. Un administrateur des partenaires a une question ; c’est votre tour.
pr-turn-hold = Demandée le { $when }. Un administrateur des partenaires l’a suspendue.
pr-turn-approved = Demandée le { $when }, et approuvée.
pr-turn-rejected = Demandée le { $when }, et refusée. Lisez la raison, puis redemandez.
pr-is-rejected = Demandée le { $when }, puis refusée.
pr-turn-withdrawn = Demandée le { $when }, et retirée.
pr-turn-hold-answer = La demande est suspendue. Dites ce qui a changé.
pr-question = L’administrateur des partenaires a écrit : { $question }
pr-extractors-missing = <b>Il manque des extracteurs biométriques.</b> La demande ne peut être approuvée sans eux.
pr-extractors-link = En ajouter un
pr-decide = Décider
pr-answer = Répondre à la question
pr-again = Redemander
pr-next-key = Créer une clé d’API pour cette politique
pr-next-client = Enregistrer un client OIDC pour cette politique
pr-next-credential = Associer un type de justificatif à cette politique
pr-withdraw = Retirer la demande
pr-withdraw-words = Vous retirez la demande avant la décision.
pr-withdraw-effect = Elle quitte la boîte des administrateurs des partenaires.
pr-withdraw-again = Vous pouvez redemander la politique à tout moment.
pr-withdraw-reason = Pourquoi vous la retirez
pr-withdraw-send = Retirer la demande
pr-withdraw-keep = La garder
pr-withdrawn = La demande de { $policy } est retirée.

cred-title = Types de justificatifs
cred-intro = Quelle politique suivent les justificatifs de chaque type.
cred-count =
    { $n ->
        [one] { $n } type de justificatif
       *[other] { $n } types de justificatifs
    }
cred-empty = Aucun type de justificatif associé
cred-empty-words = Associez un type de justificatif à la politique qui dit quelles données il porte. Vous pouvez le faire avant l’approbation de la politique.
cred-not-for-type = Les organisations de votre genre n’associent pas de types de justificatifs.
cred-type = Type de justificatif
cred-since = Associé
cred-new = Associer un type de justificatif
cred-new-intro = Les justificatifs de ce type portent alors ce que la politique partage. L’association reste : choisissez avec soin.
cred-type-hint = Les types de ce site que vous n’avez pas encore associés.
cred-type-missing = Choisissez un type de justificatif.
cred-policy-hint = Politiques de votre groupe qui conviennent à votre genre d’organisation.
cred-none-left = Tous les types de justificatifs de ce site sont associés.
cred-send = Associer le type
cred-done = { $type } suit maintenant { $policy }.

ext-title = Extracteurs biométriques
ext-intro = Quel extracteur fait les gabarits d’un attribut biométrique, pour chaque politique.
ext-count =
    { $n ->
        [one] { $n } extracteur
       *[other] { $n } extracteurs
    }
ext-empty = Aucun extracteur
ext-empty-words = Ajoutez-les après avoir demandé une politique et avant son approbation : tout est jugé ensemble.
ext-closed = On ajoute des extracteurs tant qu’une demande de politique attend. Les politiques approuvées gardent les leurs.
ext-attribute = Attribut
ext-biometric = Biométrie
ext-provider = Fournisseur
ext-version = Version
ext-since = Ajouté
ext-new = Ajouter un extracteur
ext-new-intro = Un extracteur prend la place d’un précédent pour le même attribut.
ext-policy-hint = Demandes qui attendent une décision.
ext-attribute-hint = Son nom dans l’API, comme le donne la page de votre demande de politique, par exemple photo ou biometrics.
ext-attribute-missing = Écrivez l’attribut.
ext-finger = Empreinte digitale
ext-iris = Iris
ext-face = Visage
ext-modality-missing = Choisissez une biométrie.
ext-subtypes = Seulement pour ces doigts ou ces yeux
ext-subtypes-hint = Par exemple Left Thumb,Right Thumb. Vide : tous.
ext-provider-hint = Qui fabrique l’extracteur.
ext-provider-missing = Écrivez le fournisseur.
ext-version-hint = Au plus 8 caractères, par exemple 1.2.
ext-version-missing = Écrivez la version.
ext-send = Ajouter l’extracteur
ext-done = L’extracteur de { $attribute } est enregistré. Il est jugé avec la demande.

shares-title = Ce que la politique vous permet
shares-title-admin = Ce que la politique leur permet
shares-caption = Attributs que la politique partage
shares-attribute = Attribut partagé
shares-attributes = Attributs partagés
shares-name = Nom dans l’API
shares-form = Forme
shares-encrypted = Chiffré
shares-clear = Non chiffré
shares-nothing = Aucun
shares-factors = Authentification
shares-mandatory = { $factor } (obligatoire)
shares-token = Jeton
shares-token-random = Différent à chaque fois
shares-token-partner = Différent par partenaire
shares-token-policy = Le même pour tous les partenaires de la politique
shares-token-other = Comme le dit la politique
shares-till = Valable jusqu’au
shares-domain = Partagé à
shares-how = Manière de partager
shares-encryption = Chiffrement
shares-times = Nombre de lectures permises
shares-minutes = Minutes de conservation
shares-rights = Droits de la passerelle
shares-line = Partage : { $attributes }
shares-line-factors = Les personnes confirment par : { $factors }
shares-line-rights = Droits de la passerelle : { $rights }
shares-line-till = Valable jusqu’au { $day }
shares-full-name = Nom complet
shares-birth = Date de naissance
shares-gender = Genre
shares-phone = Numéro de téléphone
shares-email = Adresse e-mail
shares-address = Adresse
shares-address-1 = Adresse, ligne 1
shares-address-2 = Adresse, ligne 2
shares-address-3 = Adresse, ligne 3
shares-region = Région
shares-province = Province
shares-city = Ville
shares-postal-code = Code postal
shares-photo = Photo
shares-uin = Numéro d’identité (UIN)
shares-vid = Identifiant virtuel (VID)
shares-biometrics = Biométrie
shares-factor-otp = Code à usage unique
shares-factor-demo = Données personnelles
shares-factor-bio = Biométrie
shares-factor-finger = Empreinte digitale
shares-factor-iris = Iris
shares-factor-face = Visage
shares-factor-kyc = Données avec consentement (e-KYC)
shares-factor-exchange = Échange de données (e-KYC)
shares-factor-kbt = Clé dans un portefeuille
shares-factor-pwd = Mot de passe
shares-right-auth = Transmettre les authentifications
shares-right-kyc = Transmettre les demandes de données (e-KYC)
shares-right-binding = Lier des clés à des portefeuilles
shares-right-vci = Émettre des justificatifs vérifiables
shares-right-token = Accepter les jetons des portefeuilles liés
