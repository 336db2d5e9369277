# Comptes, pour les administrateurs.

nav-accounts = Comptes
accounts-intro = Toutes les personnes qui se connectent ici : qui elles sont, ce qu’elles peuvent faire, et pour qui.
accounts-count =
    { $n ->
        [one] { $n } compte
       *[other] { $n } comptes
    }
accounts-empty = Aucun compte
accounts-empty-words = On obtient un compte en inscrivant une organisation, en acceptant une invitation, ou par la ligne de commande.
accounts-id = Identifiant du compte
accounts-email-exact = Adresse e-mail (exacte)
accounts-blocked = Bloqué (fournisseur d’identité)
accounts-second = Deuxième étape
accounts-second-on = Activée
accounts-second-off = Désactivée
accounts-last = Dernière connexion
accounts-made = Créé
accounts-one-intro = Ce qu’est ce compte et ce qu’il peut faire. Chaque action montre d’abord ses effets.
accounts-own = C’est votre propre compte : ce qui vous exclurait revient à un autre administrateur.
accounts-facts = Informations
accounts-email-confirmed = { $email } (confirmée)
accounts-email-open = { $email } (non confirmée)
accounts-password = Mot de passe défini
accounts-password-must = À changer à la prochaine connexion
accounts-password-none = Aucun : il se définit avec un code envoyé par e-mail
accounts-sessions =
    { $n ->
        [0] Aucune
       *[other] { $n }
    }
accounts-never = Pas connecté en ce moment
accounts-roles-none = Aucun rôle : le compte agit seulement pour ses organisations.
accounts-organisations = Organisations
accounts-role-word = Dans les jetons
accounts-role-named = { $role } ({ $name })
accounts-revoke-link = <a>Retirer { $role }</a>
accounts-organisations-none = N’appartient à aucune organisation.
accounts-history = Historique
accounts-history-empty = Rien pour l’instant.
accounts-back = Retour au compte
accounts-reason-hint = Figure dans l’historique, que lisent les administrateurs.
accounts-grant = Donner un rôle
accounts-grant-title = Donner un rôle
accounts-grant-words = Le compte peut faire ce que permet le rôle, dès l’envoi.
accounts-grant-effect = Le rôle vaut aussitôt, sur chaque page et pour chaque jeton.
accounts-grant-effect-two = Là où le site demande deux administrateurs, un rôle d’administration attend l’accord d’un second.
accounts-grant-hint = Les rôles de partenaire viennent avec l’inscription d’une organisation ; les rôles d’administration agissent sur toutes.
accounts-grant-send = Donner le rôle
accounts-granted = { $name } a le rôle.
accounts-role-missing = Choisissez un rôle.
accounts-revoke-title = Retirer un rôle
accounts-revoke-words = Le compte ne peut plus faire ce que permettait le rôle.
accounts-revoke-effect = Le rôle { $role } prend fin aussitôt.
accounts-revoke-send = Retirer le rôle
accounts-revoked = { $name } n’a plus le rôle.
accounts-effect-sessions =
    { $n ->
        [0] Aucune session n’est ouverte.
        [one] { $n } session ouverte prend fin aussitôt.
       *[other] { $n } sessions ouvertes prennent fin aussitôt.
    }
accounts-effect-organisations =
    { $n ->
        [0] Aucune organisation n’est concernée.
        [one] Plus personne n’agit avec ce compte pour { $n } organisation. Ce qu’il y a fait reste.
       *[other] Plus personne n’agit avec ce compte pour { $n } organisations. Ce qu’il y a fait reste.
    }
accounts-effect-codes =
    { $n ->
        [0] Les codes de l’application ne fonctionnent plus. Le mot de passe suffit.
        [one] Les codes de l’application et { $n } code de secours ne fonctionnent plus. Le mot de passe suffit.
       *[other] Les codes de l’application et { $n } codes de secours ne fonctionnent plus. Le mot de passe suffit.
    }
accounts-effect-letter = La personne reçoit un e-mail. Assurez-vous d’abord que c’est bien elle qui le demande.
accounts-deactivate = Désactiver
accounts-deactivate-title = Désactiver le compte
accounts-deactivate-words = Personne ne peut se connecter avec ce compte et aucun de ses jetons n’est accepté, jusqu’à ce qu’un administrateur le réactive.
accounts-deactivate-send = Désactiver le compte
accounts-deactivated = { $name } est désactivé.
accounts-reactivate = Réactiver
accounts-reactivate-title = Réactiver le compte
accounts-reactivate-words = La personne peut à nouveau se connecter.
accounts-reactivate-effect = Mot de passe, rôles et organisations sont comme avant.
accounts-reactivate-send = Réactiver le compte
accounts-reactivated = { $name } peut à nouveau se connecter.
accounts-sessions-end = Terminer toutes les sessions
accounts-sessions-end-title = Terminer toutes les sessions
accounts-sessions-end-words = La personne doit se reconnecter partout.
accounts-sessions-end-send = Terminer les sessions
accounts-sessions-ended = Les sessions de { $name } ont pris fin.
accounts-second-reset = Retirer la deuxième étape
accounts-second-reset-title = Retirer la deuxième étape de la connexion
accounts-second-reset-words = Pour une personne qui a perdu téléphone et codes de secours.
accounts-second-reset-send = Retirer la deuxième étape
accounts-second-was-reset = { $name } se connecte désormais avec le seul mot de passe.
action-account-create = Compte créé
action-account-first-admin = Premier administrateur créé
action-account-one-time-password = Mot de passe à usage unique utilisé
action-account-details = Coordonnées modifiées
action-account-email = Adresse e-mail modifiée
action-account-password = Mot de passe défini
action-account-enable = Compte réactivé
action-account-disable = Compte désactivé
action-account-sessions = Toutes les sessions terminées
action-account-sign-out-everywhere = Autres sessions terminées
action-role-grant = Rôle donné
action-role-revoke = Rôle retiré
