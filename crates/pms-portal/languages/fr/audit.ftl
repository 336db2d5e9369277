# Journal d’audit.

audit-intro = Tout ce qui a été modifié, et par qui, du plus récent au plus ancien. Rien ici ne peut être altéré.
audit-kind = Type d’objet
audit-id = Identifiant de l’objet
audit-actor = Par
audit-action = Action
audit-request = Identifiant de la requête
audit-from = Du (UTC)
audit-to = Au (UTC)
audit-when = Quand
audit-what = Quoi
audit-object = Objet
audit-reason = Motif
audit-export-lines = Lignes JSON
audit-count =
    { $n ->
        [one] { $n } enregistrement
       *[other] { $n } enregistrements
    }
