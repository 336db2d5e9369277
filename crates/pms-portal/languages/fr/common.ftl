# Cadre, formulaires, listes, dates.

language-name = Français
language-mosip-code = fra
language-direction = ltr
language-digit-group = { " " }

portal-name = Portail partenaires
title-page = { $title } – Portail partenaires
title-error = Erreur : { $title } – Portail partenaires
skip = Aller au contenu
menu = Menu
close = Fermer
search = Rechercher
search-placeholder = Rechercher un nom ou un identifiant
account = Compte
sign-in = Se connecter
sign-out = Se déconnecter
breadcrumb = Fil d’Ariane
compat-on = <b>Le profil de compatibilité est actif.</b> Les règles sont assouplies pour des scripts MOSIP existants. Pas pour la production.

nav-label = Navigation principale
nav-home = Accueil
nav-inbox = Boîte de réception
nav-waiting = en attente
nav-profile = Profil et contacts
nav-certificates = Certificats
nav-people = Personnes
nav-partners = Partenaires
nav-policy-groups = Groupes de politiques
nav-trust = Magasin de confiance
nav-platform = Certificats de la plateforme
nav-audit = Audit
nav-history = Historique
nav-help = Aide et guides
nav-group-organisation = Organisation
nav-group-partners = Partenaires
nav-group-trust = Confiance
nav-group-records = Journaux

state-draft = Brouillon
state-pending = En attente
state-approved = Approuvé
state-rejected = Refusé
state-active = Actif
state-deactivated = Désactivé
state-expiring = Expire bientôt
state-expired = Expiré
state-withdrawn = Retiré

form-optional = (facultatif)
form-choose = Choisir…
form-continue = Continuer
form-back = Retour
form-cancel = Annuler
form-change = Modifier
not-given = Non indiqué
next-title = La suite
back-home = Retour à l’accueil

field-partner-id = Identifiant du partenaire
field-organization = Nom de l’organisation
field-kind = Type de partenaire
field-policy-group = Groupe de politiques
field-address = Adresse postale
field-phone = Numéro de téléphone
field-phone-hint = Avec l’indicatif du pays, 16 caractères au plus
field-email = Adresse e-mail
field-mail-language = Langue de nos e-mails
field-registered = Inscription

code-label = Code reçu par e-mail
code-hint = Six chiffres. Vous avez cinq essais en dix minutes.
code-first = Envoyer un code
code-again = Envoyer un nouveau code
code-missing-title = L’e-mail n’est pas arrivé
code-missing-spam = Il peut mettre deux minutes. Cherchez « { $site } » dans le dossier des indésirables.
code-missing-again = Un nouveau code remplace l’ancien. Vous pouvez en demander trois par heure.

account-name = Nom d’utilisateur
account-name-hint = Lettres, chiffres, point, trait d’union et tiret bas, 64 au plus
password-new = Nouveau mot de passe
password-repeat = Encore le nouveau mot de passe
password-current = Mot de passe actuel
password-hint = Au moins 12 caractères. Une phrase fait un bon mot de passe.
password-save = Changer le mot de passe

errors-title = L’envoi n’est pas encore possible
error-too-long =
    { $most ->
        [one] Écrivez au plus { $most } caractère ; il y en a { $length }.
       *[other] Écrivez au plus { $most } caractères ; il y en a { $length }.
    }
error-hidden-characters = Retirez les caractères invisibles et saisissez le texte à nouveau.
error-email-missing = Saisissez une adresse e-mail.
error-email-form = Saisissez une adresse e-mail comme nom@example.org.

list-state = État
list-actions = Actions
list-show = Afficher
list-filter = Filtrer
list-remove-filter = Retirer le filtre
list-clear = Tout effacer
undo = Annuler : remettre en service
list-export = Exporter en CSV
list-nothing = Aucun résultat
list-any = Tous
tabs-label = Pages liées
pager-label = Pages
pager-range = { $from } à { $to } sur { $total }
pager-size = Afficher { $n } par page
pager-page = Page { $n }
pager-previous = Précédent
pager-next = Suivant

date =
    { $day } { $month ->
        [1] janv.
        [2] févr.
        [3] mars
        [4] avr.
        [5] mai
        [6] juin
        [7] juil.
        [8] août
        [9] sept.
        [10] oct.
        [11] nov.
       *[12] déc.
    } { $year }
date-and-time = { $date }, { $time } { $zone }
waited-days =
    { $n ->
        [one] { $n } jour
       *[other] { $n } jours
    }
waited-hours =
    { $n ->
        [one] { $n } heure
       *[other] { $n } heures
    }
waited-moments = moins d’une minute
waited-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }

type-auth-partner = Partenaire d’authentification
type-auth-partner-what = Vous nous demandez si les personnes sont bien celles qu’elles disent être.
type-device-provider = Fournisseur d’appareils
type-device-provider-what = Vous fabriquez des appareils biométriques ou leurs logiciels.
type-credential-partner = Partenaire de titres
type-credential-partner-what = Vous délivrez des titres aux personnes, avec des données que nous partageons.
type-partner-admin = Administration des partenaires
type-partner-admin-what = L’équipe qui gère le programme des partenaires.
type-ftm-provider = Fournisseur de puces (FTM)
type-ftm-provider-what = Vous fabriquez des modules de confiance, les puces des appareils d’authentification.
type-online-verification-partner = Partenaire de vérification en ligne
type-online-verification-partner-what = Vous vérifiez des titres en ligne.
type-abis-partner = Partenaire ABIS
type-abis-partner-what = Vous exploitez le système qui trouve les doublons biométriques.
type-manual-adjudication = Arbitrage manuel
type-manual-adjudication-what = Votre personnel tranche les cas que la comparaison automatique laisse ouverts.
type-misp-partner = MISP (fournisseur d’infrastructure)
type-misp-partner-what = Vous exploitez la passerelle par laquelle les partenaires d’authentification nous joignent.
type-internal-partner = Partenaire interne
type-internal-partner-what = Un service de la plateforme elle-même.
type-sdk-partner = Fournisseur de SDK
type-sdk-partner-what = Vous éditez des logiciels de capture ou de comparaison biométrique.
type-print-partner = Partenaire d’impression
type-print-partner-what = Vous imprimez des cartes ou des lettres avec des données que nous partageons.
type-binding-partner = Partenaire de liaison
type-binding-partner-what = Vous liez des titres à des portefeuilles.
type-unknown = Autre partenaire

secret-title = Votre nouveau secret
secret-once = Il n’est affiché que cette fois-ci.
secret-select = Un clic le sélectionne en entier.
