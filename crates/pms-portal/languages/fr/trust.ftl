# Magasin de confiance.

trust-intro = Les autorités de certification dont nous acceptons les certificats, par domaine de confiance.
trust-add = Ajouter des certificats d’autorité
trust-issued-to = Délivré à
trust-issued-by = Délivré par
trust-domain = Domaine de confiance
trust-type = Type
trust-root = Racine
trust-intermediate = Intermédiaire
trust-uploaded = Dépôt
trust-download = Chaîne (P7B)
trust-empty = Aucune autorité pour l’instant
trust-empty-words = Ajoutez les certificats racine et intermédiaires des autorités dont vous acceptez les certificats.
trust-count =
    { $n ->
        [one] { $n } certificat
       *[other] { $n } certificats
    }
trust-upload-title = Ajouter des certificats d’autorité
trust-upload-intro = Un certificat, ou toute une chaîne en P7B ou PEM. La racine doit être là avant ses intermédiaires ; un fichier peut contenir les deux.
trust-file = Fichier des certificats d’autorité
trust-domain-missing = Choisissez un domaine de confiance.
trust-domain-AUTH = Partenaires d’authentification, de titres et d’autres services
trust-domain-DEVICE = Fournisseurs d’appareils
trust-domain-FTM = Fournisseurs de puces
trust-domain-MISP = Fournisseurs d’infrastructure
trust-upload-send = Lire le fichier
trust-confirm-title = Faire confiance à ces autorités ?
trust-confirm-intro =
    { $n ->
        [one] { $n } certificat pour le domaine { $domain }. Rien n’est encore enregistré.
       *[other] { $n } certificats pour le domaine { $domain }. Rien n’est encore enregistré.
    }
trust-confirm-effect = Dès lors, les certificats que délivrent ces autorités sont acceptés pour ce domaine.
trust-confirm-partly = Certains s’y trouvent déjà ou ne sont pas acceptables ; les autres sont ajoutés.
trust-confirm-send = Ajouter au magasin de confiance
trust-added = Les certificats sont dans le magasin de confiance.
trust-added-partly = Certains certificats sont dans le magasin de confiance ; les autres y étaient déjà ou ne sont pas acceptables.
trust-added-none = Rien n’a été ajouté. Les certificats ne sont pas acceptables, ou leur émetteur manque.
trust-ca = Certificat d’autorité
trust-ca-yes = oui
trust-ca-no = non
trust-path-length = Niveaux d’autorités en dessous
trust-no-limit = sans limite
