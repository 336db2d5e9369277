# Pages de sa propre organisation.

profile-title = Profil et contacts
profile-intro = Ce que nous savons de votre organisation, et à qui nous écrivons.
profile-organisation = Organisation
profile-edit = Modifier l’adresse et le téléphone
profile-edit-title = Modifier l’adresse et le téléphone
profile-edit-intro = Le nom se modifie sur une page à part, depuis votre profil. L’identifiant de partenaire ne change pas. Une adresse e-mail erronée est corrigée par un administrateur des partenaires, sur la page de votre organisation : écrivez à l’autorité depuis une adresse qu’elle connaît.
profile-save = Enregistrer
profile-saved = Le profil est modifié.
profile-purpose = Usage prévu
profile-request = Votre inscription
profile-request-words = La demande, les questions à son sujet et la décision.
profile-request-link = L’ouvrir

contacts-title = Contacts
contacts-intro = D’autres adresses. Nous écrivons à celles qui sont confirmées.
contacts-add = Ajouter un contact
contacts-empty = Aucun autre contact
contacts-empty-why = Un second contact reçoit aussi nos avis, par exemple avant la fin d’un certificat.
contacts-when-active = Vous pourrez ajouter des contacts quand votre organisation sera active.
contacts-name = Contact
contacts-name-field = Nom
contacts-name-hint = De la personne ou de l’équipe
contacts-confirmed = Adresse confirmée
contacts-yes = Oui
contacts-no = Non
contacts-off = Ne reçoit pas d’avis
contacts-edit = Modifier
contacts-verify = Confirmer
contacts-remove = Retirer
contacts-active = Avis
contacts-active-yes = Ce contact reçoit des avis
contacts-active-no = Ce contact ne reçoit pas d’avis
contacts-add-title = Ajouter un contact
contacts-edit-title = Modifier le contact
contacts-edit-intro = Une nouvelle adresse e-mail doit être confirmée à nouveau.
contacts-remove-title = Retirer { $email } ?
contacts-remove-intro = Plus aucun avis n’est envoyé à cette adresse.
contacts-keep = Le garder
contacts-saved = Le contact est enregistré. Confirmez son adresse avec le code que nous envoyons.
contacts-changed = Le contact est enregistré.
contacts-removed = Le contact est retiré.
contacts-verify-title = Confirmer { $email }
contacts-verify-before = Envoyez un code à cette adresse, puis saisissez-le ici.
contacts-verify-intro = Nous avons envoyé un code à six chiffres à cette adresse. Il est valable dix minutes.
contacts-verify-send = Confirmer l’adresse
contacts-verified = L’adresse est confirmée.

people-title = Personnes
people-intro = Qui peut agir ici pour l’organisation.
people-role = Rôle
people-since = Depuis
people-you = Vous
people-invite-title = Inviter un collègue
people-invite-hint = Le lien de l’e-mail sert une fois.
people-invite-role-missing = Choisissez ce que la personne peut faire.
member-owner = Propriétaire
member-owner-words = peut tout faire pour l’organisation et décide qui en fait partie
member-technical = Contact technique
member-technical-words = peut déposer des certificats, demander des politiques, créer des clés et modifier les données ; ne peut ni inviter ni retirer personne
member-viewer = Lecteur
member-viewer-words = peut tout lire et ne rien modifier
people-change = Changer le rôle
people-change-title = Changer le rôle d’une personne
people-change-words = Rôle actuel : { $role }.
people-change-effect = Le nouveau rôle vaut aussitôt, sur chaque page et pour chaque appel. La personne reçoit un e-mail.
people-change-submit = Changer le rôle
people-changed = Le rôle de { $name } est changé.
people-last-owner = C’est le seul propriétaire. Nommez d’abord une autre personne propriétaire.
people-back = Retour aux personnes
people-remove = Retirer
people-remove-title = Retirer une personne
people-remove-words = La personne n’appartient plus à { $name }.
people-remove-effect-access = La personne ne peut plus rien lire ni modifier de l’organisation, et reçoit un e-mail.
people-remove-effect-work = Les clés, certificats et demandes de cette personne restent tels quels.
people-remove-effect-invitations = Les invitations ouvertes envoyées par cette personne ne fonctionnent plus.
people-remove-effect-owners =
    { $n ->
        [one] { $n } propriétaire reste.
       *[other] { $n } propriétaires restent.
    }
people-reason = Motif
people-reason-hint = Conservé dans l’historique ; l’équipe partenaires le lit aussi.
people-reason-missing = Indiquez pourquoi la personne est retirée.
people-remove-submit = Retirer la personne
people-removed = { $name } n’appartient plus à l’organisation.

group-title = Choisir un groupe de politiques
group-intro = Il détermine les politiques que vous pouvez demander, et il est fixé dès que votre organisation est active.
group-save = Choisir ce groupe
group-saved = Le groupe de politiques { $name } est choisi.
group-none = Aucun groupe de politiques n’est actif en ce moment. Adressez-vous à l’équipe des partenaires.

