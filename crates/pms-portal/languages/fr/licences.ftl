# Licences des MISP.

nav-licences = Licences
licences-all = Licences des MISP
licences-all-intro = Chaque MISP a une licence actuelle. Sa valeur, la clé de licence, accompagne chaque requête qui passe par le MISP.
licences-intro = La valeur de votre licence actuelle, la clé de licence, accompagne chaque requête qui passe par vous : donnez-la aux partenaires d’authentification que vous servez, ou faites-la ajouter par votre passerelle. Une valeur n’est montrée qu’une seule fois, à sa création.
licences-count =
    { $n ->
        [one] { $n } licence
       *[other] { $n } licences
    }
licences-empty = Pas encore de licence
licences-empty-words = Un MISP a besoin d’une licence avant que sa passerelle puisse servir quelqu’un. Créez la première pour un MISP actif.
licences-empty-own = Vous n’avez pas encore de licence
licences-empty-yours = Votre passerelle en a besoin avant de pouvoir servir des partenaires. Créez-la ici et conservez aussitôt sa valeur : elle n’est montrée que cette fois.
licences-empty-admins = Votre passerelle en a besoin avant de pouvoir servir des partenaires. Un administrateur la crée dès que vous êtes actif et vous donne sa valeur. Vous n’avez rien d’autre à faire ici.
licences-misp = MISP
licences-misp-id = Identifiant du MISP
licences-misp-hint = Un partenaire actif de type MISP qui n’a pas encore de licence.
licences-misp-missing = Choisissez un MISP.
licences-id = Licence
licences-value = Valeur
licences-masked = non affichée
licences-policy = Politique
licences-from = Valable dès le
licences-until = Valable jusqu’au
licences-not-active = Inactive
licences-ends-30 = Prend fin dans les 30 jours
licences-ends-90 = Prend fin dans les 90 jours
licences-over = Terminée
licences-current = Actuelle
licences-replaced = Une autre licence a pris sa place
licences-stopped-admin = Arrêtée par un administrateur
licences-stopped-misp = Arrêtée par le MISP
licences-misp-inactive = Le MISP n’est pas actif
licences-soon-yours = <b>Votre licence prend fin le { $day }.</b> Renouvelez-la avant et donnez la nouvelle valeur à votre passerelle et à vos partenaires.
licences-soon-admins = <b>Votre licence prend fin le { $day }.</b> Un administrateur la renouvelle et vous donne la nouvelle valeur. Demandez-la à temps.
licences-over-yours = <b>Votre licence a pris fin le { $day }.</b> Votre passerelle ne sert personne. Renouvelez-la et donnez la nouvelle valeur à votre passerelle et à vos partenaires.
licences-over-admins = <b>Votre licence a pris fin le { $day }.</b> Votre passerelle ne sert personne. Demandez à un administrateur de la renouveler.
licences-note-inactive = <b>Votre organisation n’est pas active.</b> D’ici là, votre licence n’ouvre rien. Elle est valable jusqu’au { $day }.
licences-note-admin = <b>Un administrateur a arrêté votre licence.</b> Seul un administrateur permet de l’utiliser à nouveau. Elle est valable jusqu’au { $day }.
licences-note-misp = <b>Vous avez arrêté votre licence.</b> Votre passerelle ne sert personne tant que vous ne l’activez pas de nouveau. Elle est valable jusqu’au { $day }.
licences-make = Créer une licence
licences-make-intro = La valeur est montrée une seule fois, après cette étape. Remettez-la au MISP par une voie sûre. Le MISP reçoit un message sans la valeur.
licences-make-own = Créer votre licence
licences-make-own-intro = La valeur est montrée une seule fois, après cette étape. Préparez un endroit sûr pour la conserver.
licences-make-send = Créer la licence
licences-made = La licence est créée
licences-renewed = La licence est renouvelée
licences-secret-words = Voici la clé de licence du MISP { $misp }. Elle accompagne chaque requête qui passe par le MISP.
licences-secret-label = Licence
licences-works-until = Elle fonctionne dès maintenant et jusqu’au { $day }.
licences-endless = Elle fonctionne dès maintenant.
licences-stored = Je l’ai conservée
licences-renew = Renouveler
licences-deactivate = Désactiver
licences-activate = Activer
licences-renew-title = Renouveler cette licence
licences-renew-words = Une nouvelle licence prend la place de celle-ci. Effet immédiat :
licences-renew-send = Renouveler la licence
licences-renew-keep = Garder cette licence
licences-deactivate-title = Désactiver cette licence
licences-deactivate-words = La licence peut être activée de nouveau. Effet immédiat :
licences-deactivate-send = Désactiver la licence
licences-deactivate-keep = La garder active
licences-activate-title = Activer cette licence
licences-activate-words = La licence fonctionne de nouveau comme avant. Effet immédiat :
licences-activate-send = Activer la licence
licences-activate-keep = La laisser désactivée
licences-activated = La licence est de nouveau active.
licences-deactivated = La licence est désactivée.
licences-effect-use =
    { $partners ->
        [0] Au cours des { $days } derniers jours, personne ne l’a utilisée.
        [one] Au cours des { $days } derniers jours, elle a servi { $partners } partenaire, avec { $requests } requêtes en tout.
       *[other] Au cours des { $days } derniers jours, elle a servi { $partners } partenaires, avec { $requests } requêtes en tout.
    }
licences-effect-value = Les requêtes avec l’ancienne valeur sont refusées. La passerelle et les partenaires qui l’utilisent ont besoin de la nouvelle valeur, montrée une seule fois après cette étape. Prévenez-les avant.
licences-effect-stop = Toute requête passant par ce MISP est refusée.
licences-effect-start = Les requêtes passant par ce MISP reçoivent de nouveau une réponse.
licences-effect-mail = Les contacts du MISP reçoivent un message. Il ne contient jamais la valeur.
licences-reason-hint = Le MISP et les administrateurs lisent ceci. Cela figure aussi dans l’historique.
