policy-publish-title = Publier cette politique
policy-publish-words = Les partenaires peuvent la demander aussitôt. Cela ne peut pas être annulé, seulement désactivé.
policy-publish-partners =
    { $n ->
        [one] { $n } partenaire du groupe { $group } peut la demander.
       *[other] { $n } partenaires du groupe { $group } peuvent la demander.
    }
policy-publish-nothing-more = Elle ne partage rien que { $policy } ne partage déjà.
policy-publish-more = Nouvellement partagé, par rapport à { $policy } : { $what }.
policy-publish-shares-nothing = Elle ne partage aucune donnée : les partenaires apprennent oui ou non.
policy-publish-shares = Nouvellement partagé : { $what }.
policy-publish-relatives =
    { $n ->
        [one] { $n } politique apparentée reste en vigueur ; ses partenaires continuent avec elle tant qu’ils ne demandent pas celle-ci.
       *[other] { $n } politiques apparentées restent en vigueur ; leurs partenaires continuent avec elles tant qu’ils ne demandent pas celle-ci.
    }
policy-publish-fixed = Ensuite, seule la date de validité peut changer. Pour changer ce qu’elle partage, clonez-la.
policy-publish-second = Sur ce site, un second administrateur doit d’abord donner son accord, car elle partage plus qu’aujourd’hui.
policy-publish-send = Publier cette politique
policy-publish-keep = La garder en brouillon
policy-publish-done = { $name } est publiée. Les partenaires peuvent la demander.
policy-published-already = Elle est déjà publiée.
policy-group-off = Son groupe est désactivé. Réactivez d’abord le groupe.
policy-waits = Sa publication attend déjà un second administrateur.
policy-misfit = Ce qu’elle dit ne correspond pas à son type. Ouvrez l’éditeur pour voir chaque endroit.
policy-clone-title = Cloner cette politique
policy-clone-words = Chaque clone est un brouillon qui garde la trace de son origine. La politique elle-même reste telle quelle.
policy-clone-groups = Dans ces groupes
policy-clone-groups-hint = Un brouillon est créé dans chacun
policy-clone-groups-missing = Choisissez au moins un groupe.
policy-clone-groups-many = Choisissez au plus { $most } groupes à la fois.
policy-clone-name = Nom du clone
policy-clone-name-hint = Vide : le nom de cette politique. Un groupe n’a chaque nom qu’une fois.
policy-clone-send = Créer le clone
policy-clone-done = { $name } est maintenant un brouillon. Changez ce qu’elle partage, puis publiez-la.
policy-clone-done-many = Les clones de { $name } sont parmi ces brouillons.
policy-delete-title = Supprimer ce brouillon
policy-delete-words = Un brouillon dont personne n’a besoin est supprimé. Ce qui a été publié se désactive, et reste.
policy-delete-final = Il ne peut pas être rétabli
policy-delete-name = Son nom redevient libre dans le groupe
policy-delete-waiting = La demande de publication est rejetée
policy-delete-published = Elle a été publiée. Désactivez-la.
policy-delete-used = Quelque chose s’y rapporte : demandes, clés ou clients. Il reste.
policy-delete-reason-hint = Elle entre dans l’historique.
policy-delete-send = Supprimer ce brouillon
policy-delete-keep = Garder le brouillon
policy-delete-done = { $name } est supprimée.
policy-off-title = Désactiver cette politique
policy-off-words = Personne ne peut plus l’utiliser ensuite. Voici ce qui s’arrête :
policy-effect-partners =
    { $n ->
        [one] { $n } partenaire ne peut plus travailler avec elle
       *[other] { $n } partenaires ne peuvent plus travailler avec elle
    }
policy-effect-keys =
    { $n ->
        [one] { $n } clé d’API cesse de fonctionner
       *[other] { $n } clés d’API cessent de fonctionner
    }
policy-effect-clients =
    { $n ->
        [one] { $n } client OIDC cesse de fonctionner
       *[other] { $n } clients OIDC cessent de fonctionner
    }
policy-effect-waiting =
    { $n ->
        [one] { $n } demande en attente est rejetée définitivement
       *[other] { $n } demandes en attente sont rejetées définitivement
    }
