# Recherche.

search-intro = Dans tout ce qui est à votre organisation : ses demandes en cours, demandes de politique, clés d’API, clients OIDC, appareils, SBI, puces, certificats. Une partie d’un nom, ou un identifiant.
search-intro-staff = Dans tout ce que vous pouvez voir : partenaires, demandes en cours par organisation, demandes de politique, politiques, groupes de politiques, clés d’API par leur libellé, clients OIDC, appareils, SBI, puces, certificats des partenaires par empreinte, autorités par nom, licences par MISP, comptes par nom ou e-mail, liste rouge par identifiant, empreinte ou partenaire.
search-nothing = Cherchez une partie d’un nom, ou un identifiant, une empreinte ou un nom d’utilisateur en entier.
search-count =
    { $all ->
        [one] { $n } sur { $all }
       *[other] { $n } sur { $all }
    }
search-list = Ouvrir la liste
search-until = jusqu’au { $when }
search-partners = Partenaires
search-requests = Demandes de politique
search-policies = Politiques
search-keys = Clés d’API
search-clients = Clients OIDC
search-devices = Modèles d’appareils
search-sbis = Interfaces biométriques sécurisées
search-chips = Puces
search-certificates = Certificats des partenaires
search-authorities = Autorités de certification
search-licences = Licences
search-accounts = Comptes
search-waiting = Demandes en cours
search-groups = Groupes de politiques
search-hotlist = Liste rouge
