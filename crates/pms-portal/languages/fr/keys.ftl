# Clés d’API et clients OIDC, d’une organisation et de toutes.

key-title = Clés d’API
key-intro = Une clé dit au service d’authentification à quelle organisation et à quelle politique une requête appartient.
key-intro-staff = Clés de toutes les organisations. Personne n’en voit la valeur ici.
key-count =
    { $n ->
        [one] { $n } clé
       *[other] { $n } clés
    }
key-empty = Aucune clé d’API
key-empty-words = Avec une clé, votre logiciel peut interroger le service d’authentification. Créez-en une pour une politique approuvée.
key-empty-no-policy = Une clé a besoin d’une politique approuvée. Demandez-en d’abord une.
key-empty-staff = Les clés que les organisations créent, et celles que vous faites pour elles, sont ici.
key-decided-each = Sur ce site, chaque clé attend un administrateur des partenaires avant de fonctionner.
key-name = Nom
key-id = Identifiant de la clé
key-created = Créée
key-ends = Fin
key-last-used = Dernière utilisation
key-never = Jamais
key-long-ago = Pas dans les 90 derniers jours
key-no-end = Sans fin
key-replaced-sub = en cours de remplacement
key-in-use = En usage
key-not-in-use = Hors d’usage
key-within =
    { $n ->
        [one] D’ici { $n } jour
       *[other] D’ici { $n } jours
    }
key-new = Créer une clé d’API
key-new-for = Faire une clé pour une organisation
key-replace = Remplacer
key-reissue = Réémettre
key-deactivate = Désactiver
key-activate = Activer
key-fetch = Retirer la clé
key-withdraw = Retirer la demande
key-move = Passer à une autre politique
key-named = { $label }, pour la politique { $policy }
key-keep = Laisser tel quel

key-one-title = Clé d’API { $label }
key-about = La clé
key-how = Comment votre logiciel s’en sert
key-how-words = L’adresse de chaque requête au service d’authentification finit par trois parties : la clé de licence de votre MISP, votre identifiant de partenaire et la valeur de cette clé. Les requêtes de données (kyc) et de codes à usage unique (otp) se construisent de même.
key-valid-till = Valable jusqu’au
key-overlap-till = Fonctionne à côté de la nouvelle jusqu’au
key-replaces = Remplace
key-replaced-by = Remplacée par
key-strength = Force
key-weak = Faible : une clé courte d’une version ancienne. Remplacez-la.
key-use = Utilisation
key-month = Dans les 30 derniers jours
key-uses =
    { $n ->
        [one] { $n } utilisation
       *[other] { $n } utilisations
    }
key-use-link = Ouvrir son utilisation, avec résultats et raisons
key-says-active = La clé fonctionne.
key-says-ends = La clé fonctionne jusqu’au { $day } ; une autre a pris sa place.
key-says-approval = La clé ne fonctionne pas encore. C’est à un administrateur des partenaires de décider.
key-says-fetch = Un administrateur des partenaires a fait cette clé. Un membre de l’organisation la retire, au plus tard le { $day }.
key-says-lapsed = Personne n’a retiré la clé à temps. Elle va être oubliée.
key-says-stopped-above = La clé est refusée : son organisation, sa politique ou le groupe de politiques n’est pas actif. Elle revient avec eux.
key-says-inactive = La clé est désactivée. On peut la réactiver.
key-says-stopped = Un administrateur des partenaires a désactivé la clé. Demandez-lui de la rétablir.
key-says-expired = La clé a atteint sa fin. Créez-en une autre.
key-says-ended = Une autre clé a pris sa place.
key-says-refused = La clé a été refusée, ou retirée avant une décision.
key-waits = <b>La clé attend une décision.</b> Vous recevrez un e-mail.
key-waits-link = Ouvrir la demande

key-new-intro = Elle fonctionne aussitôt. Vous ne voyez sa valeur qu’une fois, à la page suivante.
key-new-intro-each = Un administrateur des partenaires décide d’abord ; elle fonctionne ensuite. Vous ne voyez sa valeur qu’une fois, à la page suivante.
key-new-ends = Elle fonctionne jusqu’au
key-new-ends-hint = Une clé qui finit plus tôt fait moins de dégâts en de mauvaises mains. Remplacez-la avant sa fin, et rien ne s’arrête.
key-new-ends-site = { $day }, au plus tard
key-new-ends-in =
    { $n ->
        [one] { $day }, dans { $n } jour
       *[other] { $day }, dans { $n } jours
    }
