policy-publish-title = Publish this policy
policy-publish-words = Partners can ask for it at once. This cannot be taken back, only switched off.
policy-publish-partners =
    { $n ->
        [one] { $n } partner of the group { $group } may ask for it.
       *[other] { $n } partners of the group { $group } may ask for it.
    }
policy-publish-nothing-more = It shares nothing that { $policy } does not share already.
policy-publish-more = Newly shared, compared with { $policy }: { $what }.
policy-publish-shares-nothing = It shares no data: partners learn yes or no.
policy-publish-shares = Newly shared: { $what }.
policy-publish-relatives =
    { $n ->
        [one] { $n } related policy stays in force; its partners go on with it until they ask for this one.
       *[other] { $n } related policies stay in force; their partners go on with them until they ask for this one.
    }
policy-publish-fixed = Afterwards only the validity date can change. To change what it shares, clone it.
policy-publish-second = On this site a second admin has to agree first, because it shares more than is shared today.
policy-publish-send = Publish this policy
policy-publish-keep = Keep it as a draft
policy-publish-done = { $name } is published. Partners can ask for it.
policy-published-already = It is published already.
policy-group-off = Its group is deactivated. Reactivate the group first.
policy-waits = Its publication waits for a second admin already.
policy-misfit = What it says does not fit its type. Open the editor to see each place.
policy-clone-title = Clone this policy
policy-clone-words = Each clone is a draft that remembers where it comes from. The policy itself stays as it is.
policy-clone-groups = Into these groups
policy-clone-groups-hint = One draft is made in each
policy-clone-groups-missing = Choose at least one group.
policy-clone-groups-many = Choose at most { $most } groups at a time.
policy-clone-name = Name of the clone
policy-clone-name-hint = Empty: the name of this policy. A group has each name once.
policy-clone-send = Make the clone
policy-clone-done = { $name } is a draft now. Change what it shares, then publish it.
policy-clone-done-many = The clones of { $name } are among these drafts.
policy-delete-title = Delete this draft
policy-delete-words = A draft that nobody needs is deleted. What was published is deactivated instead, and stays.
policy-delete-final = It cannot be brought back
policy-delete-name = Its name is free in the group again
policy-delete-waiting = The request to publish it is rejected
policy-delete-published = It was published. Deactivate it instead.
policy-delete-used = Something refers to it: requests, keys or clients. It stays.
policy-delete-reason-hint = It goes into the history.
policy-delete-send = Delete this draft
policy-delete-keep = Keep the draft
policy-delete-done = { $name } is deleted.
policy-off-title = Deactivate this policy
policy-off-words = Nobody can use it from then on. This is what stops:
policy-effect-partners =
    { $n ->
        [one] { $n } partner can no longer work under it
       *[other] { $n } partners can no longer work under it
    }
policy-effect-keys =
    { $n ->
        [one] { $n } API key stops working
       *[other] { $n } API keys stop working
    }
policy-effect-clients =
    { $n ->
        [one] { $n } OIDC client stops working
       *[other] { $n } OIDC clients stop working
    }
policy-effect-waiting =
    { $n ->
        [one] { $n } waiting request is rejected for good
       *[other] { $n } waiting requests are rejected for good
    }
policy-effect-none = Nobody uses it today
policy-effect-back = Reactivating brings keys and clients back as they were
policy-off-send = Deactivate this policy
policy-off-keep = Keep it active
policy-off-done = { $name } is deactivated.
policy-off-draft = It is a draft: nobody can use it yet.
policy-off-already = It is deactivated already.
policy-on-title = Reactivate this policy
policy-on-words = Partners go on with the keys and clients they had. Requests that were rejected stay so.
policy-on-send = Reactivate this policy
policy-on-keep = Leave it deactivated
policy-on-done = { $name } is active again.
policy-on-draft = It is a draft: publish it instead.
policy-on-already = It is active already.
policy-on-expired = Its validity is over. Set a later date first.
policy-date-title = Change the validity date
policy-date-intro = The policy is published, so nothing else can change. To change what it shares, clone it.
policy-date-send = Save the date
policy-date-saved = The validity date of { $name } is changed.
groups-count =
    { $n ->
        [one] { $n } policy group
       *[other] { $n } policy groups
    }
groups-id = Group id
groups-partners = Partners
groups-says-active = Partners may choose it and ask for its policies.
groups-says-off = Switched off. Nobody can choose it, and none of its policies can be used.
groups-policies-all =
    { $n ->
        [one] See the policy in the list
       *[other] See all { $n } policies in the list
    }
groups-policies-none = No policies yet. Create one and choose this group.
groups-active = Active policies
groups-drafts = Drafts
groups-off = Deactivated policies
groups-partners-open = Open
groups-edit = Edit
groups-off-action = Deactivate
groups-on-action = Reactivate
groups-edit-title = Edit the policy group
groups-edit-intro = Partners see the new name at once. What they were approved for stays.
groups-edit-send = Save the policy group
groups-saved = Policy group { $name } is saved.
groups-off-title = Deactivate this policy group
groups-off-words = Nobody can choose it from then on. This is what it means:
groups-effect-partners =
    { $n ->
        [one] { $n } partner that chose it cannot ask for policies
       *[other] { $n } partners that chose it cannot ask for policies
    }
groups-effect-policies =
    { $n ->
        [one] { $n } deactivated policy stays in it
       *[other] { $n } deactivated policies stay in it
    }
groups-effect-back = Reactivating brings it back as it was
groups-off-send = Deactivate this group
groups-off-keep = Keep it active
groups-off-done = Policy group { $name } is deactivated.
groups-off-already = It is deactivated already.
groups-off-active =
    { $n ->
        [one] { $n } active policy is in it. Deactivate the policy first.
       *[other] { $n } active policies are in it. Deactivate them first.
    }
groups-off-drafts =
    { $n ->
        [one] { $n } draft is in it. Publish and deactivate it first.
       *[other] { $n } drafts are in it. Publish and deactivate them first.
    }
groups-on-title = Reactivate this policy group
groups-on-words = Partners may choose it again and ask for its policies.
groups-on-send = Reactivate this group
groups-on-keep = Leave it deactivated
groups-on-done = Policy group { $name } is active again.
groups-on-already = It is active already.
home-tile-drafts = Drafts in progress
home-tile-drafts-note = not published yet
home-tile-publications = Publications waiting
home-tile-publications-note = for a second admin
home-tile-ending = Policies ending soon
home-tile-ending-note = within 90 days
home-tile-in-force = Active policies
home-tile-in-force-note = partners may use them
home-task-draft = Go on with the draft { $name }
home-task-waits = { $name } waits for a second admin
action-policy-create = Draft made
action-policy-update = Changed
action-policy-clone = Cloned
action-policy-delete = Deleted
action-policy-publish = Published
action-policy-deactivate = Policy deactivated
action-policy-reactivate = Policy reactivated
action-policy-group-create = Policy group made
action-policy-group-update = Policy group changed
action-policy-group-deactivate = Policy group deactivated
action-policy-group-reactivate = Policy group reactivated
