# La liste rouge, pour ceux qui la tiennent.

nav-hotlist = Liste rouge

hotlist-title = Liste rouge
hotlist-intro = Ce avec quoi personne ne peut être authentifié, pour toujours ou jusqu’à une date. Effet immédiat, ici et pour tous ceux qui en sont informés.
hotlist-count =
    { $n ->
        [one] { $n } entrée
       *[other] { $n } entrées
    }
hotlist-block = Bloquer
hotlist-import = Importer un fichier
hotlist-empty = Rien n’est bloqué
hotlist-empty-words = On bloque ici les appareils volés ou défaillants, les modèles défectueux, les puces dont la clé est perdue, et leurs fabricants.
hotlist-what = Objet
hotlist-kind = Nature
hotlist-type = Type
hotlist-hash = Empreinte de l’identifiant
hotlist-partner = Partenaire
hotlist-until = Jusqu’au
hotlist-by = Par
hotlist-since = Depuis
hotlist-from = Origine
hotlist-from-entry = Un administrateur
hotlist-from-import = Un fichier
hotlist-from-partner = La désactivation du partenaire ; elle disparaît à son retour
hotlist-beneath = Ce qu’un administrateur avait dit avant
hotlist-for-good = Pour toujours
hotlist-free-until = Libre jusqu’au { $when }, puis bloqué
hotlist-over = Terminé
hotlist-kind-partner = Partenaire
hotlist-kind-device = Un appareil
hotlist-kind-model = Modèle d’appareil
hotlist-kind-provider = Fournisseur d’appareils
hotlist-kind-chip = Certificat de puce
hotlist-is-blocked = Bloqué : tout ce qu’il signe ou demande est refusé.
hotlist-is-free = Pas bloqué en ce moment.
hotlist-gone = Il n’est plus sur la liste rouge.

hotlist-new-title = Bloquer
hotlist-new-intro = Dites de quoi il s’agit. Vous voyez ce qu’un blocage touche, et s’il existe déjà, avant tout effet.
hotlist-new-next = Voir les effets
hotlist-words-device = Un seul appareil, par son numéro de série, comme l’appareil les donne lui-même.
hotlist-words-model = Tous les appareils d’une marque et d’un modèle, quel que soit leur fabricant.
hotlist-words-provider = Tous les appareils d’un fournisseur. Laissez le nom vide pour le nom enregistré.
hotlist-words-chip = La clé du certificat d’une puce enregistrée, et tout ce qu’elle a signé.
hotlist-words-partner = Un partenaire de toute nature : ses appareils, ses puces et ses demandes.
hotlist-serial = Numéro de série
hotlist-field-missing = { $what } : à saisir.
hotlist-chip-without = Cette puce n’a pas de certificat.
hotlist-organisation-unknown = Aucun partenaire n’a cet identifiant. Saisissez le nom que donnent ses appareils.

hotlist-block-title = Bloquer ceci
hotlist-block-words = Effet immédiat, partout :
hotlist-block-send = Mettre sur la liste rouge
hotlist-block-keep = Ne pas bloquer
hotlist-until-hint = Laissez vide pour bloquer pour toujours. Sinon, libre dès le début de ce jour.
hotlist-reason-hint = Les administrateurs la lisent. Elle entre aussi dans l’historique.
hotlist-blocked = Il est sur la liste rouge.
hotlist-effect-partner = Cela concerne { $name }
hotlist-effect-nobody = personne n’est enregistré ici avec cet identifiant
hotlist-effect-devices =
    { $n ->
        [0] aucun appareil enregistré n’est touché
        [one] { $n } appareil approuvé est refusé
       *[other] { $n } appareils approuvés sont refusés
    }
hotlist-effect-sbis =
    { $n ->
        [0] aucune interface approuvée n’est touchée
        [one] { $n } interface approuvée ne sert plus
       *[other] { $n } interfaces approuvées ne servent plus
    }
hotlist-effect-chips =
    { $n ->
        [0] aucune puce enregistrée n’est touchée
        [one] { $n } puce approuvée est refusée
       *[other] { $n } puces approuvées sont refusées
    }
