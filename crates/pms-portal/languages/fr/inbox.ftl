# La boîte de réception : filtres, et plusieurs décisions à la fois.

inbox-id = Identifiant de la demande
inbox-kind = Genre
inbox-asked-at = Demandé le
inbox-decided-at = Décidé le
inbox-kind-rename = Noms
inbox-organisation = Organisation
inbox-state-open = Ouvertes
inbox-state-waiting = En attente d’un administrateur
inbox-age = En attente depuis
inbox-age-days =
    { $days ->
        [one] { $days } jour ou plus
       *[other] { $days } jours ou plus
    }
inbox-count =
    { $n ->
        [one] { $n } demande
       *[other] { $n } demandes
    }
inbox-choose = Choisir
request-previous = Demande précédente
request-next = Demande suivante
request-neighbours = Autres demandes ouvertes
request-history = Historique de l’organisation

bulk-open = Décider de celles qui sont choisies
bulk-choose-all = Choisir toutes celles de la page
bulk-title = Décider de plusieurs demandes
bulk-count =
    { $n ->
        [one] { $n } demande.
       *[other] { $n } demandes.
    }
bulk-words = Toutes reçoivent la même décision et la même raison. Ouvrez celles que vous n’avez pas lues.
bulk-too-many = Au plus { $most } sont décidées à la fois. Voici les premières de celles que vous avez choisies.
bulk-not-you = Une autre personne doit en décider ; elle est laissée de côté
bulk-decision = Une décision pour toutes
bulk-reason-hint = Nécessaire sauf pour approuver. Chaque organisation la lit. Elle entre aussi dans les historiques.
bulk-send = Envoyer les décisions
bulk-back = Revenir sans décider
bulk-nothing = Choisissez d’abord des demandes ouvertes.
bulk-report = Décisions
bulk-report-words = Ce qui a été décidé, et ce qui ne l’a pas été.
bulk-done =
    { $n ->
        [one] { $n } décidée
       *[other] { $n } décidées
    }
bulk-failed =
    { $n ->
        [one] { $n } non décidée
       *[other] { $n } non décidées
    }
bulk-gone = Une demande
bulk-gone-words = Elle n’existe plus.
bulk-to-inbox = Retour à la boîte de réception
