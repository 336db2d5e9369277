# Interfaces biométriques sécurisées, appareils et puces : leurs fournisseurs, et les administrateurs.

nav-group-devices = Appareils
nav-sbis = Interfaces (SBI)
nav-devices = Appareils
nav-chips = Puces
state-hotlisted = Sur liste rouge

registry-provider = Fournisseur
registry-added = Enregistré
registry-not-ended = Pas échu
registry-facts = Détails
registry-edit = Modifier
registry-save = Enregistrer
registry-deactivate = Désactiver
registry-reactivate = Réactiver
registry-keep-active = Laisser actif
registry-keep-deactivated = Laisser désactivé
registry-reason-hint = Le fournisseur et les administrateurs la lisent. Elle entre aussi dans l’historique.
registry-history-empty = Rien pour le moment
registry-provider-inactive = Vous pourrez enregistrer ici dès que votre organisation sera active.
registry-see-steps = Voir la suite
registry-open-request = Ouvrir la demande
registry-waits-admin = <b>En attente d’un administrateur des partenaires.</b> Vous recevrez un courriel avec la décision.
registry-waits-you = <b>En attente d’une décision.</b>
registry-change-waits = <b>Une modification attend une décision.</b> Jusque-là, ce qui est approuvé reste en vigueur.
registry-changes-asked = <b>Un administrateur des partenaires a posé une question.</b> La réponse du fournisseur est attendue.
registry-on-hold = <b>Un administrateur des partenaires l’a mis en suspens.</b>
registry-rejected = <b>Refusé.</b> Le motif se trouve dans la demande. Corrigez, puis enregistrez à nouveau.
registry-change-rejected = <b>La dernière modification a été refusée.</b> Ce qui était approuvé reste valable.
registry-provider-hotlisted = <b>Son fournisseur est sur la liste rouge.</b> Rien de lui ne peut être utilisé.
registry-edit-approved = Déjà approuvé : votre modification attend une décision, et ce qui est approuvé reste en vigueur d’ici là.
registry-edit-waiting = Encore en attente : l’administrateur décide sur ce que vous enregistrez ici.
registry-saved = La modification est enregistrée.
registry-change-sent = La modification est enregistrée. Si quelque chose diffère, un administrateur des partenaires décide.
registry-date-form = Saisissez une date comme 2026-11-21.

sbis-title = Interfaces biométriques sécurisées
sbis-intro = Le logiciel (SBI) qui fonctionne dans vos appareils et signe ce qu’ils captent. Enregistrez chaque version, puis ajoutez les appareils qui l’utilisent.
sbis-intro-staff = Le logiciel (SBI) de tous les fournisseurs d’appareils. Les demandes se décident dans la boîte de réception.
sbis-count =
    { $n ->
        [one] { $n } interface
       *[other] { $n } interfaces
    }
sbis-add = Enregistrer une interface
sbis-empty = Pas encore d’interface
sbis-empty-words = Une version de votre logiciel apparaît ici, avec ses appareils et son échéance. Il vous faut sa version, l’empreinte du programme et deux dates.
sbis-empty-staff = Ce que les fournisseurs d’appareils enregistrent apparaît ici.
sbis-waiting = Appareils en attente
sbis-devices-waiting =
    { $n ->
        [one] { $n } en attente
       *[other] { $n } en attente
    }

