# Pages avant la connexion.

sign-in-for = Pour les organisations qui travaillent avec l’identité numérique nationale.
sign-in-name = Nom d’utilisateur ou e-mail
sign-in-password = Mot de passe
sign-in-forgot = J’ai oublié mon mot de passe
sign-in-idle =
    { $minutes ->
        [one] Vous êtes déconnecté après { $minutes } minute sans activité.
       *[other] Vous êtes déconnecté après { $minutes } minutes sans activité.
    }
sign-in-register = Inscrire une organisation
sign-in-provider = Se connecter avec le compte de votre organisation
sign-in-provider-register = Les comptes sont créés par le fournisseur d’identité du site. Demandez-en un à l’équipe des partenaires.
sign-in-kinds = Ce qu’il faut à chaque type de partenaire
sign-in-aside-title = Pas encore partenaire ?
sign-in-aside-time = L’inscription prend environ dix minutes. Rien n’est public avant qu’un administrateur des partenaires ait approuvé votre organisation.
sign-in-aside-have = Préparez :
sign-in-aside-name = le nom légal de votre organisation, écrit exactement comme dans son certificat
sign-in-aside-email = une adresse e-mail que lit votre équipe
sign-in-aside-purpose = ce que vous voulez faire : authentifier des personnes, délivrer des titres, fournir des appareils ou des puces, ou exploiter la passerelle (MISP)
sign-in-wrong = Le nom d’utilisateur ou le mot de passe n’est pas le bon.
sign-in-name-missing = Saisissez votre nom d’utilisateur ou votre e-mail.
sign-in-password-missing = Saisissez votre mot de passe.
sign-in-again = Connectez-vous pour continuer. La page demandée s’ouvre ensuite.
signed-out = Vous êtes déconnecté.

forgot-title = Définir un nouveau mot de passe
forgot-intro = Saisissez l’adresse e-mail de votre compte. Nous y envoyons un code.
forgot-email = Adresse e-mail de votre compte
forgot-send = Envoyer le code
forgot-back = Retour à la connexion
forgot-next-code = Si l’adresse appartient à un compte, un code à six chiffres arrive en moins de deux minutes.
forgot-next-password = Avec le code, vous choisissez un nouveau mot de passe.
forgot-next-sessions = Toutes les autres sessions du compte prennent fin.
forgot-code-title = Saisissez le code et un nouveau mot de passe
forgot-code-intro = Si { $email } appartient à un compte, nous y avons envoyé un code à six chiffres. Il est valable dix minutes.
forgot-save = Enregistrer le nouveau mot de passe
forgot-unknown = Nous ne disons pas si une adresse a un compte. Vérifiez que vous avez saisi celle de votre inscription.
code-wrong = Le code n’est pas le bon ou n’est plus valable. Vérifiez-le ou demandez-en un nouveau.
code-missing = Saisissez les six chiffres de l’e-mail.
code-sent = Un nouveau code est en route.
code-not-waited-for = Aucun code n’est attendu dans ce navigateur, ou c’était il y a trop longtemps. Demandez-en un nouveau ici.
password-missing = Saisissez un nouveau mot de passe.
password-weak = Choisissez un mot de passe plus long ou moins courant : au moins 12 caractères, sans votre nom d’utilisateur ni votre e-mail dedans.
password-differs = Saisissez deux fois le même mot de passe.
password-current-missing = Saisissez votre mot de passe actuel.
password-current-wrong = Le mot de passe actuel n’est pas le bon.

invitation-title = Rejoindre { $name }
invitation-intro = Vous êtes invité à travailler au partenariat de cette organisation. Choisissez comment vous connecter.
invitation-role = Vous rejoignez en tant que <b>{ $role }</b>, qui { $words }. Le compte a l’adresse { $email }.
invitation-as = Vous êtes connecté sous le nom <b>{ $name }</b>.
invitation-join = Rejoindre avec ce compte
invitation-accept = Créer le compte et rejoindre
invitation-have-account = Vous avez déjà un compte ? Connectez-vous d’abord, puis rouvrez le lien de l’e-mail.
invitation-next-account = Vous vous connectez avec le compte créé ici.
invitation-next-certificate = La page d’accueil indique la suite et à qui c’est d’agir.
invitation-next-services = Ce lien confirme votre adresse e-mail.
invitation-invalid-title = Cette invitation ne fonctionne pas
invitation-invalid-why = Elle a déjà servi, a été retirée ou a expiré.
invitation-invalid-remedy = Demandez à qui vous a invité, un propriétaire de l’organisation ou un administrateur des partenaires, d’en envoyer une nouvelle.
invitation-other-address = Vous êtes connecté avec une autre adresse e-mail que celle qui est invitée. Déconnectez-vous et rouvrez le lien.
invitation-known = Un compte existe avec cette adresse. Connectez-vous d’abord, puis rouvrez le lien de l’e-mail.
invitation-joined = Vous avez rejoint { $name }.
account-name-missing = Saisissez un nom d’utilisateur.
account-name-form = Utilisez des lettres, chiffres, points, traits d’union et tirets bas, 64 au plus.
account-name-taken = Ce nom d’utilisateur ne peut pas être utilisé. Choisissez-en un autre.

must-change-title = Choisissez votre propre mot de passe
must-change-intro = Le mot de passe de votre connexion n’était valable qu’une fois.
must-change-current = Mot de passe de votre connexion
must-change-current-hint = Laissez vide si ce mot de passe ne servait qu’une fois.
must-change-why-title = Pourquoi maintenant ?
must-change-why = Un mot de passe fait par quelqu’un d’autre est connu de quelqu’un d’autre. Rien n’est possible dans le portail avant que vous ayez choisi le vôtre.