policy-effect-none = Personne ne l’utilise aujourd’hui
policy-effect-back = La réactiver rétablit les clés et les clients tels qu’ils étaient
policy-off-send = Désactiver cette politique
policy-off-keep = La garder active
policy-off-done = { $name } est désactivée.
policy-off-draft = C’est un brouillon : personne ne peut encore l’utiliser.
policy-off-already = Elle est déjà désactivée.
policy-on-title = Réactiver cette politique
policy-on-words = Les partenaires reprennent avec les clés et clients qu’ils avaient. Les demandes rejetées le restent.
policy-on-send = Réactiver cette politique
policy-on-keep = La laisser désactivée
policy-on-done = { $name } est de nouveau active.
policy-on-draft = C’est un brouillon : publiez-la plutôt.
policy-on-already = Elle est déjà active.
policy-on-expired = Sa validité est passée. Fixez d’abord une date ultérieure.
policy-date-title = Changer la date de validité
policy-date-intro = La politique est publiée, donc rien d’autre ne peut changer. Pour changer ce qu’elle partage, clonez-la.
policy-date-send = Enregistrer la date
policy-date-saved = La date de validité de { $name } est changée.
groups-count =
    { $n ->
        [one] { $n } groupe de politiques
       *[other] { $n } groupes de politiques
    }
groups-id = Identifiant du groupe
groups-partners = Partenaires
groups-says-active = Les partenaires peuvent le choisir et demander ses politiques.
groups-says-off = Désactivé. Personne ne peut le choisir, et aucune de ses politiques ne peut être utilisée.
groups-policies-all =
    { $n ->
        [one] Voir la politique dans la liste
       *[other] Voir les { $n } politiques dans la liste
    }
groups-policies-none = Pas encore de politique. Créez-en une et choisissez ce groupe.
groups-active = Politiques actives
groups-drafts = Brouillons
groups-off = Politiques désactivées
groups-partners-open = Ouvrir
groups-edit = Modifier
groups-off-action = Désactiver
groups-on-action = Réactiver
groups-edit-title = Modifier le groupe de politiques
groups-edit-intro = Les partenaires voient aussitôt le nouveau nom. Ce qui leur a été approuvé reste.
groups-edit-send = Enregistrer le groupe
groups-saved = Le groupe { $name } est enregistré.
groups-off-title = Désactiver ce groupe de politiques
groups-off-words = Personne ne peut plus le choisir ensuite. Voici ce que cela signifie :
groups-effect-partners =
    { $n ->
        [one] { $n } partenaire qui l’a choisi ne peut plus demander de politiques
       *[other] { $n } partenaires qui l’ont choisi ne peuvent plus demander de politiques
    }
groups-effect-policies =
    { $n ->
        [one] { $n } politique désactivée y reste
       *[other] { $n } politiques désactivées y restent
    }
groups-effect-back = Le réactiver le rétablit tel qu’il était
groups-off-send = Désactiver ce groupe
groups-off-keep = Le garder actif
groups-off-done = Le groupe { $name } est désactivé.
groups-off-already = Il est déjà désactivé.
groups-off-active =
    { $n ->
        [one] { $n } politique active s’y trouve. Désactivez-la d’abord.
       *[other] { $n } politiques actives s’y trouvent. Désactivez-les d’abord.
    }
groups-off-drafts =
    { $n ->
        [one] { $n } brouillon s’y trouve. Publiez-le et désactivez-le d’abord.
       *[other] { $n } brouillons s’y trouvent. Publiez-les et désactivez-les d’abord.
    }
groups-on-title = Réactiver ce groupe de politiques
groups-on-words = Les partenaires peuvent de nouveau le choisir et demander ses politiques.
groups-on-send = Réactiver ce groupe
groups-on-keep = Le laisser désactivé
groups-on-done = Le groupe { $name } est de nouveau actif.
groups-on-already = Il est déjà actif.
home-tile-drafts = Brouillons en cours
home-tile-drafts-note = pas encore publiés
home-tile-publications = Publications en attente
home-tile-publications-note = d’un second administrateur
home-tile-ending = Politiques bientôt terminées
home-tile-ending-note = dans les 90 jours
home-tile-in-force = Politiques actives
home-tile-in-force-note = les partenaires peuvent les utiliser
home-task-draft = Continuer le brouillon { $name }
home-task-waits = { $name } attend un second administrateur
action-policy-create = Brouillon créé
action-policy-update = Modifiée
action-policy-clone = Clonée
action-policy-delete = Supprimée
action-policy-publish = Publiée
action-policy-deactivate = Politique désactivée
action-policy-reactivate = Politique réactivée
action-policy-group-create = Groupe créé
action-policy-group-update = Groupe modifié
action-policy-group-deactivate = Groupe désactivé
action-policy-group-reactivate = Groupe réactivé