sbi-version = Version
sbi-version-hint = Comme le logiciel se nomme, au plus 64 caractères. Une version ne s’enregistre qu’une fois.
sbi-version-missing = Saisissez la version.
sbi-id = Identifiant de l’interface
sbi-hash = Empreinte du programme
sbi-hash-hint = SHA-256 du fichier du programme tel que vous le livrez, en hexadécimal. Linux : <code>sha256sum FICHIER</code>. Windows : <code>certutil -hashfile FICHIER SHA256</code>. macOS : <code>shasum -a 256 FICHIER</code>.
sbi-hash-missing = Saisissez l’empreinte du programme.
sbi-hash-form = Saisissez l’empreinte seule, sans espaces et sans nom de fichier.
sbi-made = Créée le
sbi-made-hint = Quand cette version a été construite : pas après aujourd’hui.
sbi-ends = Échéance
sbi-ends-hint = Le dernier jour d’utilisation. Ensuite, elle et ses appareils sont hors service.
sbi-title = Interface { $version }
sbi-is-active = En vigueur. Des appareils peuvent y être ajoutés.
sbi-is-pending = Pas encore en vigueur. Des appareils pourront être ajoutés après l’approbation.
sbi-is-expired = Son dernier jour est passé. Enregistrez une nouvelle version.
sbi-is-deactivated = Hors service, avec les appareils qu’aucune autre interface ne sert. Un administrateur des partenaires peut la rétablir.
sbi-is-rejected = Refusée. C’est définitif.
sbi-devices = Appareils
sbi-devices-counts = { $all } au total, { $approved } approuvés, { $waiting } en attente
sbi-devices-empty = Aucun appareil ne l’utilise encore.
sbi-all-devices = Voir tous ses appareils
sbi-new-title = Enregistrer une interface
sbi-new-intro = Un administrateur des partenaires décide. Ensuite, vous pouvez ajouter des appareils.
sbi-edit-title = Modifier l’interface
sbi-added = L’interface { $version } est enregistrée. Elle attend un administrateur des partenaires.
sbi-map = Ajouter des appareils
sbi-map-title = Ajouter des appareils à l’interface { $version }
sbi-map-intro = Vos appareils approuvés qu’elle ne sert pas encore. Ils l’utilisent aussitôt.
sbi-map-find = Chercher un appareil
sbi-map-devices = Appareils à ajouter
sbi-map-empty = Il ne reste aucun appareil approuvé à ajouter. Enregistrez-en un nouveau avec cette interface.
sbi-map-more = Seuls les 50 premiers sont affichés. Cherchez par modèle pour trouver les autres.
sbi-map-send = Ajouter les appareils choisis
sbi-map-none = Choisissez au moins un appareil.
sbi-map-refused = { $name } n’a pas été ajouté. { $why }
sbi-mapped = Les appareils choisis utilisent maintenant l’interface.
sbi-unmap-one = Retirer { $name }
sbi-unmap-title = Retirer { $name } de l’interface { $version } ?
sbi-unmap-words =
    { $others ->
        [0] Aucune autre interface ne sert cet appareil. Il reste approuvé, et fonctionne de nouveau si vous l’ajoutez à une interface.
        [one] { $others } autre interface sert cet appareil. Il continue avec celle-ci.
       *[other] { $others } autres interfaces servent cet appareil. Il continue avec celles-ci.
    }
sbi-unmap-send = Retirer de l’interface
sbi-unmap-keep = Le laisser
sbi-unmapped = L’appareil est retiré de l’interface.
sbi-deactivate-title = Désactiver cette interface
sbi-deactivate-words = Effet immédiat, partout :
sbi-deactivate-send = Désactiver l’interface
sbi-deactivated = L’interface est désactivée.
sbi-effect-stopped =
    { $n ->
        [0] aucun appareil approuvé n’est hors service
        [one] { $n } appareil approuvé est hors service tant que l’interface l’est
       *[other] { $n } appareils approuvés sont hors service tant que l’interface l’est
    }
sbi-effect-elsewhere =
    { $n ->
        [0] aucun appareil n’a d’autre interface
        [one] { $n } appareil approuvé continue avec une autre interface
       *[other] { $n } appareils approuvés continuent avec une autre interface
    }
sbi-effect-rejected =
    { $n ->
        [0] aucun appareil en attente n’est refusé
        [one] { $n } appareil en attente est refusé
       *[other] { $n } appareils en attente sont refusés
    }
