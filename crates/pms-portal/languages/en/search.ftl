# Search.

search-intro = Over everything of your organisation: its open requests, policy requests, API keys, OIDC clients, devices, SBIs, chips, certificates. A part of a name, or an id.
search-intro-staff = Over everything that you may see: partners, open requests by organisation, policy requests, policies, policy groups, API keys by label, OIDC clients, devices, SBIs, chips, certificates of partners by thumbprint, authorities by name, licences by MISP, accounts by name or email, the hotlist by id, hash or partner.
search-nothing = Search for a part of a name, or for a whole id, thumbprint or user name.
search-count =
    { $all ->
        [one] { $n } of { $all }
       *[other] { $n } of { $all }
    }
search-list = Open the list
search-until = until { $when }
search-partners = Partners
search-requests = Policy requests
search-policies = Policies
search-keys = API keys
search-clients = OIDC clients
search-devices = Device models
search-sbis = Secure biometric interfaces
search-chips = Chips
search-certificates = Certificates of partners
search-authorities = Certificate authorities
search-licences = Licences
search-accounts = Accounts
search-waiting = Open requests
search-groups = Policy groups
search-hotlist = Hotlist
