# Accueil et étapes de l’intégration.

home-title = Accueil
home-welcome = Bienvenue, { $name }
home-policy-group = groupe de politiques { $group }
home-others = Vos autres organisations
home-recent = Activité récente
home-whole-history = Tout l’historique
home-help = Aide
home-nothing-title = Bienvenue
home-nothing-intro = Votre compte n’appartient encore à aucune organisation.
home-nothing-empty = Aucune organisation
home-nothing-how = Demandez une invitation au propriétaire de votre organisation ou à un administrateur des partenaires, et ouvrez le lien reçu.
home-staff-title = Bienvenue
home-staff-intro = Ce qui vous attend et par où commencer.
home-staff-tasks = Aller à
home-tile-waiting = Demandes en attente
home-tile-waiting-note = d’une décision
home-tile-partners = Partenaires
home-tile-partners-note = inscrits

home-note-asked = <b>Un administrateur des partenaires a une question.</b>
home-note-asked-link = Y répondre
home-note-hold = <b>Votre inscription est suspendue.</b>
home-note-rejected = <b>Votre inscription a été refusée.</b>
home-note-rejected-link = Corriger et redemander
home-note-deactivated = <b>Votre organisation est désactivée.</b> Ses services sont refusés jusqu’à ce qu’un administrateur des partenaires la réactive.

checklist-auth-partner = Préparez-vous à authentifier des personnes
checklist-device-provider = Préparez-vous à fournir des appareils
checklist-credential-partner = Préparez-vous à délivrer des titres
checklist-ftm-provider = Préparez-vous à fournir des puces
checklist-misp-partner = Préparez-vous à exploiter la passerelle
checklist-other = Préparez-vous à travailler avec nous
checklist-progress =
    { $turn ->
        [yours] Étape { $step } sur { $of }. C’est à vous.
        [admins] Étape { $step } sur { $of }. Un administrateur des partenaires agit maintenant.
       *[nobody] Étape { $step } sur { $of }.
    }
checklist-all-done = Les { $of } étapes sont faites.
step-done = Fait :

step-mispcontract-title = Contrat avec un MISP
step-mispcontract-outside = En dehors de ce portail. Vous nous joignez par un fournisseur d’infrastructure (MISP) : inscrivez-vous chez l’un d’eux et obtenez sa clé de licence. Cela peut se faire en parallèle des autres étapes.
step-account-title = Confirmer le compte et l’adresse e-mail
step-account-done = Fait par vous le { $when }
step-policygroup-title = Choisir un groupe de politiques
step-policygroup-done = Groupe de politiques : { $group }
step-policygroup-yours = À vous. Choisissez le groupe de politiques dont vous relevez. Il le faut avant les certificats.
step-policygroup-action = Choisir un groupe de politiques
step-approval-title = Organisation approuvée
step-approval-done = Approuvée par un administrateur des partenaires le { $when }
step-approval-done-undated = Approuvée
step-approval-admins = En attente d’un administrateur des partenaires depuis le { $when }. La décision vous parvient par e-mail. Vous pouvez déjà demander des certificats à votre autorité de certification.
step-approval-yours = À vous. Un administrateur des partenaires a posé une question ; la décision attend votre réponse.
step-approval-yours-action = Répondre à la question
step-approval-refused = Refusée. Lisez la raison, corrigez ce qu’elle nomme et redemandez.
step-approval-refused-action = Lire la raison
step-certificates-title = Déposer vos certificats
step-certificates-title-one = Déposer votre certificat
step-certificates-done = Dernier dépôt le { $when }
step-certificates-yours = À vous. Il nous faut un certificat de signature, pour vérifier que les demandes viennent de vous, et un certificat de chiffrement, pour protéger les données personnelles que nous vous envoyons. Un seul peut servir aux deux. Votre autorité de certification doit être dans le magasin de confiance.
step-certificates-yours-one = À vous. Il nous faut le certificat sous lequel vous faites les clés de vos produits. Votre autorité de certification doit être dans le magasin de confiance.
step-certificates-action = Déposer un certificat
step-certificates-help = Comment obtenir un certificat
step-certificates-later = Commence quand l’organisation est approuvée.
step-policyrequest-title = Demander une politique
step-policyrequest-done = Approuvée le { $when }
step-policyrequest-admins = Demandée. Un administrateur des partenaires décide ; vous recevez la décision par courriel.
step-policyrequest-yours = C’est votre tour. Demandez une politique de votre groupe : elle dit quelles données vous pouvez recevoir, et comment les personnes confirment leur identité. Un administrateur des partenaires décide.
step-policyrequest-later = Vient après vos certificats. Vous choisissez une politique de votre groupe, et un administrateur des partenaires décide.
step-credentialtype-title = Associer la politique à un type de titre
step-credentialtype-done = Associée le { $when }
step-credentialtype-yours = C’est votre tour. Une politique est approuvée : associez-la à un type de justificatif.
step-credentialtype-later = Commence quand une politique est approuvée.
step-bioextractors-title = Ajouter des extracteurs biométriques
step-bioextractors-done = Ajoutés le { $when }
step-bioextractors-yours = C’est votre tour. Nommez vos extracteurs avant l’approbation de votre demande de politique : tout est jugé ensemble.
step-bioextractors-later = Vient avec la demande de politique, avant son approbation.
step-apikey-title = Créer une clé d’API
step-apikey-done = Première clé en service créée le { $when }
step-apikey-yours = C’est votre tour. Une politique est approuvée : faites une clé pour elle, et placez-la dans votre logiciel.
step-apikey-later = Commence quand une politique est approuvée.
step-devicemodels-title = Déclarer les modèles d’appareils
step-devicemodels-later = Vient après vos certificats ; ce portail ne le propose pas encore. Un administrateur des partenaires approuve chaque modèle.
step-sbi-title = Déclarer l’interface biométrique sécurisée (SBI)
step-sbi-later = Vient après vos certificats ; ce portail ne le propose pas encore. Un administrateur des partenaires approuve chaque version.
step-chipmodels-title = Déclarer les modèles de puces
step-chipmodels-later = Vient après vos certificats ; ce portail ne le propose pas encore. Un administrateur des partenaires approuve chaque modèle.
step-misplicence-title = Clé de licence
step-misplicence-done = Faite le { $when }
step-misplicence-later = Faite par un administrateur une fois vos certificats acceptés.