sbi-reactivate-title = Réactiver cette interface
sbi-reactivate-words = Elle et les appareils mis hors service avec elle fonctionnent de nouveau, si elle n’est pas échue et si son fournisseur est actif. Les appareils refusés le restent.
sbi-reactivate-send = Réactiver l’interface
sbi-reactivated = L’interface est de nouveau active.

devices-title = Appareils
devices-intro = Vos modèles d’appareils. Chaque modèle s’enregistre une fois ; il fonctionne avec les interfaces auxquelles vous l’ajoutez.
devices-intro-staff = Les modèles d’appareils de tous les fournisseurs. Les demandes se décident dans la boîte de réception.
devices-count =
    { $n ->
        [one] { $n } appareil
       *[other] { $n } appareils
    }
devices-add = Enregistrer un appareil
devices-add-many = En enregistrer plusieurs par fichier
devices-empty = Pas encore d’appareil
devices-empty-words = Un modèle enregistré apparaît ici. Il vous faut son type, sa marque et son modèle, et de préférence une interface approuvée.
devices-empty-staff = Ce que les fournisseurs d’appareils enregistrent apparaît ici.

device-name = Appareil
device-make = Marque
device-make-hint = Au plus 36 caractères
device-make-missing = Saisissez la marque.
device-model = Modèle
device-model-missing = Saisissez le modèle.
device-type = Type
device-sub-type = Sous-type
device-id = Identifiant de l’appareil
device-kind = Type et sous-type
device-kind-hint = Ce que l’appareil capte, et comment
device-kind-missing = Choisissez le type et le sous-type.
device-sbi = Interface
device-sbi-hint = La version approuvée qu’utilise l’appareil ; l’administrateur décide des deux ensemble. Sans elle, ajoutez l’appareil à une interface plus tard.
device-sbi-none = Aucune pour le moment
device-sbis = Interfaces
device-sbis-empty = Il n’utilise encore aucune interface. Ouvrez une interface approuvée et ajoutez-y l’appareil.
device-is-active = Approuvé : utilisable avec les interfaces ci-dessous qui sont en vigueur.
device-is-alone = Approuvé, mais aucune interface ne le sert. Ajoutez-le à une interface.
device-is-pending = Pas encore en service.
device-is-deactivated = Hors service : il a été désactivé, ou aucune de ses interfaces n’est en vigueur. Un administrateur des partenaires peut le rétablir.
device-is-rejected = Refusé. C’est définitif.
device-model-hotlisted = <b>Ce modèle est sur la liste rouge.</b> Aucun de ses appareils ne peut être utilisé.
device-new-title = Enregistrer un appareil
device-new-intro = Un administrateur des partenaires décide.
device-edit-title = Modifier l’appareil
device-added = { $name } est enregistré. Il attend un administrateur des partenaires.
device-unmap-one = Retirer de { $version }
device-deactivate-title = Désactiver cet appareil
device-deactivate-words = Effet immédiat, partout :
device-deactivate-send = Désactiver l’appareil
device-deactivated = L’appareil est désactivé.
device-effect-sbis =
    { $n ->
        [0] aucune interface ne le sert
        [one] { $n } interface ne le sert plus
       *[other] { $n } interfaces ne le servent plus
    }
device-effect-refused = ce que captent les appareils de ce modèle est refusé
device-reactivate-title = Réactiver cet appareil
device-reactivate-words = Il fonctionne de nouveau avec ses interfaces, si son fournisseur est actif et si le modèle n’a pas été enregistré à nouveau.
device-reactivate-send = Réactiver l’appareil
device-reactivated = L’appareil est de nouveau actif.

pair-state = Ensemble
pair-works = Fonctionne
pair-waits = Dès l’approbation de l’appareil
pair-sbi-off = Ne fonctionne pas : l’interface n’est pas en vigueur
pair-device-off = Ne fonctionne pas : l’appareil n’est pas en service

