# Un certificat du magasin de confiance.

trust-entry-title = Certificat d’AC
trust-open = Ouvrir
trust-covers =
    { $n ->
        [0] ne couvre aucun partenaire
        [one] couvre { $n } partenaire
       *[other] couvre { $n } partenaires
    }
trust-ends-in =
    { $n ->
        [0] prend fin aujourd’hui
        [one] prend fin dans { $n } jour
       *[other] prend fin dans { $n } jours
    }
trust-ended = a pris fin
trust-covers-ends = Cette autorité { $covers } ; elle { $ends }.
trust-soon = <b>Cette autorité prend bientôt fin, et des partenaires en dépendent.</b> Ajoutez avant celle qui lui succède, pour qu’ils puissent renouveler leurs certificats.
trust-impact = Ce qui en dépend
trust-impact-partners = Partenaires actifs
trust-impact-certificates = Certificats actuels
trust-impact-authorities = Autorités en dessous
trust-facts = Le certificat
trust-valid-from = Valable dès le
trust-serial = Numéro de série
trust-thumbprint = Empreinte (SHA-1)
trust-of-partner = Du partenaire
trust-revoked = Révoqué
trust-lists = Listes de révocation
trust-lists-intro = Listes de certificats révoqués que cette autorité publie, telles que nous les avons.
trust-lists-none = Nous ne connaissons aucun endroit où cette autorité publie de telles listes.
trust-list-place = Endroit
trust-list-entries = Entrées
trust-list-fetched = Arrivée
trust-list-tries = Récupération
trust-list-uploaded = téléversée par un administrateur
trust-list-none = Pas encore de liste
trust-list-stale = Périmée depuis { $at }
trust-list-current = À jour jusqu’au { $at }
trust-list-endless = À jour
trust-list-never = jamais
trust-list-fine = fonctionne
trust-list-failures =
    { $n ->
        [one] { $n } échec de suite
       *[other] { $n } échecs de suite
    }
trust-history-none = Rien n’a été enregistré à son sujet.
trust-revoke = Révoquer
trust-revoke-title = Révoquer cette autorité
trust-revoke-words = Rien de ce que cette autorité a émis n’est plus accepté. Effet immédiat, partout :
trust-effect-partners =
    { $n ->
        [0] Aucun partenaire actif n’en dépend.
        [one] { $n } partenaire actif peut ne plus avoir de certificat et reste inactif jusqu’à ce qu’il en téléverse un autre.
       *[other] { $n } partenaires actifs peuvent ne plus avoir de certificat et restent inactifs jusqu’à ce qu’ils en téléversent un autre.
    }
trust-effect-certificates =
    { $n ->
        [0] Aucun certificat actuel n’est en dessous.
        [one] { $n } certificat actuel en dessous est révoqué, sauf si un autre chemin y mène.
       *[other] { $n } certificats actuels en dessous sont révoqués, sauf si un autre chemin y mène.
    }
trust-effect-authorities =
    { $n ->
        [0] Aucune autre autorité n’est en dessous.
        [one] { $n } autorité en dessous est révoquée, sauf si un autre chemin y mène.
       *[other] { $n } autorités en dessous sont révoquées, sauf si un autre chemin y mène.
    }
trust-effect-final = C’est définitif : un certificat révoqué n’est plus jamais accepté.
trust-revoke-own = C’est un des certificats de la plateforme. L’exploitant le remplace en ligne de commande.
trust-revoke-again = Il est déjà révoqué.
trust-revoke-why = Fondement
trust-revoke-why-missing = Choisissez un fondement.
trust-revoke-send = Révoquer définitivement
trust-revoke-keep = Continuer à lui faire confiance
trust-revoke-done = L’autorité est révoquée.
trust-reason-unspecified = Aucun de ceux-ci
trust-reason-keycompromise = Sa clé est entre de mauvaises mains
trust-reason-cacompromise = La clé de l’autorité au-dessus est entre de mauvaises mains
trust-reason-affiliationchanged = Son nom ou son propriétaire a changé
trust-reason-superseded = Un autre certificat a pris sa place
trust-reason-cessationofoperation = Il n’est plus nécessaire
trust-reason-privilegewithdrawn = Un droit qu’il énonçait a été retiré
trust-reason-aacompromise = La clé de l’autorité d’attributs est entre de mauvaises mains
