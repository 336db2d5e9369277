policy-new-title = Create a policy
policy-new-intro = First the type and the group; what it shares comes next. Nothing is used before you publish it.
policy-new-no-group = There is no active policy group yet. <a>Create one</a> first.
policy-new-group-hint = Its partners can ask for the policy once it is published
policy-new-next = Continue to what it shares
policy-type-missing = Choose a type.
policy-group-missing = Choose a policy group.
policy-name = Name
policy-name-hint = At most 128 characters, once in the group. Partners see it.
policy-name-missing = Enter a name.
policy-description-hint = Partners read this when they choose a policy. At most 256 characters.
policy-description-missing = Enter a description.
policy-version-hint = Yours to choose, at most 8 characters
policy-version-missing = Enter a version.
policy-until-hint = The last day on which it can be used
policy-until-missing = Enter a day.
policy-edit-title = Edit the policy
policy-edit-intro = Nothing is used before you publish it. Saving keeps it as a draft.
policy-edit-stale = Somebody else changed the policy since you opened it. Look at it in another window; saving again replaces what they wrote.
policy-save = Save draft
policy-saved = The draft { $name } is saved.
policy-made = The draft { $name } is made. Review it, then publish it.
policy-basics = Basics
policy-factors = Authentication types
policy-factors-hint = Mandatory means that every request must contain it; it includes Allowed.
policy-factors-oidc = A policy with a mandatory type cannot be used by OIDC clients.
policy-factor = Type
policy-allowed = Allowed
policy-must = Mandatory
policy-factor-other = Another type
policy-factor-sub = Its sub type
policy-attributes-more = Other attributes
policy-attributes-more-hint = Names in the identity schema, with commas or one on each line. The portal does not know them: check the spelling.
policy-languages-hint = Codes with commas, such as <code>eng, ara</code>. Empty: all of them.
policy-attributes-hint = Only what is ticked is shared. Encrypted: readable by the partner alone.
policy-shared = Shared
policy-details = Details
policy-group-member = Group
policy-filtered = Only a part is taken; the JSON says which.
policy-attribute-other = Another attribute
policy-share-stored-hint = The partner fetches it within its time
policy-share-direct-hint = The message itself carries it
policy-encryption-partner-hint = With the certificate that the partner uploaded
policy-encryption-none-hint = Whoever has the link can read it
policy-share-domain-hint = Where the data is fetched, such as <code>datashare.datashare</code>
policy-share-minutes-hint = A whole number, such as 30
policy-share-times-hint = A whole number, such as 2
policy-number-form = Enter a whole number, such as 30.
policy-share-source-hint = The service that the data comes from, such as “ID Repository”
policy-rights = What a MISP may do for its partners
policy-unknown = A type without a form
policy-unknown-words = The portal does not know this type. It is edited as JSON.
policy-fits = <b>Fits the schema.</b>
policy-faults =
    { $n ->
        [one] { $n } place does not fit the schema.
       *[other] { $n } places do not fit the schema.
    }
policy-fault-extra = { $path } is not known here. Remove it.
policy-fault-missing = { $path } is missing. Enter or choose it.
policy-field-missing = { $what }: choose or enter it.
policy-fault-not-one-of = { $path } must be one of { $allowed }.
policy-fault-type =
    { $expected ->
        [string] { $path } must be a text.
        [boolean] { $path } must be true or false.
        [array] { $path } must be a list.
       *[object] { $path } must be an object.
    }
policy-fault-field = To the field
policy-json-label = JSON
policy-json-hint = Changed here or pasted, it is taken over into the form once it fits the schema.
policy-refresh = Refresh from the form
policy-take = Take over the JSON
policy-json-both = You changed the form and the JSON. Take over the JSON, or refresh it from the form, then save.
policy-json-unreadable = This is not JSON: look at line { $line }, column { $column }.
policy-json-no-object = A policy is an object: it begins with a brace.
policy-json-long = A policy has at most { $most } characters without spaces; this one has { $length }.