file-title = Enregistrer plusieurs appareils
file-intro = Envoyez un fichier CSV. Vous voyez pour chaque ligne ce qui ne va pas, avant tout enregistrement.
file-upload = Choisir le fichier
file-file = Fichier CSV
file-file-hint = Jusqu’à 300 lignes
file-text = Lignes du fichier
file-text-hint = Avec l’en-tête en première ligne
file-check = Vérifier le fichier
file-columns = Colonnes
file-columns-words = <code>deviceType</code>, <code>deviceSubType</code>, <code>make</code>, <code>model</code> et, si vous voulez, <code>sbiVersion</code> : l’interface approuvée qu’utilise l’appareil.
file-template = Télécharger un modèle de fichier
file-report = Contenu du fichier
file-counts = { $all } lignes, dont { $wrong } à corriger
file-all-right = Toutes les lignes sont correctes
file-not-stored = Rien n’est enregistré
file-line = Ligne
file-line-number = Ligne { $n }
file-verdict = Verdict
file-right = Correcte
file-confirm = Les enregistrer
file-confirm-words = Toutes les lignes sont enregistrées ensemble. Chaque appareil attend ensuite un administrateur des partenaires.
file-send = Enregistrer ces appareils
file-other = Prendre un autre fichier
file-added = Les appareils sont enregistrés. Ils attendent un administrateur des partenaires.
file-wrong-title = Rien n’a été enregistré
file-wrong =
    { $n ->
        [one] { $n } ligne est à corriger.
       *[other] { $n } lignes sont à corriger.
    }
file-empty = Le fichier n’a aucune ligne hormis l’en-tête.
file-header = La première ligne ne nomme pas les colonnes deviceType, deviceSubType, make et model.
file-long = Le fichier a plus de { $most } lignes. Divisez-le.
file-not-text = Le fichier n’est pas un texte en UTF-8. Enregistrez-le en CSV (UTF-8).
file-problem-cells = Elle n’a pas autant de cellules que l’en-tête.
file-problem-kind = Ce type et ce sous-type n’existent pas. Le modèle de fichier les donne tous.
file-problem-long = Écrivez au plus { $most } caractères pour la marque et le modèle.
file-problem-twice = Le même modèle figure à la ligne { $line }.
file-problem-registered = Vous avez déjà enregistré ce modèle.
file-problem-sbi = Vous n’avez aucune interface de cette version.
file-problem-sbi-off = L’interface n’est pas approuvée, ou elle est échue.
file-problem-waiting = Plus de { $most } appareils attendraient une décision. Enregistrez-le plus tard.

chips-title = Puces
chips-intro = Vos modèles de puces (modules de confiance, FTM). Chacun a un certificat de votre propre autorité.
chips-intro-staff = Les modèles de puces (FTM) de tous les fournisseurs. Les demandes se décident dans la boîte de réception.
chips-count =
    { $n ->
        [one] { $n } puce
       *[other] { $n } puces
    }
