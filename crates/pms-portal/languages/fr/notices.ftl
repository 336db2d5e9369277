# Notifications : types, toutes à la fois, ce qui attend les administrateurs.

notifications-id = Identifiant
notifications-type = Type
notifications-every-type = Tous les types
notifications-partner = Partenaire
notifications-waiting =
    { $n ->
        [one] <b>{ $n } demande attend une décision.</b>
       *[other] <b>{ $n } demandes attendent une décision.</b>
    }
notifications-authorities =
    { $n ->
        [one] <b>{ $n } autorité de certification prend fin dans les { $days } jours.</b> Ajoutez avant celle qui lui succède.
       *[other] <b>{ $n } autorités de certification prennent fin dans les { $days } jours.</b> Ajoutez avant celles qui leur succèdent.
    }
notifications-this-week =
    { $n ->
        [one] { $n } échéance dans la semaine.
       *[other] { $n } échéances dans la semaine.
    }
notifications-sentence = Annoncé le { $at }, au sujet de { $partner }.
notifications-of-certificates = Certificats de partenaires
notifications-of-chips = Certificats de puces
notifications-of-interfaces = Interfaces biométriques sécurisées (SBI)
notifications-of-keys = Clés d’API
notifications-of-none = Aucun.
notifications-all = Tout écarter
notifications-all-title = Écarter toutes les notifications
notifications-all-words = Elles restent dans la liste des notifications écartées. Rien ne change pour ce dont elles parlent.
notifications-all-effect =
    { $n ->
        [one] { $n } notification est écartée, pour toutes les personnes de l’organisation.
       *[other] { $n } notifications sont écartées, pour toutes les personnes de l’organisation.
    }
notifications-all-send = Tout écarter
notifications-all-keep = Les garder
notifications-all-done = Les notifications sont écartées.
notices-intro = Ce qui a été décidé de vos demandes, et ce qui touche la sécurité de votre compte et de votre organisation. Gardé aussi longtemps que les autres notifications.
notices-told = Décisions et sécurité
notices-empty-words = Rien n’a encore été décidé, et rien n’a changé à votre connexion.
notices-at = Quand
notices-new = Nouveau
notices-seen = Lu
notices-read = Tout marquer comme lu
notices-read-done = Tout est marqué comme lu.