request-own-title = Inscription de { $name }
request-own-ca-title = Certificats d’autorité à approuver
request-own-policy-title = Demande de la politique { $policy }
request-own-key-title = Demande de la clé d’API { $label }
request-own-device-title = Demande de l’appareil { $model }
request-own-sbi-title = Demande de l’interface { $version }
request-own-chip-title = Demande de la puce { $model }
request-own-rename-title = Demande du nom { $name }
request-own-waiting = En attente d’un administrateur des partenaires. La décision vous parvient par e-mail.
request-own-approved = Un administrateur des partenaires a approuvé.
request-own-rejected = Un administrateur des partenaires a refusé.
request-own-asked = Un administrateur des partenaires a posé une question. Elle attend votre réponse.
request-own-hold = Un administrateur des partenaires a suspendu la demande.
answer-title = Répondre à la question
answer-label = Votre réponse
answer-hint = L’administrateur qui décide lit ce texte. Il entre aussi dans l’historique.
answer-missing = Écrivez une réponse.
answer-send = Envoyer la réponse
answer-sent = La réponse est envoyée. Un administrateur des partenaires décide ensuite.
reopen-title = Redemander
reopen-words = Corrigez ce que nomme la raison, puis redemandez en disant ce que vous avez changé.
reopen-label = Ce que vous avez changé
reopen-send = Redemander
reopen-sent = L’inscription attend à nouveau un administrateur des partenaires.
conversation-title = Jusqu’ici

history-intro = Ce qui est arrivé aux données de votre organisation, le plus récent d’abord.
history-empty = Rien pour le moment
by-you = par vous
by-admin = par un administrateur des partenaires
by-member = par votre organisation
by-system = par le système
by-partner = par le partenaire
by-name = par { $name }

said-requested = Demandé
said-approve = Approuvé
said-reject = Refusé
said-ask = Précisions demandées
said-hold = Suspendu
said-answer = Répondu
said-withdraw = Retirée

action-partner-register = Organisation inscrite
action-partner-update = Profil modifié
action-partner-policy-group = Groupe de politiques choisi
action-policy-request = Politique demandée
action-policy-withdraw = Demande de politique retirée
action-policy-extractors = Extracteurs biométriques définis
action-policy-credential-type = Type d’attestation associé
action-licence-create = Licence MISP créée
action-licence-renew = Licence MISP renouvelée
action-licence-activate = Licence MISP activée
action-licence-deactivate = Licence MISP désactivée
action-licence-read = Clé de licence MISP lue
action-api-key-generate = Clé d’API créée
action-api-key-create-for-partner = Clé d’API créée pour le partenaire
action-api-key-withdraw = Demande de clé d’API retirée
action-api-key-fetch = Clé d’API retirée
action-api-key-reissue = Clé d’API renouvelée
action-api-key-move = Clé d’API passée à une autre politique
action-api-key-activate = Clé d’API activée
action-api-key-deactivate = Clé d’API désactivée
action-api-key-reactivate = Clé d’API réactivée
action-partner-deactivate = Organisation désactivée
action-partner-reactivate = Organisation réactivée
action-partner-reopen = Approbation redemandée
action-contact-put = Contact enregistré
action-contact-remove = Contact retiré
action-contact-verify = Adresse d’un contact confirmée
action-certificate-upload = Certificat accepté et signé
action-certificate-revoke = Certificat révoqué
action-trust-revoke = Certificat d’autorité révoqué
action-trust-settle = Certificat révoqué avec son émetteur
action-certificate-pending-settled = Certificat en attente traité
action-chain-submit = Certificats d’autorité envoyés pour approbation
action-partner-rename-request = Autre nom de l’organisation demandé
action-approval-decide =
    { $kind ->
        [ca] Certificats d’autorité
        [reactivation] Réactivation
        [publication] Publication
        [unhotlist] Fin d’un blocage
        [role] Rôle
        [second-factor] Retrait de la deuxième étape
        [owner] Nouveau propriétaire
        [key] Clé d’API
        [device] Appareil
        [sbi] Interface
        [chip] Puce
        [rename] Nouveau nom
        [policy] Demande de politique
       *[partner] Inscription
    } : { $state ->
        [approved] accord
        [rejected] refus
        [changes_asked] précisions demandées
       *[on_hold] suspension
    }
action-approval-request =
    { $kind ->
        [publication] Publication : un second administrateur doit donner son accord
        [unhotlist] Fin d’un blocage : un second administrateur doit donner son accord
        [role] Rôle : un second administrateur doit donner son accord
        [second-factor] Retrait de la deuxième étape : un second administrateur doit donner son accord
        [owner] Nouveau propriétaire : un second administrateur doit donner son accord
       *[reactivation] Réactivation : un second administrateur doit donner son accord
    }
timeline-request = Ouvrir la demande
action-approval-answer = Réponse à une question
action-invitation-create = Personne invitée
action-invitation-resend = Invitation renvoyée
action-invitation-revoke = Invitation retirée
action-invitation-accept = Invitation acceptée
action-member-adopt = Propriétaire reconnu par son nom et son adresse
action-member-role = Autre rôle donné à une personne
action-member-remove = Personne retirée
action-second-factor-on = Deuxième étape de la connexion activée
action-second-factor-off = Deuxième étape de la connexion désactivée
action-second-factor-codes = Nouveaux codes de secours créés
action-second-factor-recovery = Code de secours utilisé
action-second-factor-reset = Deuxième étape de la connexion retirée par un administrateur
action-partner-seed = Créée avec les données d’origine
action-other = Modification : { $action }

rename-title = Changer le nom de l’organisation
rename-intro = Vous êtes enregistré sous { $name }. Les certificats doivent porter le nom enregistré ; un administrateur des partenaires décide donc d’un autre nom.
rename-name = Nouveau nom
rename-name-hint = Lettre pour lettre comme dans l’attribut O de vos futurs certificats
rename-name-missing = Saisissez le nouveau nom.
rename-reason = Pourquoi il change
rename-reason-hint = L’administrateur des partenaires le lit : une fusion, un nouvel enregistrement, une orthographe.
rename-send = Demander le nouveau nom
rename-sent = Votre demande est envoyée. Un administrateur des partenaires en décide.