key-policy-hint = Politiques approuvées. Les requêtes avec la clé peuvent ce que permet sa politique.
key-places = { $taken } places sur { $most } prises
key-name-hint = Dit où vous l’utilisez, par exemple mobile-app. Unique pour cette politique. Au plus 36 caractères.
key-name-missing = Écrivez un nom pour la clé.
key-new-send = Créer la clé
key-secret-title = Votre nouvelle clé d’API
key-secret = Votre nouvelle clé { $label }
key-secret-words = Copiez-la maintenant dans votre coffre de secrets. Si vous la perdez, remplacez-la ; personne ne peut la retrouver pour vous.
key-secret-usage =
    { $end ->
        [none] Elle fonctionne dès maintenant, pour la politique { $policy }, avec la clé de licence de votre MISP.
       *[day] Elle fonctionne dès maintenant et jusqu’au { $until }, pour la politique { $policy }, avec la clé de licence de votre MISP.
    }
key-secret-usage-waits =
    { $end ->
        [none] Elle fonctionne dès qu’un administrateur des partenaires l’approuve, pour la politique { $policy }.
       *[day] Elle fonctionne dès qu’un administrateur des partenaires l’approuve, jusqu’au { $until }, pour la politique { $policy }.
    }
key-secret-file = Télécharger en texte
key-secret-stored = Je l’ai enregistrée

key-replace-title = Remplacer la clé
key-replace-words = Une deuxième clé de la même politique est faite. Placez-la dans votre logiciel pendant que les deux fonctionnent.
key-replace-effect-new = La nouvelle clé a un nom à elle.
key-replace-effect-old = L’ancienne clé finit au moment que vous choisissez. Ensuite, les requêtes avec elle sont refusées.
key-replace-effect-once = Vous ne voyez la nouvelle valeur qu’une fois, à la page suivante.
key-replace-effect-each = Un administrateur des partenaires décide d’abord de la nouvelle clé. L’ancienne continue jusque-là.
key-replace-not-now = On ne remplace qu’une clé qui fonctionne et n’est pas déjà en cours de remplacement.
key-new-name = Nom de la nouvelle clé
key-overlap = L’ancienne clé fonctionne encore
key-overlap-hint = Le temps qu’il faut à votre logiciel pour changer.
key-overlap-hour = Une heure
key-overlap-day = Un jour
key-overlap-week = Une semaine
key-overlap-month = 30 jours
key-overlap-quarter = 90 jours
key-overlap-until = Jusqu’au { $when }
key-overlap-missing = Choisissez combien de temps l’ancienne clé fonctionne encore.
key-replace-send = Remplacer la clé
key-reissue-title = Réémettre la clé
key-reissue-words = Une seconde clé avec la même politique est créée pour l’organisation, qui la met dans son logiciel pendant que les deux fonctionnent.
key-reissue-overlap-hint = Le temps qu’il faut à l’organisation pour passer à la nouvelle.
key-reissue-effect = L’organisation retire la nouvelle clé ; vous n’en voyez jamais la valeur. L’ancienne continue jusqu’au retrait.
key-reissue-send = Réémettre la clé
key-handed-over = { $label } est faite. L’organisation reçoit un e-mail et la retire ; jusque-là elle ne fonctionne pas.

key-fetch-title = Retirer la clé
key-fetch-words = Un administrateur des partenaires a fait cette clé pour votre organisation.
key-fetch-effect-once = Vous ne voyez sa valeur qu’une fois, à la page suivante.
key-fetch-effect-live = Elle fonctionne dès lors.
key-fetch-effect-former = La clé qu’elle remplace finit au moment fixé.
key-fetch-not-now = Il n’y a rien à retirer : la clé a déjà été retirée, ou le délai est passé.
key-fetch-send = Montrer la clé une fois

key-off-title = Désactiver la clé
key-off-words = Les requêtes avec cette clé sont refusées.
key-off-uses =
    { $n ->
        [0] Elle n’a pas servi dans les 30 derniers jours.
        [one] Elle a servi { $n } fois dans les 30 derniers jours.
       *[other] Elle a servi { $n } fois dans les 30 derniers jours.
    }
