# Le chemin de chaque sorte de partenaire, de l’inscription au travail : étapes, à qui d’agir, et ce qu’il reçoit de nous.

checklist-auth-partner = Préparez-vous à authentifier des personnes
checklist-device-provider = Préparez-vous à fournir des appareils
checklist-credential-partner = Préparez-vous à délivrer des titres
checklist-print-partner = Préparez-vous à imprimer des titres
checklist-online-verification-partner = Préparez-vous à vérifier des titres en ligne
checklist-abis-partner = Préparez-vous à rechercher les doublons
checklist-manual-adjudication = Préparez-vous à juger les cas douteux
checklist-ftm-provider = Préparez-vous à fournir des puces
checklist-misp-partner = Préparez-vous à exploiter la passerelle
checklist-sdk-partner = Préparez-vous à fournir un SDK biométrique
checklist-other = Préparez-vous à travailler avec nous
checklist-progress =
    { $turn ->
        [yours] Étape { $step } sur { $of }. C’est à vous.
        [members] Étape { $step } sur { $of }. Un propriétaire ou un contact technique de votre organisation agit maintenant.
        [admins] Étape { $step } sur { $of }. Un administrateur des partenaires agit maintenant.
        [managers] Étape { $step } sur { $of }. Un gestionnaire des politiques agit maintenant.
       *[nobody] Étape { $step } sur { $of }.
    }
checklist-all-done = Les { $of } étapes dans ce portail sont faites.
step-done = Fait :
step-waits = En attente d’un administrateur des partenaires depuis le { $when }. La décision vous parvient par e-mail.
step-waits-action = Voir la demande
step-asked = À vous. Un administrateur des partenaires a posé une question à ce sujet ; la décision attend votre réponse.
step-asked-action = Répondre à la question

