# Le calendrier des échéances.

nav-calendar = Calendrier
nav-calendar-own = Échéances
calendar-intro = Tout ce qui prend fin dans les { $days } jours, mois par mois. Les nombres peuvent dater d’une minute.
calendar-intro-own = Tout ce qui prend fin chez vous dans les { $days } jours. Renouvelez avant : ce qui a pris fin ne fonctionne plus.
calendar-count =
    { $n ->
        [one] { $n } échéance
       *[other] { $n } échéances
    }
calendar-empty = Rien ne prend fin dans les { $days } jours
calendar-empty-own = Vos certificats, clés, interfaces et licences sont ici dès que leur fin est assez proche.
calendar-empty-words = Les certificats, clés, interfaces, licences et politiques sont ici dès que leur fin est assez proche.
calendar-all = Tout
calendar-month = { $month ->
        [1] janv.
        [2] févr.
        [3] mars
        [4] avr.
        [5] mai
        [6] juin
        [7] juil.
        [8] août
        [9] sept.
        [10] oct.
        [11] nov.
       *[12] déc.
    } { $year }
calendar-counted = { $what } ({ $n })
calendar-month-filter = Mois
calendar-what = Quoi
calendar-id = Identifiant
calendar-kind = Type
calendar-partner = Organisation
calendar-partner-id = Identifiant de partenaire (exact)
calendar-ends = Fin
calendar-in-days =
    { $n ->
        [0] aujourd’hui
        [one] dans { $n } jour
       *[other] dans { $n } jours
    }
calendar-kind-certificate = Certificat de partenaire
calendar-kind-ca = Certificat d’AC du magasin de confiance
calendar-kind-issuing = AC émettrice de la plateforme
calendar-kind-chip = Certificat de puce
calendar-kind-key = Clé d’API
calendar-kind-sbi = Interface biométrique sécurisée (SBI)
calendar-kind-licence = Licence de MISP
calendar-kind-policy = Politique
