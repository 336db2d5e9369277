policy-new-title = Créer une politique
policy-new-intro = D’abord le type et le groupe ; ce qu’elle partage vient ensuite. Rien n’est utilisé avant la publication.
policy-new-no-group = Il n’y a pas encore de groupe de politiques actif. <a>Créez-en un</a> d’abord.
policy-new-group-hint = Ses partenaires peuvent demander la politique une fois publiée
policy-new-next = Continuer : ce qu’elle partage
policy-type-missing = Choisissez un type.
policy-group-missing = Choisissez un groupe de politiques.
policy-name = Nom
policy-name-hint = Au plus 128 caractères, une seule fois dans le groupe. Les partenaires le voient.
policy-name-missing = Saisissez un nom.
policy-description-hint = Les partenaires la lisent quand ils choisissent une politique. Au plus 256 caractères.
policy-description-missing = Saisissez une description.
policy-version-hint = À votre choix, au plus 8 caractères
policy-version-missing = Saisissez une version.
policy-until-hint = Le dernier jour où elle peut être utilisée
policy-until-missing = Saisissez un jour.
policy-edit-title = Modifier la politique
policy-edit-intro = Rien n’est utilisé avant la publication. L’enregistrement la garde en brouillon.
policy-edit-stale = Quelqu’un d’autre a modifié la politique depuis que vous l’avez ouverte. Regardez-la dans une autre fenêtre ; enregistrer de nouveau remplace ce qui a été écrit.
policy-save = Enregistrer le brouillon
policy-saved = Le brouillon { $name } est enregistré.
policy-made = Le brouillon { $name } est créé. Vérifiez-le, puis publiez-le.
policy-basics = Informations de base
policy-factors = Types d’authentification
policy-factors-hint = Obligatoire signifie que chaque requête doit le contenir ; cela inclut Autorisé.
policy-factors-oidc = Une politique avec un type obligatoire ne peut pas être utilisée par des clients OIDC.
policy-factor = Type
policy-allowed = Autorisé
policy-must = Obligatoire
policy-factor-other = Un autre type
policy-factor-sub = Son sous-type
policy-attributes-more = Autres attributs
policy-attributes-more-hint = Noms du schéma d’identité, séparés par des virgules ou un par ligne. Le portail ne les connaît pas : vérifiez l’orthographe.
policy-languages-hint = Codes séparés par des virgules, comme <code>eng, ara</code>. Vide : toutes.
policy-attributes-hint = Seul ce qui est coché est partagé. Chiffré : lisible par le partenaire seul.
policy-shared = Partagé
policy-details = Détails
policy-group-member = Groupe
policy-filtered = Seule une partie est prise ; le JSON dit laquelle.
policy-attribute-other = Un autre attribut
policy-share-stored-hint = Le partenaire la retire dans les délais
policy-share-direct-hint = Le message lui-même la contient
policy-encryption-partner-hint = Avec le certificat que le partenaire a déposé
policy-encryption-none-hint = Quiconque a le lien peut la lire
policy-share-domain-hint = Où les données sont retirées, comme <code>datashare.datashare</code>
policy-share-minutes-hint = Un nombre entier, par exemple 30
policy-share-times-hint = Un nombre entier, par exemple 2
policy-number-form = Saisissez un nombre entier, par exemple 30.
policy-share-source-hint = Le service d’où viennent les données, comme « ID Repository »
policy-rights = Ce qu’un MISP peut faire pour ses partenaires
policy-unknown = Un type sans formulaire
policy-unknown-words = Le portail ne connaît pas ce type. Il se modifie en JSON.
policy-fits = <b>Conforme au schéma.</b>
policy-faults =
    { $n ->
        [one] { $n } endroit n’est pas conforme au schéma.
       *[other] { $n } endroits ne sont pas conformes au schéma.
    }
policy-fault-extra = { $path } n’est pas connu ici. Supprimez-le.
policy-fault-missing = { $path } manque. Saisissez-le ou choisissez-le.
policy-field-missing = { $what } : à choisir ou à saisir.
policy-fault-not-one-of = { $path } doit être l’un de { $allowed }.
policy-fault-type =
    { $expected ->
        [string] { $path } doit être un texte.
        [boolean] { $path } doit être true ou false.
        [array] { $path } doit être une liste.
       *[object] { $path } doit être un objet.
    }
policy-fault-field = Vers le champ
policy-json-label = JSON
policy-json-hint = Modifié ici ou collé, il est repris dans le formulaire dès qu’il est conforme au schéma.
policy-refresh = Actualiser depuis le formulaire
policy-take = Reprendre le JSON
policy-json-both = Vous avez modifié le formulaire et le JSON. Reprenez le JSON ou actualisez-le depuis le formulaire, puis enregistrez.
policy-json-unreadable = Ce n’est pas du JSON : regardez ligne { $line }, colonne { $column }.
policy-json-no-object = Une politique est un objet : elle commence par une accolade.
policy-json-long = Une politique a au plus { $most } caractères sans espaces ; celle-ci en a { $length }.
