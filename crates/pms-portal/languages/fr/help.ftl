# Pages d’aide et d’erreur.

help-intro = Des réponses courtes pour les partenaires et les administrateurs.
help-kinds-words = Ce que fait chacun, et ce qu’il lui faut pour commencer.
help-certificates-link = Comment obtenir un certificat
help-certificates-words = De la clé au certificat que nous avons signé.
help-errors-title = Référence des erreurs
help-errors-words = Chaque code, pourquoi il survient et que faire.
help-programs-title = Pour ceux qui écrivent des programmes
help-programs-words = Ce que font ces pages, les programmes le font par REST.
help-api-link = Référence de l’API
help-api-words = Chaque adresse avec ce qu’elle attend, ce qu’elle répond et ses codes d’erreur. En anglais ; JavaScript est nécessaire.
help-openapi-link = Document OpenAPI
help-openapi-words = Le même contenu pour les outils qui produisent des clients, en JSON.
help-kind-group-yes = Nécessaire : à choisir à l’inscription
help-kind-group-no = Pas nécessaire
help-kind-two = Pour la signature et pour le chiffrement ; un seul peut servir aux deux
help-kind-one = Un pour tous les produits
help-cert-key = 1. Faire une clé et une demande
help-cert-key-words = Faites-le sur la machine qui utilisera la clé. La clé ne la quitte jamais.
help-cert-name = Après <code>O=</code>, écrivez le nom inscrit de l’organisation, lettre pour lettre.
help-cert-ca = 2. La faire signer par votre autorité de certification
help-cert-ca-words = Envoyez la demande, jamais la clé, à une autorité de certification. Ses certificats racine et intermédiaires doivent être dans notre magasin de confiance pour votre type de partenaire ; sinon, déposez-les avec votre certificat et un administrateur des partenaires décide.
help-cert-upload = 3. Le déposer ici
help-cert-upload-words = Ouvrez Certificats, choisissez le fichier et lisez le verdict de chaque règle. Rien n’est enregistré avant que vous confirmiez.
help-cert-rules = Ce qui est vérifié
help-cert-verify = 4. Télécharger ce que nous avons signé, et le vérifier
help-cert-verify-words = À côté de chaque certificat accepté se trouvent celui que MOSIP a signé et sa chaîne. ROOT est sur la page des certificats de la plateforme.

error-request-id = Identifiant de la requête { $id }
error-403-title = Vous ne pouvez pas ouvrir cette page
error-403-why = Votre compte n’a pas le rôle nécessaire, ou la page appartient à une autre organisation.
error-403-remedy = Demandez le rôle à un administrateur des partenaires, ou revenez à vos propres pages.
error-404-title = Cette page n’existe pas
error-404-why = L’adresse est mal saisie, ou ce qu’elle montrait a disparu.
error-404-remedy = Commencez par la page d’accueil.
error-form-title = Ce formulaire n’est plus valable
error-form-why = Il a été ouvert dans une autre session, ou vient d’un autre site. Rien n’a été changé.
error-form-remedy = Revenez en arrière, rechargez la page et recommencez.
error-site-title = La demande venait d’un autre site
error-site-why = Une page qui n’est pas à nous a envoyé ce formulaire. Rien n’a été changé.
error-site-remedy = Ouvrez le portail lui-même et recommencez-y.
error-413-title = Le fichier est trop grand
error-413-why = Au plus 256 ko sont acceptés ici. Rien n’a été enregistré.
error-413-remedy = Un certificat est bien plus petit : choisissez le bon fichier.
error-429-title = Trop d’essais
error-429-why = Cela protège les comptes contre les devinettes.
error-429-remedy =
    { $minutes ->
        [one] Attendez { $minutes } minute, puis réessayez.
       *[other] Attendez { $minutes } minutes, puis réessayez.
    }
error-export-title = Un export est déjà en cours
error-export-why = Chaque compte n’en fait qu’un à la fois.
error-export-remedy = Attendez qu’il soit terminé, puis exportez à nouveau.
error-500-title = Quelque chose a échoué de notre côté
error-500-why = Rien n’a été changé.
error-500-remedy = Réessayez dans une minute. Si cela échoue encore, donnez à l’exploitant l’identifiant de requête ci-dessous.
error-refused-title = Ce n’est pas possible
error-refused = { $why } { $remedy }