key-off-at-once = L’effet est immédiat, partout.
key-off-back = Vous pouvez la réactiver.
key-off-back-staff = L’organisation ne peut pas la rétablir ; un administrateur des partenaires le peut.
key-off-send = Désactiver la clé
key-off-done = { $label } est désactivée.
key-on-title = Activer la clé
key-on-words = Les requêtes avec cette clé sont de nouveau acceptées.
key-on-at-once = L’effet est immédiat, avec la même valeur.
key-on-send = Activer la clé
key-on-done = { $label } est de nouveau active.
key-withdraw-title = Retirer la clé
key-withdraw-words = Vous reprenez la clé avant la décision.
key-withdraw-effect = La clé ne fonctionnera jamais. Celle qu’elle devait remplacer continue.
key-withdraw-send = Retirer la clé
key-withdraw-done = { $label } est retirée.
key-step-not-now = L’état de la clé ne le permet pas.
key-reason-hint = Cela entre dans l’historique.
key-move-words = La clé garde sa valeur et son nom. Ce que peuvent les requêtes avec elle change.
key-move-effect-value = L’organisation ne change rien dans son logiciel.
key-move-effect-told = L’organisation reçoit un e-mail.
key-move-none = Aucune autre politique n’est approuvée pour l’organisation.
key-move-to = Nouvelle politique
key-move-send = Déplacer la clé
key-moved = { $label } appartient maintenant à sa nouvelle politique.
key-for-intro = L’organisation retire la clé quand elle se connecte ; vous n’en voyez jamais la valeur.
key-for-named = Pour { $name }. L’organisation retire la clé quand elle se connecte ; vous n’en voyez jamais la valeur.
key-for-partner-hint = Comme le montre la liste des partenaires.
key-for-name-hint = Ce que l’organisation lit dans sa liste, par exemple mobile-app. Unique pour cette politique. 36 caractères au plus.
key-for-partner-missing = Écrivez l’identifiant du partenaire.
key-for-unknown = Aucun partenaire n’a cet identifiant. Cherchez-le dans la liste des partenaires.
key-for-no-policy = Aucune politique n’est approuvée pour cette organisation. Elle doit d’abord en demander une.
key-for-send = Faire la clé

oidc-title = Clients OIDC
oidc-intro = Applications par lesquelles on se connecte avec son identité nationale (OpenID Connect).
oidc-intro-staff = Applications de toutes les organisations par lesquelles on se connecte.
oidc-count =
    { $n ->
        [one] { $n } client
       *[other] { $n } clients
    }
