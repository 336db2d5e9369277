# Journal d’audit.

audit-intro = Tout ce qui a été modifié, et par qui, du plus récent au plus ancien. Rien ici ne peut être altéré. Un lien dans une ligne ne laisse que ce qui lui ressemble.
audit-kind = Type d’objet
audit-id = Identifiant de l’objet
audit-actor = Par
audit-action = Action
audit-request = Identifiant de la requête
audit-of-policy-request = Demande de politique
audit-of-oidc-client = Client OIDC
audit-of-client = Client d’API
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
action-trust-add = Certificats d’autorité ajoutés au magasin de confiance
action-revocation-list-sign = Liste de révocation signée
action-keys-create = Clés de la plateforme créées
action-keys-rotate = Clés de la plateforme changées
action-keys-export = Clés de la plateforme exportées
action-keys-import = Clés de la plateforme importées
action-audit-export = Journal d’audit téléchargé
action-transaction-export = Transactions téléchargées
action-client-create = Client d’API créé
action-client-secret = Nouveau secret d’un client d’API
action-client-roles = Rôles d’un client d’API modifiés
action-client-state = Client d’API activé ou désactivé
action-hotlist-import-start = Fichier de la liste rouge commencé
action-hotlist-import-end = Fichier de la liste rouge terminé
action-licence-end = Licence MISP arrivée à sa fin
action-notification-create = Notification créée
action-notification-dismiss = Notification écartée
action-notification-dismiss-all = Notifications écartées
action-retention-forget = Anciens enregistrements supprimés
action-session-end = Session terminée
action-user-consent = Consentement donné