step-mispcontract-title = Contrat avec un MISP
step-mispcontract-outside = En dehors de ce portail. Vous nous joignez par un fournisseur d’infrastructure (MISP) : inscrivez-vous chez l’un d’eux et obtenez sa clé de licence. Cela peut se faire en parallèle des autres étapes.
step-partnercontracts-title = Contrats avec les partenaires d’authentification
step-partnercontracts-outside = En dehors de ce portail. Chaque partenaire d’authentification que vous servez signe un contrat avec vous. Votre clé de licence accompagne ses demandes : vous la lui donnez, ou votre passerelle l’ajoute.
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
step-policyrequest-managers = En attente d’un gestionnaire des politiques : votre groupe n’a encore aucune politique publiée. Demandez à l’autorité laquelle vous est destinée.
step-policyrequest-yours = À vous. Une politique dit quelles données vous recevez et comment les personnes peuvent être authentifiées. Choisissez-en une de votre groupe ; un administrateur des partenaires décide.
step-policyrequest-action = Demander une politique
step-policyrequest-later = Vient après vos certificats. Vous choisissez une politique de votre groupe, et un administrateur des partenaires décide.
step-bioextractors-title = Ajouter des extracteurs biométriques
step-bioextractors-done = Ajoutés le { $when }
step-bioextractors-yours = À vous. Dites quel extracteur fait les gabarits que vous recevez. Il le faut avant que votre demande de politique soit approuvée.
step-bioextractors-action = Ajouter des extracteurs
step-bioextractors-later = Vient avec la demande de politique, avant son approbation.
step-credentialtype-title = Associer la politique à un type de titre
step-credentialtype-done = Associée le { $when }
step-credentialtype-yours = À vous. Une politique est approuvée : dites quel type de titre est fait sous elle.
step-credentialtype-action = Choisir un type de titre
step-credentialtype-later = Commence quand une politique est approuvée.
step-apikey-title = Créer une clé d’API
step-apikey-done = Première clé en service créée le { $when }
step-apikey-yours = À vous. Une politique est approuvée : créez une clé pour elle. Vos systèmes l’envoient, avec la clé de licence de votre MISP, à chaque demande.
step-apikey-action = Créer une clé d’API
step-apikey-later = Commence quand une politique est approuvée.
step-firstuse-title = Envoyer la première requête
step-firstuse-done = Votre première requête est arrivée.
step-firstuse-yours = À vous. Faites envoyer par vos systèmes une requête avec la clé et la clé de licence de votre MISP ; une personne de test de l’autorité convient. Elle apparaît dans l’usage de vos clés, avec la raison si elle est refusée.
step-firstuse-action = Voir l’usage de vos clés
step-firstuse-later = Commence quand il y a une clé d’API.
step-devicemodels-title = Déclarer les modèles d’appareils
step-devicemodels-done = Premier modèle approuvé le { $when }
step-devicemodels-yours = À vous. Déclarez chaque modèle avec sa marque, son type et son sous-type. Un administrateur des partenaires l’approuve.
step-devicemodels-action = Déclarer un modèle d’appareil
step-devicemodels-later = Vient après votre certificat. Un administrateur des partenaires approuve chaque modèle.
step-sbi-title = Déclarer l’interface biométrique sécurisée (SBI)
step-sbi-done = Première version approuvée le { $when }
step-sbi-yours = À vous. Déclarez la version du logiciel entre vos appareils et leurs utilisateurs, avec son empreinte. Un administrateur des partenaires l’approuve.
step-sbi-action = Déclarer une SBI
step-sbi-later = Vient après votre certificat. Un administrateur des partenaires approuve chaque version.
step-mapping-title = Dire quels appareils la SBI sert
step-mapping-done = Premier appareil ajouté le { $when }
step-mapping-yours = À vous. Ajoutez les modèles approuvés à l’interface qui les sert.
step-mapping-action = Ouvrir vos SBI
step-mapping-later = Commence quand un modèle d’appareil et une interface sont approuvés.
step-chipmodels-title = Déclarer les modèles de puces
step-chipmodels-done = Premier modèle déclaré le { $when }
step-chipmodels-yours = À vous. Déclarez chaque module de confiance (FTM) avec sa marque et son modèle.
step-chipmodels-action = Déclarer une puce
step-chipmodels-later = Vient après votre certificat.
step-chipcertificates-title = Déposer le certificat de chaque puce
step-chipcertificates-done = Première puce approuvée le { $when }
step-chipcertificates-yours = À vous. Déposez le certificat sous lequel vos puces sont faites. Un administrateur des partenaires approuve la puce et son certificat ensemble.
step-chipcertificates-action = Ouvrir vos puces
step-chipcertificates-later = Commence quand une puce est déclarée. Un administrateur des partenaires l’approuve avec son certificat.
step-misplicence-title = Clé de licence
step-misplicence-done = Faite le { $when }. Qui l’a faite a vu sa valeur, une seule fois, et la remet à qui en a besoin.
step-misplicence-admins = En attente d’un administrateur des partenaires, qui fait votre clé de licence. Un e-mail vous prévient quand elle est là.
step-misplicence-yours = À vous. Faites votre clé de licence. Elle accompagne chaque demande qui passe par vous.
step-misplicence-action = Faire la clé de licence
step-misplicence-later = Vient après vos certificats.

gives-title = Ce que vous recevez de nous
gives-root = <b>Certificat ROOT</b> : qui nous fait confiance vérifie avec lui.
gives-issuing = <b>Certificat émetteur { $domain }</b> : il a signé vos certificats.
gives-encryption = <b>Certificat de chiffrement</b> : chiffrez avec lui ce qui est destiné à la plateforme.
gives-link = Télécharger les certificats de la plateforme
gives-signed = Votre certificat signé par MOSIP

home-tile-oldest = la plus ancienne : { $waited }
home-tile-certificates = Certificats qui se terminent
home-tile-keys = Clés et interfaces qui se terminent
home-tile-soon-note =
    { $days ->
        [one] d’ici { $days } jour
       *[other] d’ici { $days } jours
    }
home-stuck-title = Partenaires qui n’avancent pas
home-stuck-words = Ils n’ont rien fait depuis une semaine ou plus. Un mot à leurs contacts peut aider.
home-stuck-why = Ce qui manque
home-stuck-since = Depuis
home-stuck-unanswered = Ils n’ont pas répondu à une question
home-stuck-certificate = Approuvés, mais sans certificat
