# Le journal des transactions.

nav-usage = Transactions
nav-transactions = Transactions
usage-title = Transactions
usage-intro-misp = Chaque utilisation de vos licences : quand, par quel partenaire, et ce qui a été refusé et pourquoi. Aucun identifiant personnel n’est enregistré.
usage-intro-partner = Chaque utilisation de vos clés : quand, par quel MISP, et ce qui a été refusé et pourquoi. Aucun identifiant personnel n’est enregistré.
usage-intro-all = Chaque utilisation de licences et de clés, de tous les MISP et partenaires. Aucun identifiant personnel n’est enregistré.
usage-export-lines = Exporter en NDJSON
usage-from = Du
usage-to = Au
usage-misp = MISP
usage-misp-id = MISP (identifiant de partenaire, exact)
usage-partner = Partenaire
usage-partner-id = Identifiant de partenaire (exact)
usage-policy = Politique
usage-policy-id = Identifiant de politique (exact)
usage-key = Clé d’API
usage-key-label = Libellé de la clé d’API
usage-type = Type de requête
usage-outcome = Résultat
usage-outcome-allowed = Autorisé
usage-outcome-refused = Refusé
usage-reason = Motif
usage-reason-code = Code du motif
usage-source = Rapporté par
usage-source-validate = notre propre contrôle
usage-source-gateway = la passerelle
usage-source-ida = ID Authentication
usage-transaction = Identifiant de transaction
usage-time = Heure
usage-result = Résultat
usage-ranges = Périodes
usage-range-24h = Dernières 24 heures
usage-range-7d = 7 derniers jours
usage-range-30d = 30 derniers jours
usage-window = Du { $from } au { $to }
usage-window-wrong = Choisissez un premier jour avant le dernier, à { $days } jours d’écart au plus.
usage-rows-window = Les utilisations sont listées sur { $days } jours au plus. Les totaux sont complets. Choisissez une période plus courte pour voir les lignes.
usage-filter-wrong = Un des filtres ne convient pas. Un libellé demande son identifiant de partenaire ; type, résultat et source sont parmi ceux proposés ; un identifiant de transaction a des lettres, des chiffres et des tirets.
usage-empty = Rien sur cette période
usage-empty-misp = Vous verrez ici chaque utilisation de votre licence : quel partenaire a demandé, ce qui a été autorisé, et pourquoi quelque chose a été refusé.
usage-empty-partner = Vous verrez ici chaque utilisation de vos clés d’API : quand, par quel MISP, ce qui a été autorisé, et pourquoi quelque chose a été refusé.
usage-empty-all = Vous verrez ici chaque utilisation d’une licence et d’une clé, de tous les MISP et partenaires.
usage-empty-connect = Les utilisations apparaissent quand une passerelle nous demande si une licence, un partenaire et une clé sont valables, ou quand elle envoie son propre journal à notre interface.
usage-empty-help = Comment raccorder une passerelle
usage-number = { $n }
usage-tile-requests = Requêtes
usage-tile-allowed = Autorisées
usage-tile-refused = Refusées
usage-tile-partners = Partenaires
usage-tile-partners-words = servis sur cette période
usage-tile-misps = MISP
usage-tile-misps-words = ont transmis les requêtes
usage-share = { $percent } % du total
usage-share-little = moins de 1 % du total
usage-share-none = encore aucune
usage-before-hours = aux { $n } heures précédentes
usage-before-days = aux { $n } jours précédents
usage-trend =
    { $which ->
        [up] { $percent } % de plus par rapport { $before }
        [down] { $percent } % de moins par rapport { $before }
       *[same] { $percent } % de changement par rapport { $before }
    }
usage-trend-new = nouveau par rapport { $before }
usage-per-hour = Requêtes par heure
usage-per-day = Requêtes par jour (UTC)
usage-hour = Heure
usage-day = Jour
usage-chart-counts = { $allowed } autorisées, { $refused } refusées
usage-chart-peak = { $counts }, le plus à { $when } : { $n } refusées
usage-chart-scroll = Graphique, défile de côté sur un petit écran
usage-same-table = Les mêmes chiffres en tableau
usage-short-day = { $day } { $month ->
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
    }
usage-summed = Chiffres au { $at }. Ce qui est arrivé depuis figure dans les lignes ci-dessous.
usage-why = Motifs de refus
usage-why-none = Rien n’a été refusé.
usage-count = Nombre
usage-all = Tous
usage-served = Partenaires servis
usage-served-by = MISP qui vous ont servi
usage-served-more =
    { $n ->
        [one] et { $n } autre
       *[other] et { $n } autres
    }
usage-first = Première
usage-last = Dernière
usage-log = Journal
usage-newest = Les plus récentes d’abord
usage-pager = Le journal continue pendant que vous lisez.
usage-to-newest = Plus récentes
usage-to-older = Plus anciennes
usage-reason-other = Un motif d’ID Authentication
usage-reason-other-remedy = Cherchez son code dans la référence d’ID Authentication.
