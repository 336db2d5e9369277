# La deuxième étape de sa propre connexion.

second-title = Deuxième étape de la connexion
second-on =
    { $left ->
        [one] Activée depuis le { $since }, { $left } code de secours restant
       *[other] Activée depuis le { $since }, { $left } codes de secours restants
    }
second-off = Désactivée
second-intro = Après le mot de passe, vous saisissez un code d’une application de votre téléphone. Qui apprend votre mot de passe ne peut toujours pas se connecter.
second-facts = Situation
second-since = Activée depuis
second-left-label = Codes de secours
second-left =
    { $left ->
        [0] Aucun : créez-en de nouveaux
        [one] { $left } restant
       *[other] { $left } restants
    }
second-off-label = Désactivation
second-required-off = Impossible : ce site demande une deuxième étape aux comptes qui ont vos rôles.
second-required = Ce site demande une deuxième étape aux comptes qui ont vos rôles. Configurez-la pour continuer.
second-codes-new = Créer de nouveaux codes de secours
second-switch-off = Désactiver la deuxième étape
second-begin-title = Ajouter une deuxième étape à votre connexion
second-begin = Continuer
second-begin-hint = Nous le demandons à nouveau pour que personne ne configure ceci sur un écran que vous avez laissé ouvert.
second-begin-again = La configuration a commencé il y a trop longtemps, ou elle est terminée. Commencez ici.
second-need-title = Ce qu’il vous faut
second-need-app = une application d’authentification sur votre téléphone, par exemple FreeOTP, Aegis ou celle de votre organisation
second-need-clock = un téléphone dont l’heure se règle automatiquement
second-need-place = un endroit sûr pour dix codes de secours, loin du téléphone
second-app-title = Relier l’application
second-app-scan = Ouvrez l’application d’authentification et scannez cette image.
second-app-picture = Code QR avec la clé pour l’application d’authentification
second-app-type = Impossible de scanner ? Saisissez la clé à la main
second-app-key = Ajoutez un compte à la main dans l’application : cette clé, basée sur le temps, six chiffres.
second-app-code = Code de l’application
second-app-code-hint = Six chiffres ; un nouveau code apparaît toutes les 30 secondes.
second-app-confirm = Activer la deuxième étape
second-next-title = La suite
second-next-codes = Vous recevez dix codes de secours, pour les jours sans téléphone.
second-next-sessions = Vos autres sessions prennent fin.
second-next-each = Ensuite, chaque connexion demande un code.
second-codes-title = Vos codes de secours
second-codes-on = La deuxième étape est activée. Vos autres sessions ont pris fin.
second-codes-again = Ces codes sont nouveaux. Les précédents ne fonctionnent plus.
second-codes-keep = Conservez ces codes en lieu sûr. Chacun fonctionne une fois, à la place d’un code de l’application.
second-codes-once = Ils ne sont affichés que cette fois. Un clic les sélectionne tous.
second-codes-stored = Je les ai conservés
second-codes-how-title = À propos de ces codes
second-codes-how-use = Saisissez-en un là où un code de l’application est demandé.
second-codes-how-place = Gardez-les sur papier ou dans un gestionnaire de mots de passe, pas sur le téléphone de l’application.
second-codes-how-new = Quand il en reste peu, créez-en de nouveaux sur la page de votre compte.
second-codes-words = Vous recevez dix nouveaux codes, affichés une seule fois.
second-codes-effect = Les codes que vous avez maintenant ne fonctionnent plus.
second-code-title = Saisissez votre code
second-code-intro = Votre mot de passe est correct. Saisissez maintenant le code affiché par votre application d’authentification.
second-code = Code
second-code-hint = Six chiffres de l’application, ou un de vos codes de secours
second-code-missing = Saisissez le code de l’application ou un code de secours.
second-code-wrong = Le code n’est pas le bon, ou il a déjà servi. Attendez le suivant dans l’application.
second-code-over = Trop de temps a passé, ou la connexion a commencé dans un autre navigateur. Connectez-vous à nouveau.
second-code-back = Retour à la connexion
second-lost-title = L’application n’est pas à portée de main ?
second-lost-recovery = Saisissez un de vos codes de secours. Chacun fonctionne une fois.
second-lost-clock = Si les codes sont refusés, vérifiez que le téléphone règle son heure automatiquement.
second-lost-admin = Sans application ni codes, demandez à l’équipe partenaires de { $site } : un administrateur peut retirer la deuxième étape.
second-off-words = Ensuite, le mot de passe suffit pour se connecter.
second-off-effect-password = Qui apprend votre mot de passe peut se connecter.
second-off-effect-codes =
    { $left ->
        [0] Les codes de l’application ne fonctionnent plus.
        [one] Les codes de l’application et { $left } code de secours ne fonctionnent plus.
       *[other] Les codes de l’application et { $left } codes de secours ne fonctionnent plus.
    }
second-switched-off = La deuxième étape est désactivée.