hotlist-effect-one = ce que capte cet appareil est refusé
hotlist-effect-unregistered = sa marque et son modèle ne sont pas enregistrés ici
hotlist-effect-requests = toute demande avec ses clés est refusée
hotlist-effect-before = déjà bloqué : { $until }. Ce que vous dites maintenant le remplace
hotlist-effect-before-free = ce qui vaut aujourd’hui : { $until }. Ce que vous dites maintenant le remplace
hotlist-effect-told = les autres systèmes en sont informés aussitôt

hotlist-unblock = Lever le blocage
hotlist-unblock-title = Lever ce blocage
hotlist-unblock-words = Il pourra de nouveau être utilisé :
hotlist-unblock-effect = ce qui est enregistré et approuvé fonctionne de nouveau, aussitôt ou dès le jour que vous indiquez
hotlist-unblock-partner = son partenaire est désactivé : jusqu’à son retour, ses demandes sont refusées de toute façon
hotlist-unblock-from = Libre dès le
hotlist-unblock-from-hint = Laissez vide pour lever le blocage maintenant. Sinon, il prend fin au début de ce jour.
hotlist-unblock-send = Lever le blocage
hotlist-unblock-keep = Le laisser bloqué
hotlist-unblocked = Il n’est plus sur la liste rouge.
hotlist-unblock-set = Le blocage prend fin le jour indiqué.

hotlist-import-title = Importer dans la liste rouge
hotlist-import-intro = Un fichier CSV de ce qui est à bloquer. Vous voyez d’abord ce que devient chaque ligne.
hotlist-columns = <code>idType</code> et <code>id</code>, ou <code>idHash</code> (SHA-256 en hexadécimal) au lieu de <code>id</code> ; <code>expiryTimestamp</code> si le blocage prend fin. Types : <code>PARTNER_ID</code>, <code>DEVICE</code>, <code>DEVICE_MODEL</code>, <code>DEVICE_PROVIDER</code>, <code>FTM_PUBLIC_KEY</code>.
hotlist-file-hint = Jusqu’à { $mib } Mio. L’interface REST prend des fichiers de toute longueur.
hotlist-file-missing = Choisissez un fichier.
hotlist-file-other = Ce n’est pas le fichier vérifié. Vérifiez-le d’abord.
hotlist-file-again = Le même fichier
hotlist-file-again-hint = Il est trop grand pour être conservé. Ce qui est envoyé est comparé avec ce qui a été vérifié.
hotlist-report = Ce que deviendrait le fichier
hotlist-some-refused = Des lignes sont écartées
hotlist-lines = Lignes
hotlist-added = Nouvelles sur la liste rouge
hotlist-prolonged = Bloquées plus longtemps qu’avant
hotlist-unchanged = Déjà bloquées
hotlist-refused = Écartées
hotlist-number = { $n }
hotlist-refused-lines = Lignes écartées
hotlist-refused-more =
    { $n ->
        [one] et { $n } autre
       *[other] et { $n } autres
    }
hotlist-line-csv = Ce n’est pas une ligne CSV.
hotlist-line-text = Ce n’est pas un texte en UTF-8.
hotlist-line-type = Son <code>idType</code> n’est pas tenu ici.
hotlist-line-hash = Son <code>idHash</code> n’a pas 64 chiffres hexadécimaux.
hotlist-line-id = Son <code>id</code> manque ou est trop long.
hotlist-line-time = Son <code>expiryTimestamp</code> n’est pas un moment.
hotlist-line-over = Son <code>expiryTimestamp</code> est passé.
hotlist-import-confirm = L’importer
hotlist-import-words = Les lignes écartées le restent ; les autres sont bloquées. Un blocage existant n’est jamais raccourci. Le même fichier une seconde fois ne change rien.
hotlist-import-send = Bloquer ce que nomme le fichier
hotlist-import-started = L’importation est en cours. Vous pouvez quitter cette page.
hotlist-import-running = En cours. Cette page se met à jour toutes les quelques secondes.
hotlist-import-done = Terminé.
hotlist-import-broken = Rien n’a été écrit depuis deux minutes : l’importation est interrompue. Envoyez de nouveau le même fichier ; ce qui est là reste.
hotlist-import-look = Mettre à jour
hotlist-progress = Jusqu’ici
hotlist-written = Entrées écrites
hotlist-through = Jusqu’à la ligne
hotlist-last = Dernière écriture
hotlist-back = À la liste rouge

action-hotlist-block = Bloqué
action-hotlist-unblock = Blocage levé
action-hotlist-import = Bloqué par un fichier
