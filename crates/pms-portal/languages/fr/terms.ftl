# Les conditions du site, acceptées une fois.

terms-title = Conditions d’utilisation
terms-intro = Veuillez les lire avant de continuer.
terms-text-1 = Vous utilisez ce portail pour votre organisation, ou pour le service où vous travaillez, et seulement pour les tâches qui vous sont confiées.
terms-text-2 = Votre mot de passe, vos codes et vos clés ne sont qu’à vous. Si vous en perdez un, ou pensez que quelqu’un d’autre le connaît, changez-le aussitôt et prévenez le service qui exploite ce portail.
terms-text-3 = Ce que vous saisissez est exact à votre connaissance. Ce que vous faites ici est enregistré avec votre nom d’utilisateur et l’heure.
terms-text-4 = Les données personnelles que vous voyez ne servent qu’au but convenu et ne sont transmises à personne qui n’y a pas droit.
terms-agree = J’ai lu les conditions et je les accepte.
terms-missing = Cochez la case si vous acceptez. Sans cela vous ne pouvez pas continuer ; vous pouvez vous déconnecter.
terms-go-on = Continuer
terms-agreed = Vous avez accepté ces conditions le { $when }.
terms-back = Vers la page d’accueil
terms-link = Conditions d’utilisation
terms-read = Lire
terms-about-title = À propos des conditions
terms-about-once = La question est posée une seule fois.
terms-about-record = Votre accord est enregistré avec sa date.
terms-about-again = Vous les retrouvez sur la page de votre compte.
