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

step-policyrequest-admins = Demandée. Un administrateur des partenaires décide ; vous recevez la décision par courriel.
