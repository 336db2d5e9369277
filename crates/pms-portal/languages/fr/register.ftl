# Inscription.

register-step = Inscrire une organisation · Étape { $step } sur { $of }
register-steps-title = Les étapes
register-steps-1 =
    { $state ->
        [done] <b>Type de partenaire et organisation</b> – fait
        [now] <b>Type de partenaire et organisation</b> – maintenant
       *[later] <b>Type de partenaire et organisation</b>
    }
register-steps-2 =
    { $state ->
        [done] <b>Contact et connexion</b> – fait
        [now] <b>Contact et connexion</b> – maintenant
       *[later] <b>Contact et connexion</b>
    }
register-steps-3 =
    { $state ->
        [done] <b>Confirmer l’adresse e-mail</b> – fait
        [now] <b>Confirmer l’adresse e-mail</b> – maintenant
       *[later] <b>Confirmer l’adresse e-mail</b>
    }
register-steps-4 =
    { $state ->
        [done] <b>Vérifier et envoyer</b> – fait
        [now] <b>Vérifier et envoyer</b> – maintenant
       *[later] <b>Vérifier et envoyer</b> – vous relisez tout avant l’envoi
    }
register-then = Ensuite, un administrateur des partenaires examine votre demande, et vous recevez un e-mail dans tous les cas.
register-then-days =
    { $days ->
        [one] Cela prend d’habitude { $days } jour ouvrable.
       *[other] Cela prend d’habitude { $days } jours ouvrables.
    }
register-saved = Vos réponses sont gardées sur ce serveur pendant les étapes. Vous pouvez fermer la page et revenir dans ce navigateur pendant sept jours.
register-lost = Ce que vous aviez saisi n’est plus conservé dans ce navigateur : c’est déjà envoyé, ou vieux de plus de sept jours, ou le navigateur a été fermé entre-temps. Si rien n’a été envoyé, recommencez ici.

register-organisation-title = Votre organisation
register-kind = Que voulez-vous faire ?
register-kind-missing = Choisissez le type de partenaire.
register-organization = Nom de l’organisation
register-organization-hint = Le nom légal, à la lettre près comme dans le certificat (<code>O=…</code>)
register-organization-missing = Saisissez le nom de l’organisation.
register-partner-id = Identifiant du partenaire
register-partner-id-hint = Un nom court pour les systèmes, par exemple <code>example-bank</code>. Lettres, chiffres, point, trait d’union et tiret bas, 36 au plus. Il ne peut plus être changé.
register-partner-id-missing = Saisissez un identifiant de partenaire.
register-partner-id-form = Utilisez des lettres, chiffres, points, traits d’union et tirets bas, 36 au plus.
register-purpose = À quoi cela vous servira-t-il ?
register-purpose-hint = Avec vos mots. L’administrateur qui décide lit ce texte.
register-purpose-missing = Dites à quoi cela vous servira.
register-have-account = J’ai un compte

register-contact-title = Contact et connexion
register-policy-group = Groupe de politiques
register-policy-group-hint = Le groupe de politiques dont relève votre organisation ; l’équipe des partenaires vous dit lequel. Il est fixé dès que vous êtes actif.
register-policy-group-missing = Choisissez un groupe de politiques.
register-no-groups = Aucun groupe de politiques n’est ouvert à l’inscription en ce moment. Adressez-vous à l’équipe des partenaires ou choisissez un autre type de partenaire.
register-address-missing = Saisissez l’adresse postale.
register-phone-missing = Saisissez un numéro de téléphone.
register-email-hint = Une adresse que lit votre équipe. Nous y envoyons un code.
register-send-code = Envoyer le code

register-code-title = Confirmez votre adresse e-mail
register-code-sent = Nous avons envoyé un code à six chiffres à { $email }. Il est valable dix minutes.
register-code-confirm = Confirmer et continuer
register-code-wrong-address = L’adresse est fausse, la corriger

register-check-title = Vérifier et envoyer
register-check-intro = Relisez tout une dernière fois. Vous ne pourrez plus changer le nom ni l’identifiant vous-même.
register-check-effect = À l’envoi, le compte est créé et un administrateur des partenaires est invité à approuver l’organisation.
register-send = Envoyer l’inscription

register-done-title = Inscription envoyée
register-done-reference = Votre identifiant de partenaire est { $id }
register-done-mail = Nous avons envoyé une confirmation à { $email }.
register-done-home = Aller à votre page d’accueil
register-next-check = Un administrateur des partenaires vérifie vos données.
register-next-mail = Vous recevez un e-mail avec la décision et ses raisons.
register-next-certificate = Ensuite, vous déposez vos certificats. Vous pouvez déjà les demander à votre autorité de certification.