chips-add = Enregistrer une puce
chips-empty = Pas encore de puce
chips-empty-words = Un modèle enregistré apparaît ici. Il vous faut sa marque et son modèle, puis son certificat.
chips-empty-staff = Ce que les fournisseurs de puces enregistrent apparaît ici.
chip-name = Puce
chip-id = Identifiant de la puce
chip-certificate-ends = Échéance du certificat
chip-certificate-none = Pas envoyé
chip-certificate-for = Certificat de { $name }
chip-is-draft = Son certificat manque. Envoyez-le ; ensuite, un administrateur des partenaires décide.
chip-is-pending = Le certificat est là. Un administrateur des partenaires décide de la puce et du certificat ensemble.
chip-is-active = En vigueur, avec le certificat ci-dessous.
chip-is-deactivated = Hors service, et son certificat n’est pas reconnu. Un administrateur des partenaires peut la rétablir.
chip-is-rejected = Refusée. C’est définitif.
chip-upload = Envoyer le certificat
chip-renew = Renouveler le certificat
chip-certificates-intro = Les plus récents d’abord. Un nouveau compte dès son approbation ; l’ancien reste valable jusqu’à son échéance.
chip-certificates-empty = Pas encore de certificat.
chip-upload-intro = Le certificat de la clé du modèle, émis par votre autorité de certification.
chip-next-check = Vous voyez quelles règles le certificat respecte.
chip-next-admin = Vous confirmez, et un administrateur des partenaires décide.
chip-next-use = Dès l’approbation, les appareils avec cette puce sont reconnus.
chip-certificate-sent = Le certificat est enregistré. Il attend un administrateur des partenaires.
chip-new-title = Enregistrer une puce
chip-new-intro = Ensuite, vous enverrez son certificat.
chip-edit-title = Modifier la puce
chip-added = { $name } est enregistrée. Envoyez maintenant son certificat.
chip-deactivate-title = Désactiver cette puce
chip-deactivate-words = Effet immédiat, partout :
chip-deactivate-send = Désactiver la puce
chip-deactivated = La puce est désactivée.
chip-effect-certificates =
    { $n ->
        [0] aucun certificat n’est concerné
        [one] { $n } certificat n’est plus reconnu
       *[other] { $n } certificats ne sont plus reconnus
    }
chip-effect-refused = ce que signent les appareils avec cette puce est refusé
chip-reactivate-title = Réactiver cette puce
chip-reactivate-words = Elle et son certificat comptent de nouveau, si le certificat serait accepté aujourd’hui et si son fournisseur est actif.
chip-reactivate-send = Réactiver la puce
chip-reactivated = La puce est de nouveau active.

action-device-add = Appareil enregistré
action-device-import = Appareils enregistrés par fichier
action-device-update = Appareil modifié
action-device-deactivate = Appareil désactivé
action-device-reactivate = Appareil réactivé
action-device-map = Appareil ajouté à une interface
action-device-unmap = Appareil retiré d’une interface
action-interface-add = Interface enregistrée
action-interface-update = Interface modifiée
action-interface-deactivate = Interface désactivée
action-interface-reactivate = Interface réactivée
action-interface-expire = Interface échue
action-chip-add = Puce enregistrée
action-chip-update = Puce modifiée
action-chip-certificate = Certificat de la puce envoyé
action-chip-deactivate = Puce désactivée
action-chip-reactivate = Puce réactivée

inbox-kind-device = Appareils
inbox-kind-sbi = Interfaces
inbox-kind-chip = Puces
request-so-far = { $what }, jusqu’ici
request-check-provider = Le fournisseur est actif, avec un certificat valable
request-check-provider-met = Échéance le { $when }
request-check-provider-missing = Il n’a aucun certificat valable aujourd’hui
request-check-provider-inactive = Le fournisseur n’est pas actif : rien de lui ne peut être approuvé
request-check-sbi = Une interface en vigueur sert l’appareil
request-check-sbi-met = Au moins une, ci-dessus
request-check-sbi-none = Aucune encore. Il peut être approuvé, et fonctionne dès que le fournisseur l’ajoute à une interface.
request-check-sbi-off = Aucune de celles ci-dessus n’est en vigueur. Décidez d’abord de l’interface.
request-check-ends = L’échéance est à venir
request-check-ends-met = Comme indiqué
request-check-ends-missing = Elle est passée, ou elle manque. Demandez une autre date.
request-check-chip = Le certificat de la puce est valable
request-check-chip-met = Ses règles sont revérifiées à l’approbation
request-check-chip-none = Il manque, ou il est illisible
request-check-chip-over = Il est échu, ou n’a pas commencé
request-check-hotlist = Ni l’objet ni son fournisseur ne sont sur la liste rouge
request-check-hotlist-met = Rien trouvé
request-check-hotlist-itself = Il est sur la liste rouge
request-check-hotlist-provider = Le fournisseur est sur la liste rouge