oidc-empty = Aucun client OIDC
oidc-empty-words = Enregistrez l’application par laquelle on se connecte. Il vous faut sa clé publique et les adresses de retour.
oidc-empty-no-policy = Un client a besoin d’une politique approuvée. Demandez-en d’abord une.
oidc-empty-staff = Les clients que les organisations enregistrent sont ici.
oidc-name = Application
oidc-id = Identifiant du client
oidc-created = Enregistré
oidc-about = Le client
oidc-name-in = Nom en { $language }
oidc-redirects = Adresses de retour
oidc-logo = Adresse du logo
oidc-grants = Types d’autorisation
oidc-methods = Comment il s’authentifie
oidc-key = Clé publique
oidc-asks = Ce qu’il peut demander
oidc-asks-words = Cela découle de la politique et ne change pas avec elle.
oidc-claims = Données sur les personnes (claims)
oidc-acrs = Manières de confirmer (ACR)
oidc-says-active = On peut se connecter avec lui.
oidc-says-inactive = On ne peut pas se connecter avec lui, et il ne revient pas. Il faut en enregistrer un autre.
oidc-waits-create = <b>{ $name } attend eSignet.</b> Il n’a pas répondu ; nous redemandons à { $again }. Le client existe dès qu’il accepte.
oidc-waits-details = <b>Un changement de { $name } attend eSignet.</b> Il n’a pas répondu ; nous redemandons à { $again }.
oidc-waits-deactivate = <b>La fin de { $name } attend eSignet.</b> Il n’a pas répondu ; nous redemandons à { $again }.
oidc-replaced = <b>Sa clé a été remplacée.</b> Ce client finit à { $when }. <a>Ouvrir le nouveau client</a>
oidc-edit = Modifier
oidc-change-key = Remplacer la clé
oidc-deactivate = Désactiver
oidc-keep = Laisser tel quel
oidc-new = Enregistrer un client OIDC
oidc-new-intro = Un client par application et par clé. On voit son nom et son logo en se connectant.
oidc-new-send = Enregistrer le client
oidc-edit-intro = La politique et la clé restent. On voit le nouveau nom et le nouveau logo à la prochaine connexion.
oidc-edit-send = Enregistrer
oidc-policy-hint = Ce que l’application peut apprendre, et comment on confirme son identité.
oidc-policy-releases = Données : { $claims } Manières de confirmer : { $acrs }
oidc-unfit = { $policy } n’est pas pour des clients : { $why }
oidc-none-fits = Aucune de vos politiques approuvées n’est pour des clients. Lisez pourquoi ci-dessous, et demandez une autre politique.
oidc-name-hint = Comme on la connaît, au plus 256 caractères.
oidc-name-missing = Écrivez le nom de l’application.
oidc-logo-hint = L’adresse https d’une image. Nous ne la chargeons jamais.
oidc-logo-wrong = Entrez une adresse https comme https://bank.example/logo.png.
oidc-redirects-hint = Une par ligne, au plus 5. Une adresse https, http sur sa propre machine, ou le schéma propre d’une application.
oidc-redirects-missing = Entrez au moins une adresse.
oidc-redirects-many = Entrez au plus { $most } adresses.
oidc-line = Ligne { $n } : { $why }
oidc-uri-twice = l’adresse y est deux fois.
oidc-uri-long = l’adresse dépasse 2 048 caractères.
oidc-uri-comma = une adresse ne peut pas avoir de virgule.
oidc-uri-fragment = laissez # et ce qui suit.
oidc-uri-http = http n’est permis que pour localhost ; utilisez https.
oidc-uri-star = écrivez l’hôte en entier ; * ne peut pas le remplacer.
oidc-uri-form = écrivez une adresse entière comme https://bank.example/callback.
oidc-grants-missing = Choisissez un type d’autorisation.
oidc-methods-missing = Choisissez comment il s’authentifie.
oidc-key-hint = Un JWK : le texte qui commence par une accolade et nomme kty. RSA à partir de 2048 bits, EC sur P-256, P-384 ou P-521, ou Ed25519. La partie publique seulement.
oidc-key-missing = Collez la clé publique.
oidc-key-pem = C’est un fichier PEM. Collez la même clé en JWK ; la plupart des outils exportent les deux.
oidc-key-no-json = Ce n’est pas du JSON. Collez tout le JWK, de la première accolade à la dernière.
oidc-key-no-object = C’est du JSON, mais pas un JWK. Un JWK est un objet qui nomme kty.
oidc-key-set = C’est un ensemble de clés. Collez l’une des clés qu’il contient.
oidc-key-private = Cette clé a une partie privée. Rien n’a été enregistré. Qui l’a vue peut agir à votre place : faites une nouvelle clé et n’en collez que la partie publique.
oidc-key-kind = Les clés de ce genre ne sont pas acceptées. Utilisez RSA, EC ou Ed25519.
oidc-key-curve = Les clés sur cette courbe ne sont pas acceptées. Utilisez P-256, P-384, P-521 ou Ed25519.
oidc-key-size = La clé n’a pas la bonne taille. Les clés RSA ont de 2048 à 8192 bits.
oidc-key-member = Une partie de la clé manque ou est illisible. Voyez kty, n et e, ou crv, x et y ; use et alg doivent être pour des signatures.
oidc-key-no-key = Les nombres ne forment pas une clé. Exportez-la de nouveau, sans la modifier.
oidc-key-too-long = Un texte de la clé, comme kid, dépasse 256 caractères.
oidc-change-key-intro = Une nouvelle clé fait un nouvel identifiant. Les deux clients fonctionnent jusqu’au moment que vous choisissez ; l’ancien finit alors pour de bon.
oidc-overlap = L’ancien client fonctionne encore
oidc-overlap-hint = Le temps qu’il faut à votre application pour changer.
oidc-change-key-send = Remplacer la clé
oidc-off-title = Désactiver le client
oidc-off-words = On ne peut plus se connecter avec cette application.
oidc-off-addresses =
    { $n ->
        [one] Il sert { $n } adresse de retour.
       *[other] Il sert { $n } adresses de retour.
    }
oidc-off-key = Sa clé ne peut pas être enregistrée de nouveau.
oidc-off-final = C’est définitif : un client ne revient jamais.
oidc-off-not-now = Le client n’est pas actif.
oidc-off-send = Désactiver le client pour de bon
oidc-off-done = { $name } est désactivé.
oidc-asked = eSignet n’a pas répondu. { $name } attend ; nous redemandons pendant un jour.
oidc-made = { $name } est enregistré. Placez l’identifiant du client dans votre application.
oidc-saved = { $name } est modifié.
oidc-key-changed = La clé de { $name } est remplacée. Voici le nouveau client.

action-oidc-client-create = Client OIDC enregistré
action-oidc-client-update = Client OIDC modifié
action-oidc-client-deactivate = Client OIDC désactivé
action-oidc-client-change-key = Clé du client OIDC remplacée
action-oidc-client-ask = Demandé à eSignet
action-oidc-client-refused = Refusé par eSignet
action-api-key-expire = Clé d’API arrivée à sa fin
action-api-key-end = Clé d’API remplacée terminée
action-api-key-forget = Clé d’API oubliée : personne ne l’a retirée

inbox-keys = Clés d’API de l’organisation
inbox-keys-none = Elle n’a aucune clé d’API.
inbox-requests = Ses autres demandes de politiques
inbox-requests-none = Elle n’a demandé aucune autre politique.
