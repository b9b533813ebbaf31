## Numbers and dates
today = today
yes = yes
no = no
time-left = { $time } left
time-over = { $time } over

## Errors and problems
expected-other-partner = another partner than itself
expected-credit-code = a unified social credit code of 18 characters with a right check digit
expected-code = a code without blanks
expected-given = a value
expected-integer = a whole number such as 12
expected-amount = an amount such as 1,234.50
expected-rate = a rate such as 3.5% or 0.035
expected-date = a day of the years 1900 to 2199 such as 2025-03-01
expected-time = a moment of the years 1900 to 2199 such as 2025-03-01 09:30
expected-period = a year, half, quarter, month, week or day of the years 1900 to 2199 such as 2025, 2025-H1, 2025-Q3, 2025-07, 2025-W30, 2025-07-01
expected-week = a week of the years 1900 to 2199 such as 2025-W30
expected-as-of = a day or a moment of the years 1900 to 2199 such as 2025-06-07, 2025-06-07T15:00
expected-between = a whole number from { $least } to { $most }
expected-yes-no = yes or no
word-filter = filter
word-sort = sort
word-columns = columns
word-age = age
meant = {" "}(did you mean { $near }?)
error-missing-near = there is no { $kind } `{ $key }` (did you mean { $near }?)
usage-several = more than one { $kind } is called `{ $key }`: expected one of { $which }
user-missing-near = there is no user `{ $user }` (did you mean { $near }?)
expected-one-of = one of { $choices }
expected-one-of-many = one of { COUNT($count, "name") }, none of which is near (try: { $plural ->
    [none] --help
   *[other] qudao list { $plural } --columns help
 })
expected-near = a name that is known (did you mean { $near }?)
expected-no-field = no field `{ $name }` on { $kind } (try: qudao list { $plural } --columns help)
expected-no-field-near = no field `{ $name }` on { $kind } (did you mean { $near }?)
expected-pair = expected FIELD=VALUE, got `{ $word }`
expected-points = a number from 0 to 100
expected-ticket-of = a ticket of partner { $partner }
expected-cents = an amount with at most two decimals, such as 1234.50
expected-rate-places = a rate of whole hundredths of a percent, such as 12.25%
expected-days = a number of days such as 45
expected-existing = an existing { $kind }
expected-existing-near = an existing { $kind } (near: { $near })
expected-unique = a value that no other record has (`{ $who }` has it)
expected-at-least = at least { $bound }
expected-at-most = at most { $bound }
expected-not-before = not before `{ $other }`
expected-transition = a legal move: { $moves }
expected-no-transition = no move: this is an end state
expected-short-text = text of at most { COUNT($length, "character") }, none of them a control character
expected-no-subject = nothing: a target of the network has no subject
expected-ordered = a number or a day before and after which something can be
expected-compared = a number or a day, as `{ $test }` compares it
expected-columns = no more cells than the header has (try: look for a delimiter or a quote that is not closed in this row)
expected-not-computed = nothing: the program sets it by its rules
problem-value = { $field }: `{ $value }` is not as expected: { $expected }
problem-missing = { $field }: nothing given, expected { $expected }
problem-refused = { $field }: `{ $value }`: { $why }
problem-refused-record = `{ $value }`: { $why }
error-conflict = refused: { $kind } { $id } was changed by somebody else since it was opened (try: look at it again, then repeat the change)
error-control = `{ $touched }` of { $kind }: control characters are not taken: expected text without them (try: type it again); nothing was written
expected-no-control = text without control characters
error-missing = there is no { $kind } `{ $key }`
error-undo-field = refused: { $step ->
    [redo] it can't be done again
   *[undo] it can't be undone
 }: { $touched } of { $kind } { $code } was changed by `{ $by }` at { $at } (try: qudao undo --list, another change by --id)
error-undo-changed = refused: { $step ->
    [redo] it can't be done again
   *[undo] it can't be undone
 }: { $kind } { $code } was changed by `{ $by }` at { $at } (try: qudao undo --list, another change by --id)
error-undo-other = refused: { $step ->
    [redo] it can't be done again
   *[undo] it can't be undone
 }: { $kind } { $code } is not as that change left it (try: qudao undo --list, another change by --id)
error-undo-gone = refused: { $step ->
    [redo] it can't be done again
   *[undo] it can't be undone
 }: { $kind } { $code } was removed by `{ $by }` at { $at } (try: qudao undo --list, another change by --id)
error-undo-gone-unknown = refused: { $step ->
    [redo] it can't be done again
   *[undo] it can't be undone
 }: { $kind } { $code } is gone (try: qudao undo --list, another change by --id)
error-undo-needed = refused: { $step ->
    [redo] it can't be done again
   *[undo] it can't be undone
 }: { $kind } { $code }, made by `{ $by }` at { $at }, needs what would go (try: qudao undo --list, another change by --id)
error-undo-needed-unknown = refused: { $step ->
    [redo] it can't be done again
   *[undo] it can't be undone
 }: { $kind } { $code } needs what would go (try: qudao undo --list, another change by --id)
error-undo-taken = refused: { $step ->
    [redo] it can't be done again
   *[undo] it can't be undone
 }: { $kind } { $code } of `{ $by }` has that key by now (try: qudao undo --list, another change by --id)
error-undo-marked = refused: { $step ->
    [redo] it can't be done again
   *[undo] it can't be undone
 }: it was put off or taken off again at { $at } (try: qudao undo --list, another change by --id)
error-nothing-to-undo = refused: there is nothing to undo
error-nothing-to-redo = refused: there is nothing to redo: nothing was undone, or something new was done since
error-no-change = there is no change { $id } (try: qudao undo --list)
system-no-file = there is no such file
system-no-permission = this user may not
system-a-folder = it is a folder
system-no-folder = a part of the path is no folder
system-there = it is there already
system-full = the disk is full
system-schema = what it says of its part `{ $name }` can't be read
system-malformed = its pages contradict each other
system-read-only = nothing can be written on this disk
system-long-name = the name is too long
system-links = it is a link to itself
system-no-utf8 = it is no text in UTF-8
parser-at = line { $line }, column { $column }: { $detail }
parser-unknown = there is no `{ $name }` here: expected one of { $known }
parser-unknown-alone = there is no `{ $name }` here: nothing is expected
parser-missing = `{ $name }` is missing
parser-twice = `{ $name }` stands there twice
parser-value = `{ $value }`: expected { $expected ->
    [text] a text in quotes
    [flag] true or false
    [list] a list in brackets, as ["a", "b"]
    [table] keys with values
    [whole] a whole number of the range
    [number] a number
    [character] one character in quotes
   *[other] { $theirs }
 }
error-no-folder = the folder `{ $path }` does not exist: expected an existing one (try: mkdir -p { WORD($path) })
error-no-database = there is no database `{ $path }` (try: qudao --db { WORD($path) } init, or qudao demo)
error-read-only = `{ $path }` can't be written: expected a file and a folder that this user may write (try: ls -ld on both)
error-empty = `{ $path }` is empty (0 bytes): it was cut off, or never made (try: qudao restore BACKUP, or for a new one qudao --db { WORD($path) } init)
error-foreign = `{ $path }` is not a qudao database: expected a SQLite file made by `qudao init` (try: qudao restore BACKUP)
error-corrupt = `{ $path }` is damaged: { $detail } (try: qudao restore BACKUP)
error-unshared = `{ $path }` may only be read, and what was written last is in its log `{ $path }-wal`, which can't be shared here (try: cp -p { WORD($path) }* to a folder of your own)
error-older = `{ $path }` has schema { $found } and may only be read, so it can't be brought to { $known } (try: cp { WORD($path) } to a folder of your own)
error-migration = `{ $path }` could not be brought from schema { $found } to { $known }: { $detail }; nothing was changed (try: qudao restore BACKUP)
error-newer = `{ $path }` has schema { $found }, this program knows { $known }: expected an older or equal one (try: a newer qudao)
error-busy = `{ $path }` is busy: another process holds it for longer than the timeout (try: again later, or qudao doctor, which says who)
error-replaced = `{ $path }` is another file now than the one that was open: nothing was written (try again)
error-replaced-late = `{ $path }` was replaced while this was written: it may be only in the copy that a restore has put aside (try: look at it, and do it again)
database-replaced = `{ $path }` was replaced by another file: it is open now, what was there before may not be in it
error-taken = refused: `{ $path }` is there already and is no earlier backup: it stays as it is (try: another name)
error-disk-full = the disk of `{ $path }` is full: nothing was written (try: df -h)
error-overflow = a sum of `{ $place }` is beyond 922,337,203,685,477: expected amounts that add up (try: look there for one that was mistyped)
error-bad-record = { $kind } { $code }: `{ $touched }` holds `{ $found }`, which its type does not allow (try: qudao doctor)
error-bad-value = field `{ $field }` holds `{ $found }`, which its type does not allow (try: qudao doctor)
error-interrupted = interrupted
figures-behind = figures are those of { $day }, which are out of date (try: qudao refresh)
refresh-nothing = up to date as of { $day }: nothing to do
refresh-done = up to date as of { $day }: { COUNT($computed, "partner") } computed, { COUNT($raised, "warning") } raised, { $cleared } over, { COUNT($escalated, "escalation") }
error-doubled = { $kind }: another one has the same { $fields }, nothing was written (try: edit that one)
error-doubled-other = it is there already: nothing was written (try: look at it again)
error-referred = refused: it refers to what is gone, or something still refers to it: nothing was written (try: look at it again)
error-sql = database: { $detail }
error-invalid = { $count ->
    [one] one value is not as expected
   *[other] { $count } values are not as expected
 }
error-role = refused: this needs the role { $needs }, `{ $user }` is { $has } (try: an administrator runs qudao user add { $user } --role { $code })
error-policy = policy { $place }{ $because }
policy-refused = `{ $path }` is `{ $value }`: expected { $bounds }
policy-refused-like = `{ $path }` is `{ $value }`: expected { $bounds } (try: { $like })
policy-refused-default = `{ $path }` is `{ $value }`: expected { $bounds } (try: { $default }, the default)
policy-refused-now = `{ $path }` is `{ $value }`: expected { $bounds } (try: { $now }, what holds now)
policy-section = `{ $path }` is a section: expected keys below it (try: { $names })
policy-no-key-near = `{ $path }`: no key or section of the policy is called so (try: { $names })
policy-no-name = `{ $path }`: expected a name of small letters, digits and `_`
policy-show-no-key = has no key `{ $path }`{ $near ->
    [none] : expected one that `qudao policy show` lists
   *[other] {" "}(did you mean { $near }?)
 }
policy-order = `{ $path }` is `{ $value }`: expected at most `{ $beside }`, which is `{ $other }` (try: change `{ $first }` first)
policy-order-below = `{ $path }` is `{ $value }`: expected less than `{ $beside }`, which is `{ $other }` (try: change `{ $first }` first)
policy-parts = `{ $path }` is `{ $value }`, `{ $beside }` is `{ $other }`: expected shares that together are less than 1 (try: a smaller one of the two)
policy-line = `{ $path }` is `{ $value }`: expected a value { $way ->
    [above] above
   *[below] below
 } `{ $beside }`, which is `{ $other }` (try: change that one first)
policy-weights = the weights of `{ $path }` are all `0`: expected a sum above 0 (try: 1 for `{ $first }`)
policy-weight-share = `{ $path }` is `{ $value }` of { $sum }: expected at least { $least } % of the weights (try: { $enough ->
    [none] less for the others
   *[other] { $enough }
 })
policy-no-calendar = `desk.calendar` is `{ $value }`: expected cn, hk, weekdays, or `own` with a calendar of your own (try: qudao policy import --calendar FILE -r REASON)
policy-no-playbooks = `desk.playbooks` is `{ $value }`: expected nothing, or `own` with remedies of your own (try: qudao policy import --playbooks FILE -r REASON)
policy-no-toml = line { $line }, column { $column }: expected TOML, such as `top = 0.2` below `[tiers]` (try: look there for a quote, a bracket or a `=` that is missing; the parser says: { $detail })
policy-twice = line { $line }, column { $column }: what stands there stands above already: expected each key once (try: take one of the two out)
policy-apart = its values don't fit together: { $detail } (try: qudao policy show)
policy-calendar-line = calendar, line { $line } is `{ $value }`: expected a line `calendar`, `week`, `covers`, `holiday`, `off` or `work` (try: qudao policy export --calendar)
policy-calendar-week = calendar, line { $line } is `{ $value }`: expected seven digits, Monday first (try: week,1111100)
policy-calendar-years = calendar, line { $line } is `{ $value }`: expected two years from 1900 to 2500 (try: covers,2024,2026)
policy-calendar-day = calendar, line { $line } is `{ $value }`: expected two days (try: off,2026-10-01,2026-10-07,national)
policy-calendar-holiday = calendar, line { $line } is `{ $value }`: expected the code of a holiday that a line above names (try: holiday,CODE,English,中文 above it)
policy-calendar-order = calendar, line { $line } is `{ $value }`: expected a last day that is not before the first (try: the other way round)
policy-calendar-named = calendar: expected a line `calendar` with its code and its names (try: calendar,mine,Mine,我的)
policy-calendar-worked = calendar `{ $value }`: expected a line `week` with a day that is worked (try: week,1111100)
policy-calendar-covers = calendar `{ $value }`: expected a line `covers` with its first and its last year (try: covers,2024,2026)
policy-calendar-once = calendar, line { $line } is `{ $value }`: expected each day once (try: look for a line `off` or `work` that has days of it, too)
policy-calendar-within = calendar, line { $line } is `{ $value }`: expected days within the years of `covers` (try: more years there)
policy-playbooks-toml = remedies, line { $line }, column { $column }: expected `[[remedy]]` with what belongs to it (try: qudao policy export --playbooks; the parser says: { $detail })
policy-playbooks-off = remedies, line { $line }: `off` of `{ $code }`: expected the code of a remedy that ships (try: qudao policy export --playbooks)
policy-playbooks-part = remedies, line { $line }: `{ $code }` has `{ $field }`: expected no parts but { $names } (try: qudao policy export --playbooks)
policy-playbooks-missing = remedies, line { $line }: `{ $code }` has no `{ $field }`: expected it in every remedy (try: qudao policy export --playbooks)
policy-playbooks-form = remedies, line { $line }: `{ $field }` of `{ $code }` is `{ $value }`: expected something like { $like } (try: qudao policy export --playbooks)
policy-empty = the file is empty: expected the lines of a calendar, or remedies (try: qudao policy export --calendar, or --playbooks)
policy-playbooks-twice = remedies, line { $line }: `{ $code }` stands there a second time: expected each code once (try: another code)
policy-lacking = `{ $path }` is missing: expected { $bounds } in every rule of the plan (try: { $like })
policy-encoding = line { $line }: expected text in UTF-8 (try: iconv -f { $encoding } -t UTF-8)
policy-playbooks-code = remedies, line { $line }: `{ $code }` has `{ $value }` as `{ $field }`: expected one of { $names }
policy-playbooks-unread = remedies, line { $line }: `{ $code }` can't be read: expected the form of those that ship (try: qudao policy export --playbooks; the parser says: { $detail })
aside-policy = what-if under { $path }: the database is only read
# the head of a narrow screen
brief-policy = what-if: { $path }
brief-day = as of { $day }, today { $today }
brief-as-of = as of { $day }
brief-read-only = read only
brief-rules = version { $version } of the rules can't be used
brief-clock = clock { $day }
brief-own-clock = own clock
brief-behind = figures of { $day }
brief-nothing = looking only
aside-read-only = { $path } can't be written here: it is only looked at
refused-aside-read-only = refused: { $path } can't be written by this user, so it is only looked at (try: ls -ld on the file and its folder, or a copy of your own)
aside-rules = version { $version } of the rules can't be used: the database is only read ({ $because })
refused-aside-rules = refused: version { $number } of the rules can't be used, so nothing is written under it (try: qudao doctor, then qudao policy set KEY VALUE -r REASON or qudao policy import FILE -r REASON)
policy-before-decision = it was decided on { $decided } and is to rule from { $from }: expected the day of the decision or a later one
policy-hash = the text is not the one of its hash
doctor-rules-unusable = version { $version } of the rules can't be used: { $because } (try: qudao policy set KEY VALUE -r REASON, or qudao policy import FILE -r REASON)
expected-policy-hash = the hash of its texts
aside-moment = as of { $as-of }: the database is only read
aside-day = as of { $as-of }, today is { $today }: the database is only read
head-clock = this database has a clock of its own: today is { $day }
clock-own = the clock of this database: { $now }
clock-system = this database has no clock of its own, it is { $now }
refused-aside-moment = refused: as of { $as-of } one only looks: what is written carries the moment of the clock (try: without --as-of and QUDAO_AS_OF)
refused-aside-day = refused: as of { $as-of } one only looks, today is { $today } (try: without --as-of and QUDAO_AS_OF; a database for other days: qudao --db NEW init --clock { $as-of })
refused-clock-none = refused: this database was made without a clock of its own (try: qudao --db NEW init --clock DATE)
refused-aside-policy = refused: this only looks what { $path } would give, nothing is written (try: without --policy and QUDAO_POLICY, or propose it: qudao policy import { WORD($path) } -r REASON)
refused-aside-make = refused: a look at what { $path } would give makes and replaces no database (try: without --policy and QUDAO_POLICY)
refused-aside-older = refused: { $path } has schema { $found }; bringing it to { $known } would be a write, and a what-if writes nothing (try: qudao doctor, without --policy and QUDAO_POLICY, first)
refused-day-older = refused: { $path } has schema { $found }; bringing it to { $known } would be a write, and a look at another day writes nothing (try: qudao doctor, without --as-of and QUDAO_AS_OF, first)
policy-key = key
policy-value = value
policy-unit = unit
policy-default = default
policy-before = in force
policy-after = proposed
policy-expected = { $does }: expected { $bounds }
policy-origin = set by version { $version }: { $by }, { $at }: { $reason }
policy-version = version { $number } of the rules
policy-version-what-if = what-if of { $path } over version { $number } of the rules, with which it is compared
policy-in-force-column = version { $number }
policy-ask-role = only looked at: a change is asked for by specialists and above
policy-ask-aside = only looked at: from here nothing is asked for
policy-number = version { $number } of the rules
policy-version-head = version
policy-state = state
policy-in-force = in force
policy-from = from
policy-change = change
policy-by = by
policy-at = at
policy-why = reason
policy-exported = wrote { $path }
policy-diff = { $count ->
    [0] version { $to } says what version { $from } says
    [one] one key differs between version { $from } and version { $to }
   *[other] { $count } keys differ between version { $from } and version { $to }
}
usage-policy-day = rules begin on the day of their decision or later, not on { $from } (try: a day from { $today } on)
usage-policy-same = these rules are in force already, there is nothing to propose
refused-policy-undo = refused: change { $id } put rules into force: they are replaced by a proposal of their own (try: qudao policy history, then qudao policy import --version NUMBER -r REASON; or qudao undo --list, what was done before it by its number)
refused-policy-by-hand = refused: the rules are changed by a proposal that head office decides (try: qudao policy set KEY VALUE -r REASON)
refused-policy-by-file = refused: versions of the rules come in with a whole export into a new database only (try: qudao policy import FILE -r REASON)
refused-rules-changed = refused: other rules came into force meanwhile, nothing was written (try again)
usage-policy-reason = other rules need a reason (try: -r "why")
policy-no-account = `{ $path }` names `{ $value }`: expected `owner`, `region`, `head_office` or an account that can be given work (try: qudao user list)
refused-policy-clash = refused: `{ $key }` was { $base } when version { $number } was proposed, and is { $value } in version { $now }, which rules then: one of the two would be lost (try: reject it and propose it again)
refused-policy-moot = refused: version { $now }, which rules then, says all that version { $number } would change (try: reject it)
refused-policy-waits = refused: version { $version } never ruled, it waits for approval #{ $number } (try: qudao approval show { $number })
refused-policy-twice = refused: you have asked for this already, #{ $number } waits for its decision (try: qudao approval show { $number })
refused-policy-unfit = refused: version { $version } can't be decided as it is, it is to be rejected or withdrawn and proposed anew: { $place }{ $because }
policy-kept = from { $from } on version { $number }, which is approved, has { $value } at `{ $key }`, and keeps it
refused-inactive-user = refused: the account `{ $user }` is switched off (try: an administrator runs qudao user on { $user })
refused-own-way = refused: of the { $kind } `{ $called }` this is not changed by a file (try: { $command })
refused-fixed = refused: of `{ $called }` this is so since it was opened, and nothing changes it
way-ticket-edit = qudao edit ticket { $code } { $name }=VALUE
way-ticket-resolve = qudao ticket remedies
way-ticket = qudao ticket act { $code } ACTION
way-ticket-event = qudao ticket act NUMBER ACTION
way-approval-show = qudao approval show { $code }
way-approval = qudao approval list
way-tier = qudao tier propose CODE TIER --reason REASON
way-deposit = qudao deposit reverse { $code } --reason REASON
way-policy = qudao policy set KEY VALUE -r REASON
way-status = qudao partner move CODE STATUS --reason REASON
way-alert = qudao today
refused-others-key = refused: it belongs to `{ $of }` (try: another number, or the partner that has it)
refused-history = refused: a new one begins here; with the state that it had elsewhere the role { $needs } brings it in
refused-open-approval = refused: an approval that waits is asked for here (try: qudao approval request KIND NUMBER)
refused-role = refused: this needs the role { $needs }, `{ $user }` is { $has }
refused-other = refused: { $why }
expected-region-outside = a region that does not lie in this one
expected-other-delegate = somebody else: nobody stands in for themselves
expected-working-delegate = an active user with the role specialist or above
expected-paid-by-own = the partner whose payments are on it: `{ $number }` is of `{ $of }`
expected-own-invoice = an invoice of the same partner; this one is of `{ $of }`
import-waits = { $file } row { $row }: { $told }
import-wait-count = { $file }: { $count ->
    [one] 1 row waits
   *[other] { $count } rows wait
  } for approval (see: qudao approval list)
tier-skipped = { $code } is left out: { $why }
approval-by-rules = steps by version { $number } of the rules
brought-in = brought in by an import, with the state that it had elsewhere
doctor-regions = no region lies in itself
doctor-core-loop = the partner `{ $code }` is the core of others and has a core itself (try: qudao edit partner { $code } core=)
doctor-approval-step = approval { $number } stands at step { $step } of { $steps }, which its path does not have: nobody can decide it (try: qudao restore BACKUP)
doctor-clock = the clock of the database says { $found }: expected a day, so it lives on the system's (try: qudao clock set DATE)
doctor-no-rules = no version of the rules is in force: those of the program are used (try: qudao restore BACKUP)
doctor-region-loop = the region `{ $code }` lies in itself (try: qudao edit region { $code } parent=)
refused-role-changed = refused: `{ $user }` is { $role } now (try: once more with what that role may do)
refused-no-gateway = refused: `{ $account }` is no gateway of this database (try: an administrator runs qudao user gateway { $account } on)
refused-gateway = refused: not for who comes in through the gateway `{ $account }` (try: from a shell on the machine)
refused-gateway-elsewhere = refused: who comes in through the gateway `{ $account }` stays in its own database, `{ $path }` is another one (try: without --db and QUDAO_DB)
refused-gateway-wide = refused: the database lies in `{ $path }`: who comes in through a gateway gets a folder of files alone (try: mkdir { $folder }, then --folder { $folder })
usage-gateway-account = `{ $account }` is no name of an account: expected the one that the machine knows it by (try: id -un, as that account)
usage-gateway-folder = `{ $path }` is no folder that can be opened (try: make it first)
refused-init-there = refused: the database { $path } is there already and keeps its administrators, gateways and clock (try: another name: qudao --db NEW.db init)
change-gateway-on = made a gateway: { $what }
change-gateway-off = no gateway any more: { $what }
gateway-none = no account is a gateway: who acts is the account on the machine
gateway-off = `{ $account }` is no gateway
gateway-on = `{ $account }` is a gateway: QUDAO_USER says who comes in; files are neither seen nor written
gateway-on-folder = `{ $account }` is a gateway: QUDAO_USER says who comes in; files are seen and written in { $folder }
note-no-gateway = qudao: QUDAO_USER names `{ $person }` and does not count: `{ $account }` is no gateway of this database
doctor-gateways = { $count ->
    [0] no gateways
    [one] 1 gateway
   *[other] { $count } gateways
  }
doctor-gateway-folder = the folder { $folder } of the gateway `{ $account }` is not there

## History (change sets)
change-partner-assign = assigned { $what }
change-partner-tag = tagged { $what }
change-partner-status = moved { $what } along its lifecycle
change-exit-ask = asked for an exit: { $what }
change-partner-visit = planned a visit to { $what }
change-view = saved the view { $what }
change-setup = set the database up
change-clock = set the database's clock to { $what }
change-policy-propose = proposed other rules
change-rules = stored the rules as version 1
change-create = created { $what }
change-edit = changed { $what }
change-undo = took back { $what }
change-redo = did again { $what }
change-ticket-new = opened ticket { $what }
change-ticket-acknowledge = acknowledged { $what }
change-ticket-assign = assigned { $what }
change-ticket-comment = commented on { $what }
change-ticket-evidence = added evidence to { $what }
change-ticket-hold = put { $what } on hold
change-ticket-resume = resumed { $what }
change-ticket-investigate = began to investigate { $what }
change-ticket-negotiate = began to negotiate { $what }
change-ticket-arbitrate = took { $what } to arbitration
change-ticket-escalate = escalated { $what }
change-ticket-resolve = resolved { $what }
change-ticket-check = checked the resolution of { $what }
change-ticket-close = closed { $what }
change-ticket-advance = moved { $what } to the next state
change-ticket-reopen = reopened { $what }
change-ticket-edit = changed { $what }
change-ticket-sweep = escalated overdue tickets
change-alert-snooze = put off a warning about { $what }
change-alert-ticket = opened a ticket for a warning about { $what }
change-alert-assign = gave a warning about { $what } to somebody
change-alerts = brought the warnings up to date

## Command line
usage-no-terminal = the program needs a terminal (try: qudao today, qudao list partners, or qudao --help)
error-dumb-terminal = the terminal `{ $term }` can't place text: the program needs one that can (try: TERM=xterm-256color qudao, or a command, see qudao --help)
error-no-term = TERM is not set, so nobody knows what the terminal can do (try: TERM=xterm-256color qudao, or a command, see qudao --help)
locale-ascii = the locale { $locale } names no encoding: drawn in ASCII (LC_ALL=C.UTF-8, or ui.glyphs = "unicode" in config.toml, draws it as it is meant)
error-not-utf8 = the locale `{ $locale }` has the encoding { $encoding }, the program writes UTF-8 (try: LC_ALL=C.UTF-8 qudao in a terminal set to UTF-8)
error-keymap-unread = `keys` of config.toml names `{ $path }`, which can't be read ({ $detail }): expected a keymap file (try: another path, or without that line)
error-crash = the program failed and has ended; what was typed and not saved is kept, what was saved is in the database. Written down in { $path } (try: send that file with what you did)
error-crash-unlogged = the program failed and has ended; what was saved is in the database
usage-unknown-argument = there is no argument `{ $arg }` here
usage-unknown-command = there is no command `{ $arg }`
usage-value-missing = `{ $arg }` needs a value{ $known ->
    [none] {""}
   *[other] : { $known }
  }
usage-value-unknown = `{ $value }` is no value of `{ $arg }`{ $known ->
    [none] {""}
   *[other] : expected { $known }
  }
usage-value-wrong = `{ $value }` can't be read as a value of `{ $arg }`{ $expected ->
    [none] {""}
   *[other] : expected { $expected }
  }
usage-argument-missing = { $arg } must be given
usage-command-missing = a command must be given: { $known }
usage-value-count = `{ $arg }` takes another number of values
usage-value-equals = `{ $arg }` takes its value behind `=`
usage-argument-conflict = `{ $arg }` doesn't go together with `{ $other }`
usage-argument-bytes = an argument is no valid text
usage-near = {" "}(near: { $near })
usage-usage = Usage: { $usage }
usage-help = More: --help
usage-format = this command does not print { $asked }: expected one of { $known }
usage-tier = `{ $name }` is not a tier: expected one of { $known }
usage-kind = there is no kind of record `{ $name }` (try: qudao list --help, which names them)
usage-kind-near = there is no kind of record `{ $name }` (did you mean { $near }?)
list-column = column
list-column-label = label
list-rows = { $count ->
    [one] one row
   *[other] { $shown } rows
 }
doctor-schema = schema { $found }
doctor-foreign = { $part } is none of the program's: it may write what nobody asked for (try: look at it with sqlite3, and DROP it)
doctor-lacking = there is no { $part } (try: qudao restore BACKUP)
doctor-integrity = the file is sound
doctor-damaged = the file is damaged: { $detail } (try: qudao restore FILE)
doctor-references = every reference leads to a record
doctor-dangling = { $kind } { $code } refers to a { $other } that is not there
doctor-unread = it can be read
doctor-own-reference = { $kind } { $code }: `{ $touched }` is the record itself (try: qudao edit { $name } { WORD($code) } { $field }=)
doctor-own-delegate = the user `{ $code }` is their own delegate (try: qudao user delegate { WORD($code) })
doctor-values = { COUNT($count, "record") } in the form that was declared
doctor-bad-value = { $kind } { $code }: `{ $touched }` holds { $found }, which its type does not allow (try: an edit or import that puts it right, or qudao restore BACKUP)
doctor-history = every record of the log is there
doctor-gone = { $kind } { $code } is in the log and not in the file: it was removed past the program (try: qudao audit --kind { $plural }, which says what it was, or qudao restore BACKUP)
doctor-search = a search looks in what the records hold
doctor-no-keys = { $count ->
    [one] a search does not find 1 partner by its name
   *[other] a search does not find { $count } partners by their names
 } (try: qudao refresh, which makes the index again)
doctor-no-texts = { $count ->
    [one] a search does not find 1 article by its words
   *[other] a search does not find { $count } articles by their words
 } (try: qudao refresh, which makes the index again)
doctor-no-figures = the figures of `{ $code }` are gone (try: qudao refresh, which computes them again)
doctor-empty = { $kind } { $code }: `{ $touched }` is empty and must be given (try: qudao restore BACKUP)
doctor-closings = { $count ->
    [one] the frozen figures of 1 closed period are as they were closed
   *[other] the frozen figures of { $count } closed periods are as they were closed
 }
doctor-closing = the frozen figures of the closed period { $period } are not those that were closed: rows of { COUNT($found, "partner") } of { $count } (try: qudao restore BACKUP, or qudao close --reopen PERIOD --reason REASON)
refresh-made-again = what was lost beside { $count ->
    [one] 1 record
   *[other] { $count } records
 } was made again
doctor-roll-ups = roll-ups agree with the sales
doctor-drift-months = the sums of months of `{ $code }` differ from its sales
doctor-drift-weeks = the sums of weeks of `{ $code }` differ from its sales
doctor-drift-network = the network's sums of months differ from its sales
doctor-figures = every partner's sums can be computed with
doctor-users = { $count ->
    [one] one active administrator
   *[other] { $count } active administrators
 }
doctor-no-admin = there is no active administrator (try: restore a backup that has one)
doctor-files = { $path }, mode { $mode }, { $size }
doctor-world-writable = { $path } can be written by everybody, mode { $mode } (try: chmod o-w)
doctor-not-group-writable = { $path } can't be written by the group that shares its folder, mode { $mode } (try: chmod g+rw)
doctor-log = write-ahead log { $size }
doctor-no-log = the write-ahead log is off: journal mode { $mode }, expected wal
doctor-log-grows = the write-ahead log has grown to { $size }: somebody reads without end (try: close sessions that are left open)
doctor-leftovers = no leftovers of backups and restores that were killed
doctor-leftover = `{ $path }` is left over from a process that was killed (try: qudao backup FILE, which removes it, or rm)
doctor-nobody = nobody else has it open, as far as this user can see
doctor-holders = { $count ->
    [one] open in one other process: { $list }
   *[other] open in { $count } other processes: { $list }
 }
doctor-calendar = working days { $code }, { $first } to { $last }
doctor-uncovered = the calendar { $code } does not cover { $year }: deadlines count plain weeks (try: qudao policy import --calendar FILE -r REASON)
doctor-workers = { $count ->
    [one] one active account that can be given work
   *[other] { $count } active accounts that can be given work
}
doctor-assign = by the policy tickets of kind { $kind } go to `{ $account }`, who is not there, is switched off or only looks: they go to the next (try: correct desk.assign)
doctor-rules = version { $number } of the rules is in force
doctor-old-policy = { $file } says otherwise than the rules in force, which stand in the database: it is not read (try: qudao policy import { WORD($file) } -r REASON, or remove it)
doctor-old-policy-unusable = { $file }, a policy file of before, can't be read: { $because }. It decides nothing (try: remove it, or mend it and propose it: qudao policy import { WORD($file) } -r REASON)
doctor-fine = nothing found
doctor-found = { $count ->
    [one] one finding
   *[other] { $count } findings
 }
change-restore = restored from { $what }
refused-last-admin = refused: `{ $user }` is the last active administrator
refused-undone = refused: change { $id } is taken back already (try: qudao redo)
refused-undo-never = refused: change { $id } can't be undone: { $because } (try: qudao undo --list, what was done before it by its number)
refused-not-yours = refused: change { $id } is `{ $user }`'s (an administrator may take back others' changes)
backup-made = backed up to { $path } ({ COUNT($size, "byte") }), and checked
restore-done = restored from { $path }
restore-kept = the database that was there is kept as { $path }
undo-done = took back: { $what }
redo-done = did again: { $what }
redo-limits = Steps forward end where something new was done. A decision of an approval that was taken back is passed over: it is decided anew.
redo-passed = { $what }: passed over, what is decided is not redone but decided anew
redo-done-passed = did again: { $what } (passed over: { $passed }, which is decided anew)
undo-never = What can't be undone, and why:
undo-never-clock = it is set again: qudao clock set DATE
undo-never-whole = the database was empty before: a new one is made instead (qudao init)
undo-never-setup = there is no database without it
undo-never-restore = the database before it is the file that was kept beside it (restore that one)
undo-never-close = a closed period is frozen; `qudao close --reopen PERIOD --reason REASON` opens it, `qudao close PERIOD` closes it again
undo-never-view = a saved view changes no data; save it again, or remove it
undo-never-rules = they came with the program; another version of the rules takes their place
undo-never-gateway = a gateway is closed by `qudao user gateway ACCOUNT off`, and opened by `qudao user gateway ACCOUNT on`
undo-never-derived = the program does it by itself whenever somebody looks, and would do it again
undo-never-tier-effect = a tier that was decided came into force on its day; propose another one
undo-special = What is undone by a rule of its own:
undo-special-decision = a decision of an approval is undone only by who made it, and redo passes over it: it is decided anew
undo-special-deposit = an entry in the deposit ledger is never removed: undo and redo add entries that reverse
undo-special-penalty = a violation whose deduction is in the deposit ledger stays; correct it by an entry
undo-special-users = the last administrator stays, whatever is undone
undo-special-others = what somebody else has changed since, or needs, stays; the refusal names it (others' changes are undone by an administrator with --id)
undo-special-files = files that were exported, reports and backups are not in the database
undo-list-number = number
undo-list-at = at
undo-list-user = user
undo-list-what = what
undo-list-state = state
undo-list-undone = undone
audit-action-insert = added
audit-action-update = changed
audit-action-delete = removed
user-added = added the user `{ $user }`, who is { $role }
user-changed = changed the user `{ $user }`, who is { $role }
user-missing = there is no user `{ $user }` (try: qudao user list)
show-related = { $kind }: { $shown } of { $count }
audit-more = the newest { $count }; older ones with --limit
usage-number = `{ $text }` is no number of a change (try: qudao undo --list)
usage-not-plain = { $kind } have rules of their own: expected a kind that is no more than its fields, such as partner or invoice (try: qudao { $command } --help)
conflict-field = field
conflict-mine = yours
conflict-theirs = theirs
init-made-database = made the database { $path }; `{ $user }` is { $role }
init-kept-database = the database { $path } is there already; `{ $user }` is { $role }
init-made-file = made { $path }
init-kept-file = { $path } is there already and stays as it is

## Import and export
export-all-folder = `all` goes into a folder: expected one (try: qudao export all FOLDER)
export-all-no-folder = `{ $path }` is no folder: expected a new one, or one that is there (try: another name)
export-folder-all = only `all` goes into a folder: expected -o FILE for one kind
export-all-today = `all` is the database as it is now: expected no --as-of and no QUDAO_AS_OF (try: qudao export partners, one kind after the other)
export-all-whole = `all` is all of it, by its stable names: expected no --filter and no --labels
export-all-done = { COUNT($count, "record") } in { COUNT($files, "file") } written to { $path } (try: qudao import all { WORD($path) }, in an empty database)
export-needs-file = a workbook needs a file: expected --output FILE.xlsx
export-ending = unknown ending `.{ $ending }`: expected one of { $known } (try: --format)
export-done = { COUNT($count, "record") } written to { $path }
change-import-all = imported all of { $what }
change-import = imported { $what }
import-columns-missing = `{ $file }` has no column for { $missing } of { $kind } (try: name the columns so, or give a mapping with --map)
import-columns-unknown = `{ $file }` has no column for { $missing } of { $kind }; not understood: { $unknown } (try: rename one, or give a mapping with --map)
import-nothing = nothing to read: no file given fits { $wanted } (try: give the folder, or the files by these names)
import-create = a { $kind } can't be created from a reference: expected region, product-line, channel-type, user or partner
import-create-unknown = `{ $name }` is no kind that can be created{ $meant }: expected region, product-line, channel-type, user or partner
import-map-missing = there is no mapping `{ $name }`: expected a file, or the name of one in `{ $folder }` ({ $known ->
    [none] there is none
   *[other] there: { $known }
  })
import-all-needs-map = `all` is what a mapping makes, or a whole export, which comes in as it is: expected --map FILE, or one folder that `qudao export all FOLDER` has made
import-not-whole = `{ $folder }` is no whole export: { $count } { $count ->
    [one] file is
   *[other] files are
} missing: { $missing } (try: qudao export all { WORD($folder) }, in the database that it is of)
refused-not-empty = refused: a whole export comes into an empty database, and this one has { $count } of the kind { $kind } (try: qudao --db NEW.db init, then the import there)
file-io = `{ $path }` can't be read: { $detail }
file-missing = there is no file `{ $path }`: expected a file that is there{ $near ->
    [none] {""}
   *[other] {" "}(try: { $near })
  }
file-forbidden = `{ $path }` may not be read by this user: expected a file that you may read (try: ask its owner, or another file)
file-none = `{ $path }` is a pipe or a device: expected a file (try: write it to a file first)
file-folder = `{ $path }` is a folder: expected a file, or --map with a mapping that names the files in it
file-gzip = `{ $path }` is a damaged gzip file (try: gzip -t)
file-undecodable = `{ $path }` is not text that can be read: line { $line } is neither UTF-8 nor GB18030, and there is no mark of UTF-16 (try: --encoding with its name, or save it as CSV UTF-8)
file-doubtful = `{ $path }` looks like Big5 rather than GB18030: expected to know which (try: --encoding big5, or --encoding gb18030)
file-quote = `{ $path }`, line { $line }: a quote is opened there and not closed where a cell ends: expected a closing quote before the next cell, two for one inside (try: close it, or --no-quotes)
import-currency = `{ $file }`: { $columns } is in another currency: expected amounts in { $currency } (try: convert them, then say { $currency } in the header)
import-unit = { $file }: the numbers of `{ $column }` are in { $unit }
import-sheets-alike = { $file }: { $sheets } has the same columns and was not read (try: --sheet with its name)
expected-own-currency = an amount in { $currency }, the organisation's currency
expected-one-mark = numbers of one column written in one way: `{ $one }` and `{ $other }` are not (try: --decimal with `,` or `.`)
file-no-encoding = `{ $name }` is no encoding (try: utf-8, utf-16le, gb18030, big5, windows-1252)
file-workbook = `{ $path }` is a damaged workbook: { $detail } (try: open it and save it again)
file-no-sheet = `{ $path }` has no sheet `{ $sheet }`: expected one of { $sheets }
file-empty = `{ $path }` is empty: expected a header row and rows below it
file-write = `{ $path }` can't be written: { $detail }
file-no-folder = the folder `{ $path }` does not exist (try: mkdir -p { WORD($path) })
file-no-backup = there is no file `{ $path }` to restore from: expected a backup{ $near ->
    [none] {""}
   *[other] {" "}(try: { $near })
  }
refused-recipe-file = refused: `{ $path }` is there already and stays as it is (try: another name, or force = true in this step of the recipe)
policy-unread = { $detail }; expected a file that can be read{ $near ->
    [none] {""}
   *[other] {" "}(try: { $near })
  }
error-refused-values = refused: { $count ->
    [one] one value is not to be written so
   *[other] { $count } values are not to be written so
 }
mapping-form = mapping: { $detail }
mapping-unknown = mapping, { $place }: there is no { $what ->
    [kind] kind
    [field] field
    [function] function
    [choice] choice
   *[column] column
 } `{ $name }`
mapping-unknown-near = mapping, { $place }: there is no { $what ->
    [kind] kind
    [field] field
    [function] function
    [choice] choice
   *[column] column
 } `{ $name }`: expected { $near }
mapping-not-given = mapping, { $place }: `{ $name }` is worked out here and can't be given (try: leave its line out)
mapping-syntax = mapping, { $place }: `{ $text }` is not understood{ $at ->
    [none] {""}
   *[other] {" "}at `{ $at }`
 }: expected { $expected ->
    [brace] `{"}"}` behind the name of the column
    [sum] numbers and `{"{"}columns{"}"}` with + - * / and brackets
    [condition] `{"{"}column{"}"} = value`, `!=`, `<`, `<=`, `>`, `>=`, `{"{"}column{"}"} in (a, b)`, `{"{"}column{"}"}` or `!{"{"}column{"}"}`, joined by and, or, not and brackets; text with such signs or words in quotes
    [compared] a number or a day there
    [quote] a quote that closes
    [function] trim, replace 'a' 'b', part 'sign' N, part FROM TO, upper, lower or pad N 'c'
    [decimal] `,` or `.`
    [quoted] a text in quotes, such as `"30"`
    [source] a text, `{"{"} when = ..., then = ..., else = ... {"}"}` or `{"{"} until_next = ..., last = ... {"}"}`
    [sections] `[[record]]`
    [column] the column's name in braces: `{"{"}{ $text }{"}"}`
   *[dates] `dmy`, `mdy` or a pattern such as `%d.%m.%y`
 }
import-kind-column = kind
import-file = file
import-rows = rows
import-new = new
import-changed = changed
import-same = unchanged
import-skipped = left out
import-repeated = joined
import-rejected = rejected
import-done-all = imported: the database is the one that was exported
import-rejects-input = `{ $path }` is one of the files that are imported: expected another one for the rows that are left out (try: --skip-bad rejected.csv)
import-done = imported; qudao undo takes it back
import-nothing-new = nothing to write: all of it is there already
import-nothing-written = nothing was written: what was not left out is there already, or waits
import-dry = dry run: the database is as it was
import-refused = { $how ->
    [refused] refused: nothing
   *[other] nothing
 } was written: { $count ->
    [one] one value is not as expected
   *[other] { $count } values are not as expected
 } (try: correct the file, or --skip-bad REJECTS to leave these rows out)
import-refused-at-end = nothing was written: { $count ->
    [one] one value is not as expected
   *[other] { $count } values are not as expected
 } where rows refer to each other, which can't be left out (try: correct the file)
import-problem = { $file } row { $row }, { $column }: { $problem }
import-problem-row = { $file } row { $row }: { $problem }
import-more-problems = and { $count } more
import-rejects = { $count ->
    [one] 1 rejected row is in { $path }, with the reason in the last column: correct and import it
   *[other] { $count } rejected rows are in { $path }, with the reason in the last column: correct and import them
 }
import-rejects-dry = { $count ->
    [one] 1 row would be left out; the import itself writes it to the file of --skip-bad
   *[other] { $count } rows would be left out; the import itself writes them to the file of --skip-bad
 }
import-unknown-column = { $file }: the column `{ $column }` was not read
import-unknown-column-near = { $file }: the column `{ $column }` was not read (did you mean { $near }?)
import-doubled-column = { $file }: the column `{ $column }` was not read: an earlier one holds the same field
import-created = created because rows refer to them: { $kind } { $keys }
import-duplicate = row { $row }: { $code } may be the same as { $of }: same { $common ->
    [former_code] code before a merge
    [credit_code] social credit code
    [phone] telephone
   *[name] name
 }
import-reason = import problem
import-columns-sheets = `{ $file }` has no column for { $missing } of { $kind } on its first sheet (try: --sheet with one of { $sheets })
import-header-row = `{ $file }` has no row { $row } that could be the header
import-header-at = { $file }: row { $row } is the header, what is above it was not read
import-totals = { $file }: totals were left out (row { $rows })
import-set-aside = { $file }: `{ $column }` is set by the program's rules: the file's values were not taken
import-late = { $file }: { COUNT($rows, "row") } of the closed period { $period }, whose figures don't move (see: qudao verify { $period })
import-dry-run = dry run
import-form = encoding and delimiter, or sheet
import-created-records = created because rows refer to them
import-unknown-columns = columns that were not read
import-doubled-columns = columns of a field that an earlier one holds
import-unmet-tests = conditions of the mapping that no row fulfils
import-unmet = { $file }: no row fulfils `{ $test }`
import-sheets-like = other sheets with the same columns
import-units = units that the headers say
import-header-number = row of the header
import-total-rows = rows that are totals
import-set-fields = fields that the rules set
import-waiting = what waits for approval or was decided alone
import-late-rows = rows of closed periods
import-problem-count = problems
import-problems = values that are not as expected
import-duplicate-count = partners that may be there already
import-duplicates = partners that may be there already, one by one
import-row = row
import-column = column
import-near = what may be meant
import-value = value
import-duplicate-of = of which partner
import-common = what they have in common
import-kept = { $file }: { $count ->
    [one] one is there already and stays as it is
   *[other] { $count } are there already and stay as they are
 }
import-kept-column = kept
expected-one-joined = one row of `{ $join }` with `{ $key }` (rows { $rows } have it and differ; try: repeats = "first" or "last" in its [[record.join]])
import-changes = what would change
import-more-changes = and { COUNT($count, "more field") } would change (all of them: --format json or csv)
import-old = now
import-new-value = then
import-follow-on = { $file }: { $count ->
    [one] one value refers to a record whose own row is wrong
   *[other] { $count } values refer to records whose own rows are wrong
 }
import-follow-on-column = references to rows that are wrong
expected-follows = a record whose own row is right
file-too-much = `{ $path }`{ $what ->
    [cell] , line { $line }: a cell is longer than { $most } MiB: expected a table (try: another --delimiter)
    [columns] , line { $line }: more than { COUNT($most, "column") }: expected a table (try: another --delimiter)
   *[unfolded] : it unfolds to more than { $most } times its size: expected a table (try: unpack it and look at it)
 }
expected-own-cell = a number of the row's own: its cell reaches over several rows (try: split it)
expected-day-order = a day that says which number is the month (try: 2025-03-01, or a mapping with dates = "mdy" or "dmy")
expected-one-row = one row of it: `{ $who }` is the first (try: repeats = "add", "first" or "last" in a mapping, or --add-up)
import-create-them = records that are not there are made by --create-missing { $kinds }
import-report-taken = `{ $path }` is one of the files that are imported, or takes the rows that are left out: expected another one for the report (try: -o report.xlsx)
file-json = `{ $path }` is no JSON with records: { $detail }
template-made = { $path }: { COUNT($columns, "column") }, { $required } of them must be given; filled in it comes back with: qudao import { $kind } FILE
template-required = Must be given: { $form }
template-else = { $form }; empty: { $value }
template-choice = one of the list, by name or code
template-reference = an existing { $kind }, by code or name
template-period = a day such as 2025-03-01, or a period: 2025-03, 2025-Q1, 2025
template-tags = words with commas between them
template-note = text, also of several lines
template-column = Column
template-also = Also read as
template-needed = Must be given
template-form = Form
template-values = Allowed values
template-default = If empty
template-example = Example
template-yes = yes
template-see-lists = see the sheet of lists
template-sheet = Explanation
template-lists = Lists
template-line-fill = Fill in the first sheet, a { $kind } a row. Columns with * must be given; others may be left empty or removed. The order does not matter.
template-line-import = Look first with --dry-run, then import: { $command }

## Figures, health, alerts
figure-progress = time progress
figure-target-sales = net sales of what has a target
figure-target-due = target due
figure-on-account = on account
credit-taken-off = less on account
figure-billed = billed in { COUNT($days, "day") }
figure-dso-balance = days outstanding by balance
note-dso = days outstanding: open receivables consumed against the latest months' billing (count-back)
note-progress = { $done } of { COUNT($all, "working day") } are over
note-pace-until = pace looks at sales and targets up to { $day }, the last whole week that has figures
note-not-rated = there is nothing to divide by: not rated
note-partly = { $count } of { COUNT($of, "partner") } with sales or a target count against a target
note-not-begun = the period has not begun
note-no-target = no target touches the period
note-pro-rata = a target that reaches beyond the period counts pro rata of calendar days; a region's own target of a month stands for those below it
note-no-rebates = rebates accrued are not part of it yet
formula-new = partners taken on in the period
formula-warnings = warnings of the rules that are not over, acknowledged and put off ones included
formula-open-tickets = tickets that are neither resolved nor closed
formula-service = resolutions in time / resolutions reached or late in the period
formula-breakdown = net sales of each, its share being of all together
explain-orders = orders
explain-all-together = all together
note-warnings-quiet = a limit reads warning / critical; a price floor is the product's own
note-holds-stop = time is working time; a hold stops the clock
explain-input = input
explain-list = rows
kpi-head = { $from } to { $to }, by { $by }, { $currency }, as of { $as_of }
kpi-code = code
kpi-partners = partners
kpi-orders = orders
kpi-growth = growth
kpi-total = total
kpi-partly = { $count } of { COUNT($of, "partner") }
kpi-covers = of { $share } of sales
kpi-covered = attainment is of { $share } of net sales: what has a target
kpi-own-target = own target, no sum
kpi-contributes = contributes
kpi-distribution = partners by target: { $counts }
kpi-numerator = numerator
kpi-denominator = denominator
kpi-before = before
kpi-change = change
kpi-under = under { $target }
kpi-over = over { $target }
kpi-figure-name = name
kpi-figure-label = figure
kpi-figure-formula = made of
kpi-figure-not-by = `{ $figure }` is not known by { $by }: expected partner, region, area, type, owner, tier, city-class, week, month, quarter or year
kpi-figure-of-one = `{ $figure }` is of one partner and does not go together (try: qudao list partners -c help)
kpi-figure-of-a-day = `{ $figure }` is of a day: expected no time by --by, no --compare and a period that holds { $day } (try: --as-of DAY)
figure-average-stock = average stock
figure-pieces-out = pieces that left it
figure-of-year = { $figure } of 12 months
kpi-head-day = by { $by }, { $currency }, as of { $as_of }
kpi-none = (not given)
kpi-not-due = not due
kpi-industry = industry average
kpi-beyond-industry = above it
kpi-industry-source = industry average: { $source }, since { $from }
kpi-more = { $shown } of { COUNT($count, "row") }
kpi-nothing = there are no sales yet (try: qudao import sales FILE)
kpi-nothing-there = no sales from { $from } to { $to }: there are some from { $first } to { $last } (try: --period { $last })
kpi-empty = there is no partner yet (try: qudao import partners FILE)
kpi-nobody = no partner matches `{ $filter }` (try: qudao list partners)
kpi-concentration = the top { $top } of { COUNT($n, "partner") } make { $share } of sales, { $reach } make { $part }; Herfindahl index { $hhi }
kpi-compared = growth against { $from } to { $to }
kpi-receivables-head = receivables, { $currency }, as of { $as_of }; columns of age are days past due
kpis-closed = closed
kpis-closed-late = closed, { $amount } came late
kpis-late-inside = closed months in it, { $amount } came late
kpis-new = new partners
kpis-by-region = by area
kpis-by-type = by channel type
kpis-by-line = by product line
kpis-by-owner = by owner
kpis-alerts = warnings
kpis-owed = { $figure } receivables
kpis-up = up
kpis-down = down
kpis-drop = drop
kpis-margin = { $rate } of sales
kpis-orders = { COUNT($count, "order") }
kpis-before = { $count } before
kpis-of-target = of { $target }
kpis-of-target-time = of { $target }, time { $time }
kpis-limit = limit { $limit }
kpis-over = over limit
kpis-fine = fine
kpis-act = act
kpis-watch = watch
kpis-behind-count = { $count } behind
kpis-none-behind = none behind
kpis-slipping-count = { $count } below { $line }
kpis-slipping = slipping
kpis-rated = rated
kpis-not-rated = not rated
kpis-week-before = a week before
kpis-formula-health = mean of the health of all rated partners
kpis-in-a-week = { $change } in a week
kpis-critical = { $count } critical
kpis-breached = { $count } late
kpis-in-time = in time
kpis-overdue = { $amount } overdue, { $count }
kpis-this-period = this period
kpis-earlier = earlier period
kpis-items = { COUNT($count, "item") }
kpis-month = month
kpis-quarter = quarter
kpis-year = year
kpis-against-previous = against the period before
kpis-against-year = against the year before
kpis-waits = adding up …
kpis-empty = nothing in this period (h earlier, p longer)
kpis-mark = ‾ year before
kpi-usage-order = the period ends before it begins: { $from } to { $to }
kpi-usage-buckets = expected rising numbers of days from 1 to 3660 (try: --buckets 30,60,90)
explain-days = { COUNT($days, "day") }
not-rated = not rated
refused-alert-over = refused: this warning is over
usage-week-not-over = week { $week } is not over yet: expected { $last } or an earlier one
usage-filter-long = the filter is longer than a list can be asked by: expected at most { COUNT($most, "value") } of at most { COUNT($longest, "character") } (try: a shorter one, or several lists)
usage-unknown-user = there is no user `{ $user }` (try: qudao user list)
health-title = Weekly health check { $week }
health-of = { $owner }'s partners
health-as-of = as of { $day }
health-network = { COUNT($partners, "partner") }, { $rated } rated · health { $health } { $change } · { $attention } need attention, { $warned } others warned about (last week's in brackets)
health-column-last-week = last week
health-sales = sales of 4 weeks { $sales }, { $change } on the 4 before · overdue { $overdue } of { $open } open · { COUNT($tickets, "open ticket") }
health-alerts = warnings: { $critical } critical, { COUNT($warning, "warning") }, { $info } to know
usage-alert-code = there is no { $what } `{ $value }`; there are: { $all }
alert-none = no such warning
alert-column-number = No.
alert-column-severity = severity
alert-column-what = what
alert-column-since = since
alert-column-state = state
warning-turned = { $said }; turned from { $side ->
    [below] high to low
   *[above] low to high
 } on { $day }
warning-back = { $said }; back on { $day }
alert-snoozed-until = snoozed until { $day }
health-column-doing = being done
doing-tickets = tickets { $numbers }
doing-task = { $day } { $title }
doing-task-late = late since { $day }: { $title }
doing-acknowledged = { $rule }: noted
doing-assigned = given to { $account }
slippers-title = Who slips this week
slippers-loading = counting …
slippers-none = Nobody slips and nobody is warned about. w looks further than your own partners.
slippers-nothing = nothing yet
slippers-no-warning = it has no warning: t makes a task, T a ticket
slippers-no-day = `{ $value }` is no day: expected YYYY-MM-DD
slippers-mine = mine
slippers-regions = my regions
slippers-all = all
slippers-head = { $week } · health { $health } { $change } · { $slipping } slipping · { $critical } critical, { COUNT($warnings, "warning") } (last week's)
slippers-sums = sales of 4 weeks { $sales } · overdue { $overdue } · open tickets { $tickets }
slippers-behind = figures of { $day }: they are being brought up to date
slippers-until = quiet until
slippers-reason = noted, because (may be empty)
health-figures-until = figures are in up to: { $kinds }. What rests on them is as of that week
health-overdue-fresh = ; { $amount } fell due since, which may have been paid and counts as no finding
until-sales = sales
until-stock = stock
until-payments = payments
health-refreshed = figures and warnings were last brought up to date on { $at }
health-moved = What moved
health-slipping = Who is slipping and why
health-slipping-more = and { $count } more (try: qudao health --all)
health-warned = Who else has warnings
health-overdue = What is overdue
health-first = To do first
health-none-moved = Nobody's health changed.
health-none-slipping = Nobody is slipping.
health-none-overdue = Nothing is overdue.
health-none-first = Nothing urgent: done.
health-column-code = code
health-column-name = name
health-column-tier = tier
health-column-health = health
health-column-change = week
health-column-owner = owner
health-column-why = why
health-column-overdue = overdue
health-column-days = days
health-weakest = { $component } { $points } of 100
health-explained = health of { $code }
health-orders-recent = orders of the last 4 weeks
health-orders-before = orders of the 12 weeks before
health-pace-sales = sales { $from } to { $to }
health-pace-sales-of = sales of { $lines }, { $from } to { $to }
health-pace-due = target due in that time
health-overdue-days = days beyond term, oldest item
health-without-frequency = purchase frequency left out: under 16 weeks of figures, or no order in the 12 weeks before
health-without-sell-through = sell-through left out: no sell-out reported, or the opening stock is not known
health-without-returns = returns left out: nothing was shipped in 12 weeks
health-without-pace = pace left out: no target is due
health-without-owed = receivables left out: there are no invoices
health-without-tickets = tickets left out: they alone rate nobody

## Tiers
tier-explained = tier score of { $code }
tier-sales = sales
tier-coverage = coverage
tier-capital = capital
tier-compliance = compliance
tier-attained-sales = sales of the months with a target
tier-attained-due = target of those months
tier-growth = growth over the 12 months before
tier-growth-before = sales of the 12 months before
tier-outlets-covered = outlets covered
tier-outlets-planned = outlets planned
tier-dso-target = target of days sales outstanding
tier-inventory-target = target of inventory days
tier-penalty = penalty points in force
tier-without-attainment = attainment left out: no target in 12 months
tier-without-growth = growth left out: the year before is not known
tier-without-coverage = coverage left out: planned or covered outlets are not known
tier-without-dso = days sales outstanding left out: there are no invoices
tier-without-inventory = inventory days left out: no stock counted, or nothing sold, in 12 weeks
tier-without-sales = sales are not rated: neither attainment nor growth is known; a promotion needs them
tier-without-share = not rated: too little of the weights is known
tier-owed = owed { $period }
tier-owed-item = { $kind } { $done } of { $all }
tier-owed-nothing = nothing planned
tier-empty = No partners in this column.
tier-none = No figures yet.
tier-none-hint = import sales, or press R to compute
tier-prompt-reason = Why move { $code } to { $to }?
tier-proposal = proposal { $from } > { $to } by { $who }: { $reason }
tier-score-line = score { $score } = { $parts }
tier-why-band = by contribution: { $tier }
tier-computing = computing …
change-tier-review = reviewed the tiers
change-tier-propose = proposed a tier for { $what }
change-tier-approve = approved the tier of { $what }
change-tier-reject = rejected the tier of { $what }
change-tier-withdraw = withdrew the proposal for { $what }
change-tier-effect = put due tier changes into force
done-tier-proposed = proposed: { $code } to { $tier }; it waits for approval #{ $number }
done-tier-alone = { $code } is { $tier } from { $day }: nobody else could decide it, it is decided and marked as decided alone (#{ $number })
done-tier-approved = approved: { $code } is { $tier } from { $day }
done-tier-rejected = rejected: { $code } stays
done-tier-step = approved this step: { $code } to { $tier } waits for the next step
done-tier-withdrawn = took the proposal for { $code } back
refused-tier-edge = refused: there is no tier beyond { $tier } in that direction
refused-tier-steps = refused: { $code } is { $tier }: a tier changes one step at a time, but for a confirmed diversion (try: Growth first)
refused-tier-same = refused: { $code } is { $tier } already
refused-tier-not-trading = refused: { $code } does not trade, so it has no tier
refused-tier-proposed = refused: { $code } has a proposal already (try: approve, reject or withdraw it first)
refused-tier-no-proposal = refused: { $code } has no open proposal
usage-tier-reason = a move needs a reason
refused-tier-veto = refused: { $code } had a confirmed diversion or dumping within the year and can't be above Watch
tier-review-done = { $proposed } proposed, { $noted } noted, { $kept } in their tier, { $open } waiting before
tier-review-overtaken = { $replaced } of them in the place of what an earlier review proposed, { $withdrawn } of an earlier review taken back
tier-overtaken = proposals of earlier reviews that gave way
tier-outdated = proposals that a review would not make today (try: qudao tier review)
tier-column-instead = instead
tier-nothing = stays
tier-what-if = { $changes }: as of { $day }
impact-movers = Partners that move
impact-up-down = ({ $up } up, { $down } down, { $other } otherwise)
impact-was = (was { $before })
impact-strategic-from = Strategic from
impact-watch-to = Watch up to
impact-no-movers = nobody moves
impact-warnings = Warnings that change
impact-come-go = ({ $raised } come, { $cleared } go, { $worse } more serious, { $better } less)
impact-plan-turns = ({ $added } come, { $removed } go, { $changed } are others)
impact-warning-count = Warnings
impact-plan-count = Plan
impact-no-warnings = none changes
impact-plan = Planned tasks that change
impact-no-plan = none, this month and the next
impact-column-before = Now proposed
impact-column-after = Would be
impact-column-change = Change
impact-column-severity = Severity
impact-column-rule = Rule
impact-column-warning = Warning
impact-column-day = Day
impact-column-day-before = Now on
impact-column-task = Task
usage-what-if = `{ $given }`: expected KEY=VALUE, such as tiers.promote_score=80
usage-what-if-twice = `{ $key }` is given twice: expected one value for each key
usage-what-if-key = `{ $key }`: expected a key of [tiers] (try: qudao tier what-if tiers.promote_score=80)
policy-title = Policy
policy-keys = keys: { $count }
policy-nothing = no key holds these words; Esc shows all
policy-bounds = allowed: { $bounds }
policy-now = now
policy-new = new
policy-trying = working out what it would change …
policy-try-hint = Enter shows who would move, which warnings would come or go and what would change in the plan. Nothing is written.
policy-reason = why
policy-same = that is what holds now
policy-no-reason = say why, in a few words
policy-no-day = `{ $value }` is no day: expected one such as 2026-03-01, +7, +2w; empty: from the decision on
policy-from-decision = from the decision on
policy-ask-hint = Enter asks for it, with the reason; in force at once if nobody else decides
policy-first-title = the program's default
policy-beginning = beginning
policy-first = the version that this database began with
approval-would-change = What it would change
tier-nothing-proposed = no proposals are waiting
tier-column-id = no.
tier-column-from = from
tier-column-to = to
tier-column-move = move
tier-column-score = score
tier-column-reason = reason
tier-column-by = by
tier-column-state = state
tier-column-effective = effective
tier-prompt-reject = Why is it rejected?
tier-card-health = health { $health }
tier-months = new, { $months } mo
tier-decide-hint = (+ approve, - reject)
tier-find = Find on the board
tier-board-line = { $tier } { $count } ({ $share })
tier-board-without = { $count } of them have no tier in force and stand where their figures put them: `tier:none board_tier!=none` (try: qudao list partners -f tier:none -c code,status,board_tier)

## Tickets
ask-ticket-filter = Filter (S1 mine breached kind: age:>7d opened:2025-07 late:response)
ask-ticket-words = { $action } ({ COUNT($count, "ticket") }):
ask-ticket-assign = { $count ->
    [one] Assign to
   *[other] Assign { $count } tickets to
 }
ask-ticket-snooze = { $count ->
    [one] Put off until
   *[other] Put { $count } tickets off until
 }
ask-ticket-view = Which tickets
ticket-view-all = all that are not closed
ticket-view-mine = mine
ticket-view-breached = with a clock that is over
ticket-view-new = not acknowledged yet
ticket-view-held = on hold
ticket-view-resolved = resolved, to be checked or closed
ticket-view-critical = critical and open
ticket-view-escalated = at head office
ticket-view-closed = closed
ticket-none = No tickets: nothing is waiting.
ticket-none-hint = Press a to open one.
ticket-none-snoozed = Done for now: every ticket of this view is put off.
ticket-none-snoozed-hint = Press w for those that are.
ticket-none-match = No ticket matches this filter.
ticket-none-match-hint = Press / to change it, Esc to clear it.
ticket-shown = { $shown } of { $total }
ticket-marked = { $count } marked
ticket-filter-none = all that are not closed
ticket-head-severity = S
ticket-head-kind = kind
ticket-head-title = partner, title
ticket-head-response = response
ticket-head-resolution = resolution
ticket-head-state = state
ticket-head-owner = owner
ticket-history = History, newest first
ticket-close-needs = closing needs root cause, resolution and agreed terms
ticket-close-needs-many = { $done } closed; what closing needs is missing for the others: one form for all
done-ticket-opened = opened #{ $number } for { $owner }, { $clock ->
    [response] first response
   *[other] resolution
 } due { $due }: { $title }
done-tickets-snoozed = { $count ->
    [one] put off until { $until }; its clock runs on
   *[other] { $count } put off until { $until }; their clocks run on
 }
done-tickets-back = { $count ->
    [one] it is back
   *[other] { $count } are back
 }
ticket-view-snoozed = put off by me
ticket-snoozed-until = put off until { $until }
ticket-no-parties = no partner is a party to it
ticket-parties = Parties
ticket-evidence = Evidence
ticket-evidence-sum = Evidence: { $count }, amounts { $sum }
ticket-no-evidence = no evidence yet
ticket-no-approvals = none asked for
ticket-approvals = Approvals
ticket-tasks = What follows
ticket-no-shipments = no code of the evidence was shipped to anybody
ticket-shipments = Shipments of the codes
ticket-no-prices = no prices seen
ticket-prices = Prices seen there
ticket-similar = Other open tickets of the partner
ticket-no-party-here = the cursor is not on a party
ticket-nothing-to-open = nothing to open here
change-ticket-party = removed the party { $what }
ticket-snooze-back = bring back now
ticket-snoozed = { $count } put off
ticket-by-time = by time left
ticket-kept = order kept, R sorts
ticket-marked-alike = { $likeness ->
    [title] { $count } marked: same kind, state and title
    [partner] { $count } marked: same kind, state and partner
    [severity] { $count } marked: same kind, state and severity
   *[other] { $count } marked: same kind and state
 }
ticket-none-alike = no more tickets of this kind and state are listed
ticket-form-one = #{ $number }: { $action }
ticket-form-many = { COUNT($count, "ticket") }: { $action }
ticket-refused = Refused
ticket-refused-marked = these stay marked, nothing of them was changed
refused-ticket-to-resolve = refused: the next step is its resolution (try: resolve it)
usage-ticket-words = closing needs root cause, resolution and agreed terms
explain-other = x: { $title }
ticket-no-more = no other ticket needs action
done-ticket = { $action ->
    [acknowledge] acknowledged #{ $number }
    [assign] assigned #{ $number }
    [resume] resumed #{ $number }
    [investigate] #{ $number } is being investigated
    [negotiate] #{ $number } is being negotiated
    [check] checked #{ $number }
    [close] closed #{ $number }
    [closed] closed #{ $number }
    [comment] commented on #{ $number }
    [evidence] added evidence to #{ $number }
    [hold] put #{ $number } on hold
    [escalate] escalated #{ $number }
    [resolve] resolved #{ $number }
    [reopen] reopened #{ $number }
   *[other] done: #{ $number }
 }
done-tickets = { COUNT($done, "ticket") } done
done-tickets-some = { $done } done, { $refused } refused and still marked  { $reasons }
refused-ticket-event = refused: this is not logged by hand
ticket-rows = { COUNT($count, "ticket") }, { $breached } with a clock that is over
ticket-clock = { $clock }: { $stands }, due { $due }
usage-ticket-act = expected ticket numbers and one action{ $meant }: { $known } (try: qudao ticket act 214 acknowledge)
clock-response = first response
clock-resolution = resolution
clock-held = on hold, { $time } left
clock-met = in time
clock-missed = { $time } late
event-assigned = assigned to { $name }
event-escalated = escalated to L{ $level }
event-breached = at the top of the ladder already
event-moved = { $event }: { $state }
event-meeting = joint meeting { $number }, { $decision }
event-corrected = corrected: { $what }
event-evidence = evidence: { $facts }
event-over = { $clock } overdue
event-told = { $said } → { $told }
event-said = { $what }: { $text }
sla-response = first response due
sla-resolution = resolution due
sla-formula = opened + goal, counted in working hours of working days, holds left out
sla-formula-always = opened + goal, counted round the clock (24x7), holds left out
sla-formula-clock = opened + goal, counted in hours of the clock, nights and holidays as well, holds left out
sla-opened = opened
sla-goal = goal
sla-window = { $from } to { $to }
sla-window-make-up = { $from } to { $to }, a weekend worked for { $holiday }
sla-window-weekend = { $from } to { $to }: weekend, not counted
sla-window-holiday = { $from } to { $to }: { $holiday }, not counted
sla-window-hold = { $from } to { $to }: on hold, not counted
sla-uncovered = the calendar does not know the holidays of { $year }: its days are counted as a plain week (try: a newer calendar file, policy [desk] calendar)
sla-on-hold = on hold since { $since }: what is left then is left when it goes on
sla-goal-changed = the goal or the service changed after the ticket was opened: the deadline is the one given then
refused-ticket-acknowledged = refused: it was acknowledged before (try: investigate or negotiate)
refused-ticket-not-acknowledged = refused: nobody has acknowledged it yet (try: acknowledge it first)
refused-ticket-hold-unanswered = refused: a hold would stop the clock of the first response (try: acknowledge it first)
refused-ticket-on-hold = refused: it is on hold (try: resume it first)
refused-ticket-not-on-hold = refused: it is not on hold, its clocks run (try: put it on hold first)
refused-ticket-already-there = refused: it is in that state already (try: the next step, or a comment)
refused-ticket-not-negotiating = refused: arbitration follows negotiation (try: negotiate first)
refused-ticket-resolved = refused: it is resolved (try: check and close it, or reopen it)
refused-ticket-closed = refused: it is closed (try: reopen it)
refused-ticket-not-resolved = refused: only a resolved ticket is checked or closed (try: resolve it first)
refused-ticket-not-done = refused: only a resolved or closed ticket is reopened (try: go on with it, it is open)
refused-ticket-no-clause = refused: no contract in force of the parties ({ $codes }) has the arbitration clause, so there is no level 4 for them (try: a contract with the clause, or settle it at level 3)
refused-ticket-top-level = refused: it is at the highest level already (try: resolve it by the award)
refused-ticket-checked = refused: its resolution was checked before (try: close it)
refused-ticket-own-resolution = refused: who resolved it can't check it (try: ask a colleague)
refused-ticket-unchecked = refused: S1 and S2 are closed only after somebody other than the resolver has checked them (try: check)
refused-ticket-unregistered = refused: only a registered user can check (try: an administrator runs qudao user add ACCOUNT --role ROLE)
refused-ticket-nobody = refused: there is no active user who could work on it (try: qudao user add ACCOUNT --role ROLE)
refused-ticket-assignee = refused: `{ $user }` is switched off or only a viewer and can't be given work (try: another colleague)

## Diversion

expected-codes = codes such as A1234567: letters and digits, at least four, one of them a digit
trace-title = { $who }: goods seen in { $place }
trace-title-somewhere = { $who }: goods seen outside of their territory
trace-story = { $count } { $count ->
    [one] code
   *[other] codes
  } of this shipper's deliveries; { $own } went to nobody else.
trace-outside = Seen in { $place }, the partner may sell in { $territory }.
trace-inside = Seen in { $place }, which is in its territory ({ $territory }).
trace-unknown = Where the partner may sell, or where the goods were seen, is not known.
trace-evidence = { $code }, shipped on { $day }
trace-document = {", "}document { $value }
trace-line = {", "}{ $value }
trace-sku = {", "}SKU { $value }
trace-seen-in = seen in { $place }
trace-counts = { $count } { $count ->
    [one] code
   *[other] codes
  }, { $own } only its own
trace-overlay = Codes and prices in the wrong place
trace-page-codes = codes
trace-page-prices = prices
trace-codes = Codes
trace-seen = Seen in
trace-by = Reported by
trace-hint = paste product or batch codes, or type them: whom they were shipped to will stand here
trace-looking = looking …
trace-nothing = no suspect to open a ticket against: paste codes first
trace-more = … { $count } more
trace-ask-title = New ticket
trace-ask-codes = Open a diversion ticket against { $who }?
trace-ask-prices = Open a ticket for the prices of { $who }?
trace-ask-severity = severity
trace-ask-evidence = with { $count ->
    [one] one code
   *[other] { $count } codes
  } as evidence
trace-ask-not-outside = not known to be outside of its territory
trace-ask-open = #{ $number } is open already: the codes can be added to it
done-trace-ticket = opened #{ $number } with the evidence
done-trace-evidence = { $count ->
    [0] nothing new for
    [one] one code added to
   *[other] { $count } codes added to
  } #{ $number }
done-trace-copied = copied: { $count ->
    [one] one partner
   *[other] { $count } partners
  }
done-prices-copied = copied: { $count ->
    [one] one price
   *[other] { $count } prices
  }
refused-trace-gone = refused: the codes do not lead to this partner any more (try: trace them again)
prices-summary = { COUNT($seen, "latest price") }, { $over } over a limit (below the floor by { $tolerance }, a gap of { $gap })
prices-only-over = only over a limit
prices-none-over = no price is over a limit; w shows all
prices-empty = no price was seen from { $from } to { $to }: a enters one, `qudao import price-sightings FILE` many
prices-other = other channel: { $what }
prices-head-against = to floor
prices-head-seen = seen
prices-head-other = other
trace-summary = { $codes } { $codes ->
    [one] code
   *[other] codes
  } read, { $found } shipped to { $partners ->
    [one] one partner
   *[other] { $partners } partners
  }
trace-nobody = no code of these was shipped to anybody (try: `qudao import shipments FILE`)
trace-not-found = not shipped to anybody: { $codes }
trace-affected = has the place to itself: { $who }
trace-open-already = a diversion ticket against { $who } is open: #{ $number }
trace-opened = opened #{ $number }: { $title }
trace-head-codes = codes
trace-head-own-short = own
trace-head-own = only its own
trace-head-place = seen
trace-head-territory = may sell in
place-outside = outside
place-inside = inside
place-unknown = unknown
prices-head-floor = floor
prices-head-below = below
prices-head-online = online
prices-head-offline = offline
prices-head-gap = gap
prices-none = no price was seen from { $from } to { $to } (try: `qudao import price-sightings FILE`)
prices-fine = no price below its floor, no gap beyond { $gap }
prices-below = below the floor by more than { $tolerance }
prices-gaps = online against offline, lowest prices
prices-title = { $who }: prices below the floor or the other channel
price-seen = { $who }: { $product } { $channel } at { $price } on { $day }
price-below = , { $by } below the floor of { $floor }
price-undercuts = , { $by } below { $price } in the other channel ({ $who })
refused-prices-fine = refused: no price of this partner is over a limit: there is nothing to open a ticket for
explain-gap = below the other channel
explain-floor = floor
explain-below = below the floor
explain-limit = limit
note-latest-price = a price that was put right since counts no more; a gap is the finding of whoever is cheaper
note-since = holds since { $day }
prices-over = beyond { $gap }

## Plan and tasks
change-plan = planned { $what }
change-task-add = added the task { $what }
change-task-tick = ticked a line of { $what }
change-task-done = finished { $what }
change-task-move = moved { $what }
change-task-skip = skipped { $what }
change-task-assign = assigned { $what }
usage-past-month = { $month } is over: expected this month or a later one
refused-task-closed = refused: `{ $task }` is { $state } already: expected an open task (try: u takes the last change back)
expected-active-user = an active user who may do it
demo-made = made `{ $path }`: { COUNT($partners, "partner") }, { COUNT($weeks, "week") }, { COUNT($sales, "row") } of sales
change-demo = made a demo network of { COUNT($what, "partner") }

calendar-month = month
calendar-week = week
calendar-team = team
calendar-agenda = agenda
calendar-late = { $count } late
calendar-make-up = work
calendar-counts = { $open } to do, { $done } done
calendar-loading = reading the plan …
calendar-empty = nothing is planned here
calendar-empty-hint = a adds a task · P generates the month's plan · w shows other people's
calendar-carried = (carried over)
calendar-findings = found:
calendar-reason = reason:
calendar-move-to = move to (or type any day)
calendar-skip-why = reason for skipping:
calendar-no-task = there is no task under the cursor
calendar-no-checklist = this task has no checklist
calendar-generate = Generate the plan of { $month }? What is there already stays as it is.
done-moved = { $count ->
    [one] moved to { $day }
   *[other] { $count } moved to { $day }
 }
done-skipped = { $count ->
    [one] skipped
   *[other] { $count } skipped
 }
done-ticked = ticked
done-planned = { $count ->
    [0] nothing to add
    [one] added one task
   *[other] added { $count } tasks
 }, { $known } were there{ $over ->
    [0] {""}
   *[other] , { $over } above the daily capacity
 }

## Joint meetings

change-meeting-agenda = built the agenda of { $what }
change-meeting-remove = took off the agenda of { $what }
change-meeting-hold = held { $what }
change-meeting-cancel = cancelled { $what }
refused-meeting-over = refused: joint meeting #{ $number } { $state ->
    [held] was held on { $day }: its outcomes are on the tickets
   *[other] is cancelled
 } (try: qudao meeting show { $number })
usage-meeting-no-item = there is no item { $position }: the agenda has { $count } (try: qudao meeting agenda { $number } --rebuild, which fills it from open tickets)
refused-meeting-task = refused: this task is joint meeting #{ $number }: it is finished by holding the meeting (try: qudao meeting hold { $number }, or Enter and d)
refused-meeting-region = refused: joint meetings of { $region } are planned and held by its managers; { $user } manages { $regions } (try: ask head office)
expected-planned-meeting = a meeting that is still planned
expected-free-period = a period without a meeting: { $period } has #{ $number } on { $day } (try: qudao meeting show { $number }, or special as its rhythm)
expected-ticket-for-decision = a decision that a topic without a ticket can have: settled, talks or deferred
expected-action-words = what is to be done, beside who and by when
expected-action-kind = another kind: a meeting is planned by itself (try: qudao meeting plan)
meeting-agenda-of = { $title }: agenda
meeting-minutes-of = { $title }: minutes
meeting-network = whole network
meeting-chair = chair { $name }
meeting-with = With { $names }
meeting-cancelled-why = Cancelled: { $reason }
meeting-from-last = From the last meeting
meeting-tickets = Tickets
meeting-topics = Other topics
meeting-of = { $name }: { $topic }
meeting-asked = not done: { $action }
meeting-decided = Decision: { $decision }
meeting-minutes = Minutes
meeting-actions = Actions
meeting-next = Next meeting: #{ $number } on { $day }
meeting-no-agenda = No agenda yet (try: qudao meeting agenda { $number } --rebuild)
meeting-more = { $count ->
    [one] One more open ticket is
   *[other] { $count } more open tickets are
 } not on the agenda
meeting-default-title = Joint meeting
meeting-built = { $items ->
    [one] one item
   *[other] { $items } items
 }, { $added } new, { $removed } done with
meeting-held = held #{ $number }: { $noted } on tickets, { $raised } escalated, { COUNT($tasks, "task") }, { $left } left for the next
meeting-held-next = next: #{ $number } on { $day }
meeting-refused-item = item { $position }, ticket #{ $ticket } ({ $decision }): { $why }
meeting-held-refused = { $count ->
    [one] one decision is
   *[other] { $count } decisions are
 } not carried out: item { $position }, #{ $ticket }: { $because }
meeting-cancelled = cancelled joint meeting #{ $number }
meeting-removed = took item { $position } off the agenda of #{ $number }
meeting-count = { $count ->
    [one] one meeting
   *[other] { $count } meetings
 }
meeting-none = no joint meetings (try: qudao meeting plan)
meeting-column-items = Items
meeting-column-actions = Actions open
meeting-column-when = On
usage-meeting-minutes = the minutes in `{ $path }` can't be read: { $why } (try: a text file, or - for standard input)
meetings-title = Joint meetings
meetings-empty = No joint meetings yet. a plans one; P in the calendar plans the quarter's by the plan's rule.
meetings-undone = { $count ->
    [one] one action open
   *[other] { $count } actions open
 }
meetings-items = { $count ->
    [0] no agenda yet
    [one] one item
   *[other] { $count } items
 }
meeting-no-item = no item under the cursor (try: Enter goes to the agenda, g builds it, a adds a topic)
meeting-item-removed = took the item off the agenda
meeting-hold-ask = Hold #{ $number } as of { $day }? { $decided } decided, { $left } left for the next, { COUNT($actions, "action") } to become tasks; outcomes go on the tickets.
meeting-cancel-ask = Cancel #{ $number } because:
today-meeting-in = in { $days ->
    [one] one day
   *[other] { $days } days
 }
today-meeting-prepare = Enter: prepare the agenda
today-meeting-hold = Enter: agenda and minutes

## Screening, cohorts, contracts
expected-red-days = at most { COUNT($most, "day") }; more is a red line (try: an exception approved on a screening: qudao add screening partner=CODE on=DATE)
expected-red-rate = at most { $most }%; more is a red line (try: an exception approved on a screening: qudao add screening partner=CODE on=DATE)
expected-manager-ends = the day that it has: only a manager ends a contract (try: qudao contract end NUMBER --reason REASON)
expected-own-contract = another contract of the same partner
expected-contract-apart = a first day on which no other contract of the partner binds: { $number } does from { $from } (try: end it, or dates that follow on)
expected-free-territory = ground that is free: { $code } has { $places } by contract { $number }
refused-onboard-unscreened = refused: { $code } was not screened (try: qudao add screening partner={ $code } on=DATE)
refused-onboard-unrated = refused: the screening of { $code } of { $day } has no score: nothing was assessed yet
refused-onboard-failed = refused: { $code } scored { $score } in its last screening, expected at least { $least }
refused-onboard-stopped = refused: what { $code } asks for crosses a red line, and the exception is { $state ->
    [draft] not asked for (try: give a reason for an exception on the screening)
    [pending] waiting for approval
    [rejected] rejected
   *[other] withdrawn
}
refused-onboard-elsewhere = refused: what { $code } asks for crosses a red line, and the exception of { $day } was approved elsewhere, which gives no right here (try: qudao add screening partner={ $code } on=DATE)
refused-contract-undecided = refused: contract { $number } is not approved ({ $state })
refused-contract-renewed = refused: contract { $number } is renewed by { $next } already
refused-contract-no-draft = refused: contract { $number } is no draft ({ $state })
refused-contract-ended = refused: contract { $number } was ended on { $day }
change-contract-renew = renewal of { $what } drafted
change-contract-end = contract ended: { $what }
done-screening = screening of { $code } saved: { $result ->
    [pass] passed with { $score }
    [conditional] passed with conditions, { $score }
    [fail] failed with { $score }
   *[other] not rated
}
done-screening-stopped = screening of { $code } saved: stopped by a red line; give a reason to ask for an exception
done-screening-asked = screening of { $code } saved; the exception waits for approval #{ $number }
done-contract-asked = contract { $what } saved; it waits for approval #{ $number }
screening-explained = screening of { $code } of { $day }
screening-formula = Σ weight × dimension / Σ weights; a dimension is the weighted mean of its sub-items; what is not given is left out
screening-without-items = { $name }: { $count } sub-items are not given and left out, the other weights are renormalised
screening-without-dimension = { $name }: nothing is given; the dimension is left out, the other weights are renormalised
screening-red-days = red line: a credit term of { $asked } is asked for, at most { $most } is allowed
screening-red-rate = red line: a deduction rate of { $asked } is asked for, at most { $most } is allowed
screening-stopped = stopped whatever the score; exception: { $state }
screening-excepted = the exception is { $state }: the score decides
kpis-cohorts = new by cohort
kpis-benchmark = of { $rate }
kpis-reached = reached
kpis-below = below
screening-head = Screenings of { $code } { $name }
screening-none = none yet
screening-may = may be taken on
screening-not-admitted = not admitted: { $why }
contract-term = term
contract-notice-day = last day for notice
contract-is-followed = followed by another
contract-agreed = contract
contract-register = register
contract-stage = stands
contract-count = { $count ->
    [one] one contract
   *[other] { $count } contracts
}
contract-running = in force
contract-ahead = begins on { $day }
contract-ended = ended on { $day }
contract-ends = in force until { $day }
contract-renewing = renews itself
contract-followed = renewed
contract-renew = { $days ->
    [0] ends today
    [one] renewal due, ends tomorrow
   *[other] renewal due, ends in { $days } days
}
contract-notice = { $days ->
    [0] last day for notice
    [one] renews itself unless notice is given by tomorrow
   *[other] renews itself unless notice is given within { $days } days
}
contract-expired = { $days ->
    [one] ran out yesterday, nothing follows
   *[other] ran out { $days } days ago, nothing follows
}
contract-notice-by = notice by { $day }
contract-not-given = nothing
contract-differs = { $name }: { $agreed } by { $contract }, the register says { $kept }
done-contract-renewed = drafted { $number }, { $from } to { $to } (try: qudao contract submit { $number })
done-contract-ended = contract { $number } ends on { $day }
today-contract-step-renew = draft the renewal: qudao contract renew { WORD($number) }
today-contract-step-notice = renew on new terms, or let it run on
today-contract-step-expired = renew it, or end the cooperation
today-contract-expired = { $days ->
    [one] 1 day ago
   *[other] { $days } days ago
}
today-contract-left = { $days ->
    [0] today
    [one] in 1 day
   *[other] in { $days } days
}
today-screening-missing = not screened yet
today-screening-unrated = the screening has no score
today-screening-passed = passed with { $score }
today-screening-conditional = passed with conditions, { $score }
today-screening-failed = failed with { $score }
today-screening-stopped = stopped by a red line; exception { $state }
today-screening-step-fill = fill in the screening
today-screening-step-onboard = take it on
today-screening-step-conditions = agree on the conditions, then take it on
today-screening-step-failed = decline it, or keep it as a backup
today-screening-step-stopped = ask for less, or for an exception
today-screening-step-wait = wait for head office
cohort-conversion = first order
cohort-retention = retention
cohort-repurchase = repurchase
cohort-audience = audience
cohort-head = New partners of { $from } to { $to }, as of { $as_of }
cohort-month = onboarded in
cohort-size = new
cohort-benchmark = benchmark
cohort-formula-conversion = with a first order within { $days } of onboarding / taken on at least so long ago
cohort-formula-retention = with an order more than { COUNT($after, "day") } after the first / whose first order is at least { $age } old
cohort-formula-repurchase = with a second order within { $age } of the first / whose first order is at least { $age } old
cohort-formula-audience = with an audience match of { $grade } or better / whose last screening names one
cohort-asked-conversion = taken on long enough ago
cohort-asked-ripe = first order old enough
cohort-asked-audience = audience match known
cohort-holds-conversion = of them with a first order in time
cohort-holds-retention = of them with a later order
cohort-holds-repurchase = of them with a second order in time
cohort-holds-audience = of them with a good match
cohort-left-out = { $count } of the new partners are not asked: too young, or not known
showcase-head = Best sellers by product line, { $from } to { $to }, { $currency }
showcase-share = of the line

## Today
today-find = find:
today-make-task = make a task of it
today-make-ticket = make a ticket of it
today-quiet-week = quiet for everybody for a week, unless it gets worse
today-ticket-title = ticket:
done-alert-assigned = given to them
done-alert-ticket = opened ticket #{ $number }; the alert is acknowledged
done-alert-snoozed = quiet until { $day }, unless it gets worse
today-open-partner = open the partner
today-loading = reading the queue …
today-mine = mine
today-regions = my regions
today-all = everybody's
today-empty-mine = w shows your regions' and everybody's · b brings back what you put off
today-empty-all = b brings back what you put off
today-act-alert = what about it?
today-acknowledge = acknowledge: quiet until it gets worse
today-findings = findings (unticked lines carry over):
today-task-title = task:
today-assign = who does it?
today-snooze = put off until
today-snooze-hour = in an hour
today-snooze-four = in four hours
today-snooze-tomorrow = the next working day
today-snooze-monday = next week
today-snooze-week = in a week
today-not-assignable = an alert or a proposal can't be assigned (try: t makes a task of it)
today-no-comment = only tickets take comments
today-health = health
today-light = light
today-sales = sales 26w
today-pace = pace
today-open = open
today-overdue = overdue
today-tickets = tickets
today-visited = last visit
nothing-to-explain = there is no number to explain here
done-snoozed = { $count ->
    [one] put off
   *[other] { $count } put off
 }
done-off = off the list for today
done-recalled = { $count ->
    [0] nothing was put off
   *[other] { $count } brought back
 }
done-tasks = { $count ->
    [one] finished
   *[other] { $count } finished
 }
done-partners-some = done for { $done } of { $total }; left out: { $codes }: { $because }
done-assigned = { $count ->
    [one] assigned
   *[other] { $count } assigned
 }
today-able = { $count ->
    [0] no backup could take over alone
    [one] 1 backup could take over alone:
   *[other] { $count } backups could take over alone:
 }
today-able-one = { $code } { $name }, { $capacity } a month, { COUNT($days, "day") }
today-able-capacity = { $code } { $name }, { $capacity } a month
done-ticket-no-violation = resolved #{ $number }; no violation was recorded: `{ $value }` will not do as its { $violation_field } (try: qudao violation from-ticket { $number })
done-ticket-act = #{ $number }: { $action }
done-acknowledged = acknowledged
done-task-made = made a task for the next working day
change-alert-task = made a task of the alert on { $what }
refused-alert-known = refused: this alert is known already or gone (try: R reloads)
change-alert-ack = acknowledged { $what }
change-today = put off, took off or brought back in Today: { $what }
today-goal = { $clock } { $goal }
today-resolved-by = resolved by { $name }
today-check = check
today-escalated = came to L{ $level }
today-escalated-by = { $name }: { $reason }
today-late = { $days ->
    [one] 1 day late
   *[other] { $days } days late
 }
today-trip = { $city }: { COUNT($count, "partner") }, { $title }
today-named = { $name }: { $title }
today-checklist = { $done }/{ $all } ticked
today-plan = plan
today-weeks = { $weeks ->
    [one] 1 week
   *[other] { $weeks } weeks
 }
today-head-reason = why now
today-head-kind = kind
today-head-text = what
today-head-why = next
today-head-codes = partner
today-counts = { $count } to do, { $done } done today
today-counts-snoozed = { $count } put off
today-beyond = { $count } more below these
today-empty = nothing is waiting: done for today
plan-head-due = due
plan-head-kind = kind
plan-head-title = title
plan-head-partner = partner
plan-head-city = city
plan-head-owner = owner
plan-head-state = state
plan-made = { $month }: { $count ->
    [0] nothing to add
    [one] added one task
   *[other] added { $count } tasks
 }, { $known } were there already
plan-would = { $month }: { $count ->
    [0] nothing to add
    [one] would add one task
   *[other] would add { $count } tasks
 }, { $known } are there already (dry run: nothing was written)
plan-over = { $count } of them lie on days that are fuller than the daily capacity (try: assign some of them to others)
plan-uncovered = the calendar does not cover { $year }: plain weeks were counted
plan-rows = { $count ->
    [one] 1 task
   *[other] { $count } tasks
 }
usage-month = `{ $value }` is not a month: expected a month of the years 1900 to 2199 such as 2025-06

## Page of a partner
page-credit = Credit
page-compliance = Compliance
page-conflicts = Conflicts
page-plan = Plan
page-contracts = Contracts
page-screening = Screening
page-needs = Needs somebody
page-nothing-needed = nothing needs anybody now
page-register = Register
page-notes = Notes
page-no-contacts = no contacts
page-kind = kind
page-what = what
page-when = when
page-who = who
page-changes = change
page-before = before
page-waits = waits for approval
page-late-days = { $days } d late
page-days-ago = { $days } d ago
page-in-days = in { $days } d
page-group = Group (1+N)
page-no-group = stands alone
page-group-total = together ({ $count })
page-trend-year = 12 months, the year before as marks
page-year-earlier = year before
page-by-month = By month
page-came-late = came late
page-note-came-late = months of closed periods stand as they were; what came late is beside them, not in them (see: qudao verify)
page-by-line = By product line, 12 months
page-last-orders = Last sales
page-no-line = no line given
page-share = share
page-target = target
page-orders-year = orders 12 months
page-ages = By age
page-age = days past due
page-items = invoices
page-open-invoices = Open invoices
page-assessments = 5C assessments
page-no-assessments = not assessed yet
page-credit-changes = Credit changes
page-no-changes = no changes
page-limit = credit limit
page-use = use of the limit
page-points = points in force
page-expiring = { $points } go on { $day }
page-audit-score = audit score
page-formula-audit = mean of the latest score of each subject
page-trained = compliance training
page-formula-trained = people who finished / people who had to
page-violations = Violations
page-no-violations = no violations
page-expires = counts until
page-deposit = Deposit account
page-no-deposit = no movements
page-deposit-held = deposit held
page-deposit-agreed = deposit agreed
page-deposit-moves = movements
page-balance = balance
page-audits = Audits
page-no-audits = not audited yet
page-trainings = Trainings
page-no-trainings = no trainings
page-satisfaction = Satisfaction
page-no-satisfaction = no answers yet
page-backup = As a backup
page-no-backup = not assessed as a backup
page-open-tickets = Open tickets
page-past-tickets = Closed tickets
page-no-open-tickets = no open tickets
page-no-past-tickets = none closed yet
page-breached = Clock over
page-clock = clock
page-role = role
page-subject = about it
page-tasks-late = late
page-open-tasks = Open tasks
page-past-tasks = Done and skipped
page-no-open-tasks = nothing planned
page-no-past-tasks = nothing done yet
page-tasks-done = done of 90 days
page-tasks-planned = planned in these days
page-last-visit = last visit
page-improvement = improvement
page-in-force = in force
page-no-contract = no contract in force
page-no-contracts = no contracts
page-all-contracts = All contracts
page-ends = ends
page-days-left = days left
page-terms = Terms: contract and register
page-terms-same = no terms given
page-stage = stage
page-stage-undecided = not approved
page-stage-ahead = begins later
page-stage-running = in force
page-stage-renew = renew by { $day }
page-stage-notice = notice until { $day }
page-stage-renewing = renews itself
page-stage-expired = ran out { $day }
page-stage-ended = ended { $day }
page-notice-by = last day for notice
page-admission = may be taken on
page-admitted = yes
page-barred-score = no: the score is too low
page-barred-line = no: a red line is crossed
page-why-light = why this light
page-formula-late-days = today - due day
page-invoiced = invoiced
page-paid = paid so far
page-term = term
page-differs = differs
page-latest = Latest screening
page-items-judged = Items
page-no-items = nothing scored
page-item = item
page-note = note
page-all-screenings = All screenings
page-no-screenings = not screened
page-lifecycle = Moves of the lifecycle
page-tiers = Tiers
page-approvals = Approvals
page-log = Everything that was done
page-more = { $count } more
page-line-at = { $at } of { $count }
page-touched = { $kind } x { $count }
page-drill = stop-supply drill: unsecured
page-formula-drill = open receivables - secured
page-lost-sales = sales lost a month
page-lost-contribution = contribution lost a month
page-nothing-to-explain = nothing to explain here: move to a number
page-nothing-to-add = nothing is added here
page-ask-add = add
page-ask-move = move { $code } to
page-ask-move-reason = why
page-in-span = from { $from } to { $to }
page-formula-orders = distinct documents of a day
page-formula-register = as typed into the register; e changes it
page-formula-tickets = tickets that are not closed and name it
page-formula-breached = open tickets of which a clock is over
page-formula-past = closed tickets that name it
page-formula-late = open tasks that were due before today
page-formula-open-tasks = tasks that are not done
page-formula-done = done tasks that were due in the last 90 days
page-formula-visit = day of the last visit that was done
page-formula-in-force = approved, begun, not ended
page-formula-ends = last day of the contract in force
page-formula-screening = weighted mean of the items
page-adds-here = { $said }   ({ $key } adds one)
page-change = change
page-year-ago = year before { $count }
page-closed-on = closed
page-week-before = a week before
page-four-weeks-before = four weeks before
page-computed-tier = the figures put it at
page-points-go = of these go first
page-points-go-on = on
page-begins = begins
page-renew-from = renewal is brought up from
page-last-day = last day
page-ended-on = ended on
page-followed = another contract takes over
page-days-since = days since
page-sales-of = sales { $what }
page-t12m-of = 12 months of { $code }
page-growth = growth
page-not-whole = figures begin within the time before: no growth
page-no-growth = nothing was sold before: no growth
page-formula-growth = growth = (sales - sales of the span before) / sales of the span before
page-all-lines = all product lines
page-formula-bucket = what is open of the invoices of this age, before money on account
page-and-more = and { $count } smaller ones
page-open-of = open of { $number }
page-formula-open = invoiced - paid so far
page-late-by = late by
page-note-late = late by = today - due day; 0 until then
page-clock-response = #{ $number }: left to the first response (h:min)
page-clock-resolution = #{ $number }: left to the resolution (h:min)
page-formula-clock = goal - used, in the desk's working time; below 0 it is over
page-clock-used = used up
page-clock-due = deadline
page-held-since = on hold since
page-ticket-ended = #{ $number }: closed
page-formula-ended = the day on which it was closed, else resolved
page-now = as of { $at }
page-formula-touched = records that one action wrote; Enter lists what there is now
page-inserted = added
page-updated = changed
page-deleted = deleted
page-violation-points = points of #{ $number }
page-formula-violation = as decided; by the policy's penalty where nothing was given (points / share of the amount / at least)
page-amount = amount
page-not-confirmed = not confirmed ({ $state }): it does not count
page-no-longer = its points count no more
page-balance-after = balance after #{ $number }
page-formula-balance = balance before + this movement
page-balance-before = balance before
page-formula-recorded = as typed into the record; e changes it
page-formula-terms = the contract in force binds; the register should say the same
page-term-contract = contract { $number }
page-formula-group = sum of the core and its satellites
page-rated = partners with a health
page-note-member = health, open and overdue are explained on its own page
page-note-group = health is the mean of those that have one; open and overdue are sums
page-severity = severity
page-first-seen = first seen
page-last-seen = last seen
page-last-week = last week with figures
refused-not-explained = refused: `{ $name }` is not on the page, or no more: read the page again
usage-explain = `{ $name }` is explained nowhere in these sections (try: qudao show partner { $code } --format json --explain, which names all that is)
usage-explain-near = `{ $name }` is explained nowhere in these sections (did you mean { $near }?)
credit-kept = kept in the record
credit-light-kept = light kept in the record
credit-note-nothing-to-secure = there are no invoices yet: nothing to be secured
credit-note-light-without-invoices = there are no invoices yet: only an assessment decides
form-at = { $at } of { $count }
aside-empty = what the rules make of it appears here
aside-contract-days = days that it binds
aside-formula-contract-days = first to last day, both counted
aside-register = { $field } in the register
aside-register-differs = the register says otherwise
aside-contract-beside = { $number } binds at the same time, from { $from }
aside-contract-granted = { $places } granted to { $code } alone by { $number }, or the other way round
aside-red-days = red line: at most { COUNT($most, "day") } without an exception
aside-red-rate = red line: at most { $most }% without an exception
aside-use = use of the limit after it
aside-formula-use = (open + let through) / limit
aside-open = open now
aside-limit-now = limit now
aside-limit-then = limit asked
aside-more = let through
aside-points = points in force, this one confirmed
aside-formula-points = points in force + points of this one
aside-points-before = in force now
aside-points-this = this one
aside-deduction = from the deposit
aside-balance = deposit after it
aside-formula-balance = held + this entry
aside-this = this entry
usage-section = `{ $name }` is not a section: expected one of { $known }

## Screen
page-weeks = 26 weeks
page-quarter = 13 weeks
page-no-weeks = no sales in the last 13 weeks
loading = loading …
partners-none = No partners yet.
partners-none-hint = Press a to add one, or import them: qudao import partners FILE
partners-filtered = No partner fits this filter.
partners-filtered-hint = Press Esc to see all, / to change the filter.
partners-marked = { $count } marked
partners-range = range: move, then v
partners-some = { $count } of { $all }
partners-all = { COUNT($count, "partner") }
ask-filter = filter
ask-sort = Sort by
ask-columns = Columns (Tab marks, Enter shows them)
ask-view = Saved views
ask-view-name = name of this view
ask-owner = Owner for { $count }
ask-tags = tags for { $count } (-word takes away)
ask-visit-day = visit { $count } on
ask-export-path = export all that fit the filter to
ask-export-marked = export { $count ->
    [one] this partner
   *[other] the { $count } marked partners
 } to
done-export = wrote { COUNT($count, "partner") } to { $path }
refused-file-database = refused: `{ $path }` is a database or belongs to one, and is never replaced by a file (try: another name)
refused-file-link = refused: `{ $path }` is a link, and links are not written through (try: the name that it leads to, or another one)
refused-init-owner = refused: `{ $db }` is there without anybody in it, so only the owner of `{ $path }`, { $owner }, makes a database of it (try: as { $owner }, qudao restore BACKUP)
refused-restore-itself = refused: `{ $path }` is the database itself: nothing was changed (try: a backup of it)
refused-restore-no-admin = refused: `{ $path }` has no active administrator, so that nobody could look after it (try: another backup)
refused-restore-owner = refused: `{ $db }` can't say who its administrators are, so only the owner of `{ $path }`, { $owner }, brings a backup back (try: as { $owner }, qudao restore BACKUP)
refused-file-none = refused: `{ $path }` is a folder or a device: expected the name of a file (try: another name)
file-dash = `-` is no name of a file: what is not written to one is printed (try: without it, and > FILE; or ./-)
refused-file-others = refused: `{ $path }` was not made by you: through a shared account only one's own files are replaced (try: another name)
refused-file-exists = refused: `{ $path }` is there already and stays as it is (try: another name, or where the command has it --force)
refused-file-outside = refused: `{ $path }` is not a file of `{ $folder }`: expected a name in it, without `..`, no part of it beginning with a dot (try: a plain name)
refused-file-nowhere = refused: `{ $path }` is not opened: many people come in through this account, and no folder for their files is set (try: an administrator runs qudao user gateway ACCOUNT on --folder FOLDER; with an account of your own: without QUDAO_USER)
usage-no-reason = a reason is needed (try: say why in a few words)
task-visit-title = Visit
page-overview = Overview
page-sales = Sales
page-history = History
page-contacts = Contacts
page-alerts = Alerts
page-tier = tier
page-overdue = { $amount } overdue, { $days } d
page-since = since { $day }
page-no-sales = no sales
page-no-invoices = no open invoices
page-no-history = nothing was changed yet
page-month = month
page-net = net
page-year-before = on year
page-orders = orders
page-returns = returns
page-not-due = not due
page-days = { $from } to { COUNT($to, "day") }
page-days-over = over { COUNT($from, "day") }
page-invoice = invoice
page-issued = issued
page-due = due
page-late = late
tab-today = Today
tab-partners = Partners
tab-tiers = Tiers
tab-conflicts = Conflicts
tab-calendar = Calendar
tab-kpis = KPIs
scope-global = Everywhere
scope-list = In every list
scope-page = On a partner's page
scope-ticket = A ticket
scope-document = A list or report
scope-records = list of records
scope-approval = approval
scope-overlay = In this window
help-title = Keys
too-small = The window has { $width }x{ $height }, qudao needs { $least } at least. Make it larger, or the font smaller.
nothing-here = Nothing to show yet.
nothing-here-hint = Press ] for the next tab, ? for the keys.
nothing-found = nothing found
nothing-to-repeat = nothing to repeat here yet
ask-partner = Partner: code, name or pinyin
ask-command = What to do
confirm-keys = y yes   n no
done-copied = copied { $what }
form-new = new { $kind }
form-edit = { $kind }
form-save = Save
form-saving = saving …
form-required = * must be given   Enter on a field with ▾ shows the choices
form-lapses = approved: a change is decided anew, out of force until then
form-reopens = approved: a change is decided anew
form-problems = please mend the fields marked !
form-draft = what you had typed here before is back
form-kept = what you typed is kept until you open this form again
form-try-again = somebody else saved this record meanwhile, with the same content (try: save again)
clash-title = Somebody else changed this record meanwhile
clash-hint = Choose for each field, then save; nothing is overwritten unseen.
clash-mine = mine
clash-theirs = theirs
explain-inputs = from
explain-value = value
explain-score = score
explain-weight = weight
explain-rows = ↵ rows
explain-policy = policy { $version }

## Remedies
remedy-violation = > a violation is recorded: { $kind }
remedy-task = > after { COUNT($days, "day") }: { $task }
remedy-tasks = { $count ->
    [0] no task
    [one] 1 task
   *[other] { $count } tasks
 }
ask-remedy = Resolve by
remedy-none = In your own words

## Knowledge base
ticket-articles = { $count ->
    [one] one article fits
   *[other] { $count } articles fit
 }
kb-title = Knowledge base
kb-title-about = Knowledge base · for #{ $number }
kb-empty = No article yet (try: qudao kb starter)
kb-nothing = Nothing found. Fewer words find more; pinyin and the beginnings of words count too.
change-kb-starter = added the articles that come with the program
kb-starter-added = { $count ->
    [0] nothing added: the articles that come with the program are all there
    [one] one article added
   *[other] { $count } articles added
 }
kb-found = { $count ->
    [one] one article
   *[other] { $count } articles
 }
kb-expired = out of date

## Register
partners-tree = by core
ask-move = move { $count } ({ $from }) to
ask-move-reason = { $count } to { $status }, because
ask-exit-reason = ask that { $count } may leave, because
ask-exit-open = still open: receivables { $open }, tickets { $tickets }, deposit held { $deposit }, satellites { $satellites }. Ask for the exit all the same?
ask-merge = merge which partner into this one?
ask-duplicates = { COUNT($count, "pair") } that may be one
expected-reason = a reason, in a few words
no-such-move = from where they stand they can't be moved to { $status }
no-common-move = there is no move that all of them may make
merge-mark-two = mark the two partners that are one (Space), then M
merge-title = One of two
merge-stays = stays
merge-goes = goes
merge-no-difference = they do not differ in any field that could be chosen
merge-keys = h l side · Space next · x swap · a all fields · Enter merge · Esc close
merge-question = Merge { $drop } into { $keep }? What it has goes over, its code becomes a former code. Undo takes it back.
merge-nothing-moves = Nothing refers to it.
merge-more = and { COUNT($count, "more line") }
merge-two-persons = note: they have different social credit codes: two legal persons
merge-facts = { $kind }: { COUNT($rows, "row") } of { COUNT($days, "day") }
merge-records = { $kind }: { $moved }
merge-renamed = { $count } told apart by another name
merge-united = { $count } made one with what was there
merge-left-out = { $count } left out for what was there
merge-added-up = { $count } added to those of the same day
merge-same-document = { COUNT($count, "document") } that both had
merge-would = would merge { $drop } into { $keep }; nothing was written
merge-done = merged { $drop } into { $keep } (take back: qudao undo)
usage-status = `{ $status }` is no status{ $meant }: expected one of { $known }
done-partner-moved = moved { $what }: { $status }
done-exit-waits = { $what }: the exit waits for approval #{ $number }; until then the partner stays where it is
done-exit-left = { $what } has left: the policy asks for no approval
done-exits-asked = asked that { $count ->
    [one] one partner
   *[other] { $count } partners
  } may leave (see: qudao approval list --mine)
done-exits-some = asked that { $count ->
    [one] one partner
   *[other] { $count } partners
  } may leave (see: qudao approval list --mine); { $codes } have left or are asked for already
partner-moves-at = at
partner-moves-by = by
partner-moves-move = move
partner-moves-reason = because
partner-moves-none = { $code } was never moved
duplicates-none = no two partners have a credit code, telephone or name in common
duplicates-first = first
duplicates-second = second
duplicates-common = in common
duplicates-found = { $count ->
    [one] one pair (merge: qudao partner merge KEEP DROP --dry-run)
   *[other] { $count } pairs (merge: qudao partner merge KEEP DROP --dry-run)
 }
tree-none = no partner has a core partner
tree-alone = { $code } is neither a core partner nor a satellite
tree-partner = partner
tree-status = status
tree-t12m = sales 12 m
tree-sales4 = sales 4 w
tree-open = open
tree-overdue = overdue
tree-health = health (lowest)
tree-trades = trade
tree-rated = with a health
tree-health-min = lowest health
tree-health-mean = mean health
tree-satellites = satellites
tree-group = { $code } { $name }: { $count } together
tree-trading = { $count } trade
contacts-none = no contact found (try: qudao add contact partner=CODE name=NAME phone=NUMBER)
import-more-duplicates = and { $count } more that may be there already (see: qudao partner duplicates)
form-alike = this looks like { $of } { $name }: save again to keep both, { $key } opens it
expected-import-reason = a reason for the move (try: --reason REASON; in a recipe reason = "…")
expected-status-move = a move with its reason (try: qudao partner move CODE STATUS --reason REASON; on the screen: m)
expected-core-top = a core partner that is nobody's satellite: there is one level
expected-no-satellites = no core: this partner has satellites of its own
refused-exit-open = refused: with { $what } this is still open: receivables { $open }, tickets { $tickets }, deposit held { $deposit }, satellites { $satellites } (try: settle it, or say that it is known: qudao partner exit { $codes } --reason REASON --anyway)
refused-exit-asks = refused: that a partner leaves is asked for, and decided by others (try: qudao partner exit { $codes } --reason REASON)
refused-exit-left = refused: it has left already (try: qudao partner moves CODE)
refused-exit-waits = refused: its exit waits for a decision already, #{ $number } (try: qudao approval show { $number })
expected-screening = a screening that lets the partner be taken on (try: qudao screening show CODE)
change-partner-merge = merged { $what }
usage-merge-itself = { $code } can't be merged with itself
refused-merge-proposal = refused: a change of tier of { $code } waits for a decision (try: decide it first: qudao tier approve { $code })
refused-merge-pending = refused: approval { $number } is about a record that the other partner has too, and waits for a decision (try: decide it first)
refused-merge-core = refused: { $code } would be a satellite of { $core } and have satellites of its own (try: give the satellites another core first)
refused-alike = refused: this looks like { $of } { $name }: same { $common ->
    [former_code] code before a merge
    [credit_code] social credit code
    [phone] telephone
   *[name] name
 } (try: qudao show partner { $of }, or --allow-duplicates)
## Closed periods
change-close = closed { $what }
change-reopen-period = opened { $what } again
usage-close-period = { $period } can't be closed: expected a whole month, quarter, half-year or year such as 2025-06, 2025-Q2, 2025-H1, 2025
refused-close-running = refused: { $period } is not over: it can be closed from { $day } on
refused-close-busy = refused: { $period } was not closed: others wrote while its figures were computed (try again)
refused-closed-target = refused: { $period } is closed, and what was aimed at in it stays (try: a target from { $day } on; or, as an administrator, qudao close --reopen PERIOD --reason REASON)
refused-satisfaction-nobody = refused: the ticket names no partner who could have answered (try: without --satisfaction)
refused-not-closed = refused: { $period } is not closed (see: qudao close --list)
usage-reopen-reason = { $period } is opened again only for a reason: expected --reason TEXT
close-needs-period = which period? expected a month, quarter, half-year or year such as 2025-06 or 2025-Q2
close-done = closed { $period }: the figures of { COUNT($partners, "partner") } are frozen, hash { $hash }
close-already = { $period } ({ $from } to { $to }) is closed since { $at } by { $by }
close-reopened = { $period } ({ $from } to { $to }) is open again: its figures move with the data
close-year-kept = { $period } is { $from } to { $to }: a period of that fiscal year is closed, so it begins as it did then (try: qudao close --list)
close-period = period
close-at = closed
close-by = by
close-hash = hash
close-reopened-at = opened again
verify-none = no period is closed
verify-holds = { $period } holds: the figures of { COUNT($partners, "partner") } are as they were
verify-drift = { $period } has drifted in { COUNT($count, "figure") }
verify-not-sound = { $period }: the frozen figures are not those of its hash: the file was changed by other means
verify-other-policy = { $period } was closed under another policy: health, score and light are not compared
verify-partner = partner
verify-network = the network
verify-figure = figure
verify-frozen = frozen
verify-now = today
verify-difference = difference
verify-more = and { $count } more (--all)
kpi-closed = { $period } is closed since { $at } by { $by }: these are its frozen figures
kpi-closed-not-so = { $period } is closed since { $at } by { $by }: these are its figures then, of the partners as they are grouped today
kpi-late = came late and not in it: net { $net }, orders { $orders }, contribution { $contribution } (see: qudao verify { $period })
kpi-late-figure = closed periods stand as they were; with what came late for them { $figure } is { $value } ({ $num } of { $den })
kpi-with-late = with what came late
kpi-late-inside = months of closed periods ({ $periods }) stand as they were; came late and not in it: net { $net }, orders { $orders }, contribution { $contribution } (see: qudao verify)
## Compliance: violations, deposits, audits, training, backups, stop-supply drill
expected-deposit-positive = an amount above 0
expected-deposit-negative = an amount below 0: it is taken from what is held
expected-deposit-opening = 0 or an amount above 0
expected-deposit-not-zero = an amount other than 0
expected-deposit-kept = the entry as it is: a posted entry stays (try: qudao deposit reverse NUMBER --reason REASON)
expected-deposit-own-violation = a violation of the same partner
expected-deposit-confirmed = a confirmed violation
expected-deposit-unbooked = a violation whose deduction is not booked: its approval books it, once
expected-deposit-missing = { $amount }, what is to be taken for this violation
expected-deposit-penalty = a deduction for a confirmed violation, which its approval books (try: qudao violation record CODE KIND)
expected-deposit-one-opening = one opening balance only (try: a correction)
expected-deposit-reversal = a correction of the same partner with the opposite amount
usage-violation-nobody = ticket #{ $number } names no partner that it could be recorded of (try: --partner CODE)
done-violation-asked = violation #{ $number } of { $code } recorded: { COUNT($points, "point") }, { $deduction } from the deposit; waits for approval #{ $approval }
done-violation-alone = violation #{ $number } of { $code } confirmed: { COUNT($points, "point") }, { $deduction } from the deposit; nobody else could decide it, it is marked as decided alone (#{ $approval })
done-violation-wants-reason = violation #{ $number } of { $code } recorded: { COUNT($points, "point") }, { $deduction } from the deposit; nobody else can decide #{ $approval }, it counts once you have said why (try: qudao approval approve { $approval } --text REASON)
done-violation-confirmed = violation #{ $number } of { $code } confirmed: { COUNT($points, "point") }, { $deduction } from the deposit
done-deposit = posted #{ $number }: { $amount } for { $code }; held now { $held }
done-deposit-owes = posted #{ $number }: { $amount } for { $code }; it now owes { $held }
done-audit-task = saved; the actions became a task due on { $day }
done-compliance-task = saved; this finished the task “{ $task }” of { $day }
points-none = no points
points-one = { $points ->
    [one] 1 point, expires on { $day }
   *[other] { $points } points, all expire on { $day }
 }
points-some = { COUNT($points, "point") }, { $expiring } of them expire on { $day }
points-veto = a confirmed diversion or dumping keeps it at Watch
violation-waiting = { $count ->
    [one] 1 waits for approval
   *[other] { $count } wait for approval
 }
violation-none = no violations
violation-until = until { $day }
violation-expired = expired
violation-column-counts = Counts
violation-column-next = Next to expire
violation-points-on = { $points } on { $day }
deposit-enough = held { $held } of { $agreed } agreed: enough
deposit-short = held { $held } of { $agreed } agreed: { $missing } short
deposit-owes = owes { $missing }, agreed { $agreed }
deposit-owes-only = owes { $missing }, nothing agreed
deposit-not-agreed = held { $held }, nothing agreed
deposit-by-contract = by contract { $number }
deposit-none = no entries yet (try: qudao deposit add CODE paid_in AMOUNT)
deposit-nothing-lacking = every agreed deposit is held
deposit-column-balance = Balance
deposit-column-held = Held
deposit-column-agreed = Agreed
deposit-column-state = State
deposit-state-enough = enough
deposit-state-short = { $missing } short
deposit-state-owes = owes { $missing }
deposit-state-not-agreed = not agreed
deposit-for-violation = violation #{ $number }
deposit-takes-back = takes back #{ $number }
audit-heading = Audits
audit-never = never audited
audit-score = mean of the latest scores { $score }
audit-open = { $count ->
    [one] 1 action open
   *[other] { $count } actions open
 }
audit-open-overdue = { $count ->
    [one] 1 action open
   *[other] { $count } actions open
 }, { $overdue } overdue
audit-column-mean = Mean
audit-column-last = Last
audit-column-open = Open actions
audit-nobody = nobody to audit: no partner trades
training-heading = Compliance training
training-never = never trained
training-completion = { $rate } finished ({ $completed } of { $invited }), target { $target }
training-unrated = not rated: nobody said who had to
training-due = due: none in the last year
training-network = Network: { $text }; due: { $count ->
    [one] 1 partner
   *[other] { $count } partners
 }
training-column-rate = Finished
training-column-last = Last
training-column-due = Due
standby-heading = Assessments as a backup
standby-due = due on { $day }
standby-overdue = due since { $day }
standby-never = never assessed
standby-none = no backups assessed (try: qudao add backup-assessments partner=CODE on=DATE capacity=AMOUNT)
standby-unassessed = { $count ->
    [one] 1 backup was never assessed: { $codes }
   *[other] { $count } backups were never assessed: { $codes }
 }
standby-column-capacity = Capacity/month
standby-column-lead = Lead days
standby-column-age = Age (days)
standby-column-due = Due again
standby-column-place = Reach
standby-column-lacks = Lacks
standby-place-same = same region
standby-place-around = region around it
standby-place-within = part of the region
standby-place-further = further region
standby-place-elsewhere = elsewhere
standby-lacks-place = region
standby-lacks-capacity = capacity
standby-lacks-lines = lines { $lines }
standby-lacks-light = red light itself
standby-lacks-stale = assessment out of date
standby-need = To take over from { $code } { $name }: { $volume } a month, lines { $lines }
standby-need-lines-unknown = not known
standby-able = { $count ->
    [0] nobody could take over alone
    [one] 1 backup could take over alone
   *[other] { $count } backups could take over alone
 }
standby-uncovered = together they leave { $volume } a month uncovered
standby-covered = together they cover the volume
standby-uncovered-lines = nobody carries { $lines }
drill-title = Stop-supply drill: { $code } { $name }
drill-open = Open receivables
drill-open-detail = overdue { $overdue }, oldest { COUNT($days, "day") } beyond term
drill-secured = Secured
drill-secured-detail = deposit { $held }, credit insurance { $insured }
drill-retention = retention of title
drill-unsecured = Unsecured
drill-stock = Stock
drill-stock-detail = { COUNT($days, "day") }, { COUNT($quantity, "piece") }, counted { $day }
drill-stock-unrated = { COUNT($quantity, "piece") }, counted { $day }, days not rated
drill-outlets = Outlets served
drill-rebate = Unpaid rebate
drill-rebate-unknown = not rated: rebates are not accounted for yet
drill-tickets = Open tickets
drill-contract = Contract
drill-contract-detail = { $number }, until { $day }
drill-contract-none = none in force
drill-deposit = Deposit
drill-loss = Lost a month
drill-loss-detail = sales { $sales }, contribution { $contribution }
drill-backups = Who could take over
drill-left = Uncovered
compliance-heading-violations = Violations
compliance-heading-deposit = Deposit

## Credit
expected-new-credit-change = a new credit change: this one is in force (try: qudao credit change CODE --limit AMOUNT --reason REASON)
expected-credit-terms = a new limit, term or deduction rate
expected-other-terms = something other than what is in force
expected-override-only = nothing: only an override has it
expected-override-amount = an amount above 0 up to which a sale is let through
expected-not-past = today or a later day
expected-terms-only = nothing: an override changes no terms
expected-one-of-five = at least one of the five Cs, from 0 to 100
expected-above-zero = an amount above 0
done-credit-waits = { $what }: the credit change waits for approval #{ $number }
done-credit-rest-waits = { $what }: limit, term and deduction rate wait for approval #{ $number }; what else was given is saved
done-credit-still-waits = { $what }: limit, term and deduction rate wait for an approval already, #{ $number }
done-credit-not-again = { $what }: these credit terms were turned down or taken back; a file does not ask for them again (try: qudao edit partner { $what } FIELD=VALUE -r REASON)
done-credit-in-force = { $what }: the credit change needs no approval and is in force
credit-check-prepaid = prepaid: nothing is lent
credit-check-on-credit = on credit
credit-check-status-active = { $status }
credit-check-status-not-yet = not trading yet: { $status }
credit-check-status-stopped = no supply: { $status }
credit-check-light-green = green
credit-check-light-secured = yellow, but all of { $after } is secured by { $security }
credit-check-light-yellow = yellow, secured trading only: { $after } open after the sale, { $security } secured
credit-check-light-red = red: stop supply
credit-check-light-none = not rated: there are no receivables and no valid assessment
credit-check-limit-none = no limit is agreed: { $after } open after the sale
credit-check-limit-zero = no credit is granted (limit { $limit }): { $after } open after the sale
credit-check-limit = { $used } of the limit of { $limit } after the sale (bound { $bound })
credit-check-document-unknown = there is no limit and no earlier invoice to measure it against
credit-check-document-above = { $amount } in one sale: above { $share } (share of the limit) or { $times } (times the largest so far)
credit-check-document = { $amount } in one sale: within { $share } (share of the limit) and { $times } (times the largest so far)
credit-check-oldest = oldest item { $days } beyond term (bound { $bound })
credit-check-oldest-none = nothing is overdue
credit-check-index = pays { $days } late on average (bound { $bound })
credit-check-index-none = not rated: nothing was due yet
credit-check-explained = credit check of { $code } as of { $day }
credit-check-head = { $code } { $name }: a sale of { $amount } { $currency } as of { $as_of }
credit-check-verdict = result: { $verdict }
credit-check-overridden = let through by override #{ $number } up to { $amount } until { $until }: { $reason } (approved by { $approver })
credit-check-nobody = nobody, the policy asks for no approval
credit-check-step = step
credit-check-result = result
credit-check-reason = reason
credit-reason-red-days = red: oldest item { $days } beyond term
credit-reason-red-use = red: { $used } of the limit in use
credit-reason-assessed = assessed at { COUNT($score, "point") }, valid until { $until }
credit-reason-expired = the last assessment counted until { $until }
credit-reason-yellow-days = yellow: oldest item { $days } beyond term
credit-reason-yellow-use = yellow: { $used } of the limit in use
credit-reason-yellow-share = yellow: { $share } of what is open is overdue
credit-reason-in-order = nothing speaks against it
credit-reason-unknown = not rated: no receivables, no valid assessment
credit-assessed = credit assessment of { $code } on { $day }
credit-formula-assessment = judgement, ratios, audits and training by their weights, plus the cycle adjustment
credit-formula-check = the worst step wins; prepaid passes; an override in force lets a sale pass
credit-formula-age = what is open by days past due; before money on account
credit-formula-dso-balance = open / billed in the days that end with the day x these days
credit-formula-punctuality = settled by the due day / settled or past due
credit-formula-days-to-pay = days from invoice to payment, weighted by amount
credit-formula-trend = mean days late lately - mean days late before; above 0 is later
credit-formula-utilisation = open / limit
credit-formula-peak = the highest balance at the end of any day so far
credit-formula-security = deposit held + credit insurance of the contracts in force
credit-formula-disputed = contested invoices that are open
credit-formula-bad-debt = open beyond the bound / sales of 12 months
credit-formula-light = a hard rule is red; else a valid assessment decides; else the yellow ratios
credit-light = risk light
credit-part-five = five Cs
credit-part-ratios = ratios of the figures
credit-part-audit = audits
credit-part-training = compliance training
credit-cycle = cycle adjustment
credit-punctuality = paid on time, by amount
credit-utilisation = use of the limit
credit-dso-of-term = days outstanding against the term
credit-overdue-share = overdue share
credit-trend = sales of 12 months against the 12 before
credit-amount = sale
credit-limit = credit limit
credit-term = credit term
credit-rate = deduction rate
credit-security = security
credit-largest = largest sale of 12 months
credit-index = days late, weighted by amount
credit-open-invoices = open invoices
credit-invoiced-of-them = amount of these invoices
credit-paid-of-them = paid of them so far
credit-all-billed = billed up to the day, credit notes off
credit-all-paid = paid up to the day
credit-items = items
credit-judged = invoices settled or past due
credit-late = late among them
credit-punctual-amount = paid on time, by amount
credit-paid = paid
credit-paid-on-time = paid by the due day
credit-mean-late = mean days late
credit-mean-days = mean days to pay
credit-settled = settled invoices
credit-lately = mean days late in the later half
credit-earlier = mean days late in the earlier half
credit-peak-day = day of the peak
credit-deposit = deposit held
credit-insured = credit insurance
credit-uncovered = open beyond security
credit-dispute-rate = contested share of invoices
credit-disputed-invoices = contested invoices
credit-invoices = invoices
credit-billed-year = billed in 12 months (there are no sales)
credit-sales-year = sales of 12 months
credit-beyond = open more than { COUNT($days, "day") } beyond term
credit-assessment = latest assessment
credit-valid-until = counts until
credit-note-kept = the record keeps { $score }: figures of its day that came in since moved the score
credit-note-left-out = what is not rated is left out, the other weights are renormalised
credit-note-hard = a hard rule makes the light red whatever the score
credit-note-exposure = orders that are not invoiced yet are not known and do not count
credit-note-allocation = a payment settles the invoice that it names; the rest and credit notes settle the oldest
credit-note-no-invoices = not rated: there are no invoices yet
credit-note-since = of invoices that were open at any time since { $day }
credit-note-credit-notes = what credit notes settled is left out
credit-note-no-limit = no limit above 0 is agreed: not rated
credit-note-retention = goods stay the vendor's until they are paid (retention of title): no amount
credit-item-count = { $count ->
    [one] one invoice
   *[other] { $count } invoices
  }
credit-head-dso = days sales outstanding, { $currency }, as of { $as_of }
credit-head-payers = how partners pay, { $currency }, as of { $as_of }; slowest first
credit-head-disputes = contested invoices, { $currency }, as of { $as_of }
credit-head-exposure = exposure, { $currency }, as of { $as_of }; highest peak first
credit-head-months = billed and collected, { $currency }, up to { $as_of }
credit-head-red = risk lights, { $currency }, as of { $as_of }
credit-head-assess = credit assessments due, { $currency }, as of { $as_of }
credit-head-file = credit file of { $code } { $name }, { $currency }, as of { $as_of }
credit-billed = billed
credit-collected = collected
credit-days-to-pay = days to pay
credit-late-share = late
credit-disputed-amount = contested
credit-disputed = contested
credit-peak = peak exposure
credit-concentration = the top { $top } of { COUNT($n, "partner") } make { $share } of what was billed
credit-paid-undisputed = undisputed: { COUNT($count, "invoice") }, settled in { COUNT($days, "day") } on average, { $late } late
credit-paid-disputed = contested: { COUNT($count, "invoice") }, settled in { COUNT($days, "day") } on average, { $late } late
credit-bad-debt = bad debt { $amount }, { $rate } of sales (red line { $red })
credit-bad = bad debt
credit-red-line = { $rate } of sales (red line { $red })
credit-last-assessed = last assessed
credit-never = never
credit-punctuality-count = paid in time
credit-none-agreed = none agreed
credit-retention = retention of title
credit-invoice = invoice
credit-issued = issued
credit-due = due
credit-days-late = late
credit-override-line = override #{ $number }: up to { $amount } until { $until }: { $reason } (approved by { $approver })
credit-pending-line = waits for approval: credit change #{ $number } ({ $kind }): { $reason }
## approvals
reason-edit = edited in the partner record
reason-import = brought in by an import
reason-replaced = a later review proposes otherwise
reason-no-more = a later review proposes nothing
done-approval-asked = saved { $what }: it waits for approval #{ $number }
done-approval-lapses-waits = saved { $what }: it was approved, and is out of force until #{ $number } is decided (try: qudao undo, to have it as it was)
done-approval-stays-waits = saved { $what }: it waits for approval #{ $number }; what was approved stays in force until then
done-approval-none = saved { $what }: it needs no approval and is in force
done-approval-dropped = saved { $what }: it needs no approval any more, #{ $number } is taken back
done-approval-approve = approved #{ $number } { $title }
done-approval-step = approved this step: #{ $number } { $title } now waits for { $needs }
done-approval-reject = rejected #{ $number } { $title }
done-approval-ask = asked about #{ $number } { $title }
done-approval-answer = answered about #{ $number } { $title }
done-approval-withdraw = took back #{ $number } { $title }
done-approval-many = approved { $count ->
    [one] one request
   *[other] { $count } requests
  }
done-approval-part = approved { $count } of { $all }
done-approval-some = approved { $count } of { $all }, not { $numbers }: { $because }
change-approval-approve = approved { $what }
change-approval-reject = rejected { $what }
change-approval-ask = asked about { $what }
change-approval-answer = answered about { $what }
change-approval-withdraw = took back the request { $what }
change-approval-request = asked for approval of { $what }
change-user-delegate = named a delegate for { $what }
refused-approval-open = refused: approval #{ $number } of it is open already (try: qudao approval show { $number })
usage-approval-kind = { $kind } records need no approval
refused-approval-settled = refused: { $what } is { $decision } as it is: there is nothing to ask for
usage-approval-reason = a rejection needs a reason (try: say why in a few words)
usage-approval-question = a question needs its words
usage-approval-answer = an answer needs its words
refused-approval-by-record = refused: approval #{ $number } is asked for by its record
refused-approval-by-hand = refused: approvals are written by asking and deciding only (try: qudao approval list)
refused-approval-first = refused: `{ $who }` was first on #{ $number }: { $done } (try: qudao approval show { $number })
refused-approval-over = refused: #{ $number } is decided: { $done } by `{ $who }`
refused-approval-unregistered = refused: only a registered user can decide #{ $number } (try: an administrator runs qudao user add ACCOUNT --role ROLE)
done-approval-alone = saved { $what }: nobody else could decide it, it is in force and marked as decided alone (#{ $number })
done-approval-alone-from = saved { $what }: nobody else could decide it, it is decided and marked as decided alone (#{ $number }); it is in force from { $from }, until then what holds now goes on
done-approval-wants-reason = saved { $what }: nobody else can decide #{ $number }, it is in force once you have said why (try: qudao approval approve { $number } --text REASON)
done-approval-approve-alone = approved #{ $number } { $title }: it is in force and marked as decided alone
done-approval-approve-from = approved #{ $number } { $title }: it is in force from { $from }
done-approval-approve-alone-from = approved #{ $number } { $title }: it is marked as decided alone and in force from { $from }
approval-alone = { $state }, alone
usage-approval-alone = nobody else can decide #{ $number }, so it needs a reason (try: qudao approval approve { $number } --text REASON)
refused-approval-own = refused: who asked for #{ $number } can't approve it, nor can their delegate (who may decide: { $who })
refused-approval-own-nobody = refused: who asked for #{ $number } can't approve it, and nobody else may decide it; who asked may, alone, once nobody else could have for 14 days (try: an administrator runs qudao user add ACCOUNT --role ROLE)
refused-approval-twice-nobody = refused: you decided an earlier step of #{ $number }, two steps take two people, and nobody else may decide it; who asked may, alone, once nobody else could have for 14 days (try: an administrator runs qudao user add ACCOUNT --role ROLE)
refused-approval-twice = refused: you decided an earlier step of #{ $number }, and two steps take two people (who may decide: { $who })
refused-approval-next = refused: the step after this one of #{ $number } is yours alone, and two steps take two people (who may decide this one: { $who })
refused-approval-changed = refused: #{ $number } is no longer what was asked for: { $changes } (try: ask for it again: qudao approval request KIND NUMBER)
refused-approval-asked = refused: a question about #{ $number } waits for its answer already
refused-approval-nobody = refused: the program asked for #{ $number }: there is nobody to answer
refused-approval-not-asked = refused: nobody has asked about #{ $number }
refused-approval-not-yours = refused: only who asked for #{ $number } answers or takes it back (try: reject it with the reason)
refused-redo-decision = refused: change { $id } was a decision, which is not done again but decided again; there is nothing else to redo (try: qudao approval list)
refused-approval-undo = refused: change { $id } is a decision: only who made it takes it back, and not twice (try: qudao approval list)
refused-region = refused: this needs the role { $needs } for { $region }{ $code ->
    [none] {""}
   *[other] {" "}({ $code })
  }, `{ $user }` answers for { $regions }
refused-unregistered = refused: this needs the role { $needs }, `{ $user }` is not registered and only looks (ask: { $admins })
usage-delegate-self = nobody is their own delegate
refused-delegate-role = refused: `{ $user }` is switched off or a viewer and can't act for others
usage-delegate-span = the last day { $until } is before the first, { $from }
usage-regions-unknown = there is no region `{ $region }` (try: qudao list regions)
expected-undecided = draft or pending: only head office brings records in as decided
expected-partner-or-project = a partner or a project
approval-subject = #{ $number } { $subject }
approval-by = asked by { $who }, { $at }
approval-penalty = { $kind } of { $day }, { $points } { $points ->
    [one] point
   *[other] points
  }
approval-override = one sale up to { $amount }, until { $until }
approval-contract = { $number }, { $from } to { $to }
approval-exit = leaves with { $open }
approval-exit-receivables = receivables { $open }
approval-exit-tickets = tickets { $tickets }
approval-exit-deposit = deposit { $deposit }
approval-exit-satellites = satellites { $satellites }
approval-exit-clear = leaves, nothing is open
approval-limit = limit { $limit }
approval-term = { COUNT($days, "day") }
approval-rate = deduction { $rate }
approval-program = the program
approval-place = { $who } for { $place }
approval-step-done = step { $step }, { $role }: approved by { $who }, { $at }
approval-step-now = step { $step }, { $role }: { $left }
approval-step-open = step { $step }, { $role }
approval-answer-due = question to { $who }: { $left }
approval-may = may decide: { $who }
approval-may-nobody = nobody may decide it; who asked may, alone, once nobody else could have for 14 days (try: an administrator runs qudao user add ACCOUNT --role ROLE or qudao user set ACCOUNT --regions CODES)
approval-column-number = no.
approval-column-subject = subject
approval-column-title = what
approval-column-partner = partner
approval-column-amount = amount
approval-column-by = by
approval-column-step = step
approval-column-state = state
approval-column-left = clock
approval-column-field = field
approval-column-before = in force
approval-column-after = asked for
approval-stale = can't be approved: { $why }
approval-drift = changed since it was asked for: it can't be approved
approval-history = history
approval-why = why
approval-yes = yes
approval-no = no
approval-list-empty = no approvals
approval-prompt-reject = Why is it rejected?
approval-prompt-ask = What do you want to know?
approval-prompt-answer = Your answer:
approval-prompt-alone = Nobody else can decide it. Why is it right?
approval-prompt-withdraw = Why do you take it back?
usage-approval-number = `{ $text }` is no number of an approval (try: qudao approval list --open)
usage-approval-seen = --seen goes with one number
today-approve-left = { $time } left
today-approve-late = { $time } late
today-approve-why = asked by { $by }
today-approve-why-step = asked by { $by }, step { $step }/{ $steps }
today-approve-place = for { $place }
today-approve-answer = answer the question
today-approve-decided = your request was { $state }
today-mark-none = only approvals that wait for you are marked
user-delegate-set = `{ $to }` decides for `{ $user }` { $span }
user-delegate-none = nobody decides for `{ $user }` any more
user-show-role = role
user-show-regions = regions
user-show-regions-all = all
user-show-delegate = delegate
user-show-for = decides for
user-show-state = state
user-show-off = switched off
user-show-may = may
user-unregistered = `{ $user }` is not registered: may look at everything and change nothing (ask: { $admins })
access-look = look at everything
access-work = work on partners, tickets and tasks; propose, ask for approval, import
access-reassign = give others' partners to somebody else
access-merge = make one partner of two
access-target = set targets
access-meet = plan, hold and cancel joint meetings
access-decide = decide steps that need the role { $needs }
access-reference = keep regions, channel types and product lines
access-adopt = bring in records as approved
access-users = keep users
access-restore = bring a backup back
access-take-back = take back others' changes
## Recipes
recipe-form = recipe: { $detail }
recipe-step = recipe, step { $step }: { $detail }
recipe-lacks = recipe, step { $step }: expected { $what }
recipe-empty = recipe: expected at least one `[[step]]`
recipe-no-step = recipe, step { $step }: there is no step `{ $name }`: expected one of { $known }
recipe-no-report = recipe, step { $step }: there is no report `{ $name }`: expected one of { $known }
recipe-no-variable = recipe, step { $step }: there is no `{"{"}{ $name }{"}"}`: expected one of { $known } (try: --set { $name }=VALUE)
recipe-no-file = there is no file { $files }
recipe-no-period = `{ $text }` is not a period: expected 2025, 2025-Q3, 2025-H1 or 2025-07
recipe-no-month = `{ $text }` is not a month: expected a month of the years 1900 to 2199 such as 2025-07
recipe-rejected = { $how ->
    [refused] {"refused: "}
   *[other] {""}
 }{ $count ->
    [one] one value is not as expected
   *[other] { $count } values are not as expected
 }: nothing of the step was written (try: correct the file, or skip_bad = "rejects.csv" in the step)
recipe-too-few = { $count } { $kind } records fit `{ $filter }`: expected at least { $bound }
recipe-too-many = { $count } { $kind } records fit `{ $filter }`: expected at most { $bound }
recipe-expected = { COUNT($count, "record") }
recipe-scored = { COUNT($computed, "partner") } computed, { COUNT($raised, "warning") } raised, { $cleared } over
recipe-reviewed = { COUNT($proposed, "proposal") }, { $open } open before, { $kept } stay
recipe-planned = { COUNT($count, "task") } added to { $month }
recipe-verified = { COUNT($count, "closed period") }, nothing has drifted
recipe-drifted = { $period } has drifted in { COUNT($count, "figure") } (see: qudao verify { $period })
recipe-backed-up = verified copy { $path }
recipe-closed-before = { $period } was closed before and holds
recipe-closed-drifted = { $period } was closed before and has drifted since in { COUNT($count, "figure") } (see: qudao verify { $period })
recipe-sound = { COUNT($count, "check") }, nothing found
recipe-imported = { COUNT($rows, "row") }: { $new } new, { $changed } changed, { $rejected } rejected
recipe-late = { COUNT($rows, "row") } of the closed period { $period }
recipe-exported = { COUNT($count, "record") }
recipe-reported = written
run-not-read = `{ $path }` can't be read: { $detail }; expected a recipe (try: qudao run --save FILE, which writes one)
run-set-unused = the recipe { $path } has no place for `{ $name }`: expected a name that stands in it between braces
run-set = `{ $text }` sets nothing: expected NAME=VALUE
run-number = no.
run-step = step
run-what = what
run-result = result
run-time = seconds
run-failed = failed: { $why }
run-skipped = left out: { $why }
run-not-done = not done
run-stopped = stopped at step { $step } ({ $name } { $what }): { $why }
run-kept = steps before it are done and stay; correct the cause and run it again
run-done = { COUNT($count, "step") } done in { $seconds } s
run-dry = dry run: everything was done on a copy that is thrown away; nothing was written
run-needs-file = which recipe? expected a file, or --save FILE
run-saved = { COUNT($count, "step") } saved to { $path }; look through it before it runs
run-saved-none = nothing that a recipe could do again was done since { $since }

## figures of the desk

desk-age = { $from }–{ COUNT($to, "day") }
desk-age-over = over { COUNT($days, "day") }
desk-nobody = nobody
desk-met = met
desk-close = close
desk-missed = missed
desk-median = median (h:mm)
desk-p90 = nine of ten within (h:mm)
desk-diverted = confirmed diversions
desk-suspected = suspected diversions
desk-suspected-rate = suspected / net sales
formula-response = median working time from the opening to the first response
formula-response-met = first responses in time / those given or late, of tickets opened in the period
formula-resolution = median working time from the opening to the resolution, of tickets resolved in the period
formula-reopened = reopened at least once / ever resolved, of tickets opened in the period
formula-diversion = amounts of confirmed diversions / net sales of the period
note-diversion = suspected: open diversion tickets without a violation, and diversions whose penalty is not approved yet
stats-title = tickets from { $from } to { $to }; times are working time, without holds
stats-running = the period is not over: figures are up to { $day }
stats-figure = figure
stats-value = value
stats-wanted = wanted
stats-list = qudao ticket list …
stats-open = open now
stats-opened = opened
stats-resolved = resolved
stats-response-median = first response, median
stats-response-p90 = first response, 9 of 10 within
stats-response-met = first response in time
stats-resolution-median = resolution, median
stats-resolution-p90 = resolution, 9 of 10 within
stats-resolution-met = resolution in time
stats-reopened = reopened
stats-diversion = diversion rate
stats-suspected = suspected
stats-at-least = at least { $rate }
stats-at-most = at most { $rate }
stats-open-by = open by { $what }
stats-by = by { $what }
stats-months = the last 12 months
stats-month-open = open at its end
stats-median-short = median
stats-p90-short = 9 of 10
stats-met-short = in time
stats-response-short = response
stats-resolution-short = resolution
stats-confirmed = confirmed
stats-sales = net sales
stats-rate = rate
stats-diversion-by = diversion by { $what }
stats-none = no tickets in this period and none open
expected-span = a period of the years 1900 to 2199 such as 2025-07, 2025-Q3, 2025-07-01..2025-07-15 or >=2025-07-01
expected-age = days such as 7, 3-7, >7d or <=3
kpis-within = 90 % within { $time }
kpis-wanted = of { $rate } · { $part }/{ $whole }
kpis-borne = at most { $rate } · { $part }/{ $whole }
kpis-borne-rate = at most { $rate }
kpis-suspected = · { $rate } suspected
kpis-late-count = { $count } late
kpis-slower = slower { $change }
kpis-faster = faster { $change }
kpis-steady = steady
kpis-by = { $figure } by { $what }
expected-pauses = times such as 2025-06-03 10:00 ~ 2025-06-04 09:00, several with `;` between
expected-pause-order = an end after the beginning
expected-pause-inside = a pause within the time from the opening to the resolution
expected-pause-apart = a beginning after the end of the pause before it
expected-pause-ended = an end: only the last pause of a ticket that is not resolved may lack it
expected-not-opened-later = no later than it was: the clocks of a ticket began then
refused-manager-forgives = refused: a deadline that was missed is moved by a manager
refused-manager-lowers = refused: of S1 or S2, what somebody else must check is lowered by a manager
expected-pause-begun = the beginning of a pause before its end
report-as-of = as of
report-by = by
report-currency = currency
report-written = written to { $path }
report-period-from = from
report-period-to = to
report-against = measured against
report-bad-debt = bad debt
report-count = rows
report-counted = partners counted
report-hhi = Herfindahl index
report-least = at least so many invoices
report-measure = what that is
report-rate = share
report-reach = partners that make 80 %
report-red = above the red line
report-red-line = red line
report-top = partners in the top fifth
report-top-share = share of the top fifth
report-about = About
report-table = Table
report-able = able
report-contract = by contract
report-deducted = deducted so far
report-ends = counts until before
report-enough = capacity is enough
report-lines = product lines
report-lines-missing = lines it lacks
report-missing = missing
report-overdue = overdue
report-stale = assessment out of date
report-target = target
report-unassessed = never assessed
report-veto = kept at Watch
report-without-tier = without a tier in force
report-cause = cause
report-step = first step
report-number = number
report-level = level
report-clock = clock
report-due = due
report-left = time left
report-result = result
report-part = what is to be done
report-steps = steps
report-said = what was said
report-place-of = in place of
report-key = key
report-urgency = urgency
report-record = kind of record
report-ids = records
report-whose = whose
report-done = done today
report-snoozed = put off
report-beyond = further ones
report-is-written = written
report-added = added
report-known = there already
report-over-capacity = over the daily capacity
screening-dimensions = dimensions
screening-red-lines = red lines
screening-admits = may be taken on
report-kind = kind
report-explain = where it comes from
report-figures = figures
report-version = version
report-name = name
policy-what-if = file that is tried
policy-compared = compared with version
policy-changed = changed
policy-does = what it does
policy-set = set by
policy-asked-at = asked at
policy-decided-at = decided at
policy-text-hash = hash
approval-column-alone = decided alone
approval-column-changes = changes
approval-column-act = what was done
approval-kept = stays approved
approval-may-decide = may decide now
audit-change = change
audit-done = what was done
audit-action = action
report-now = now
report-linked = linked
report-possible = possible now
kb-holds = holds
kb-words = looked for
credit-aging = aging
credit-overrides = overrides
credit-prepaid = prepaid
report-day = day
merge-keep = stays
merge-drop = goes
merge-dry-run = nothing written
report-list = what lists them
health-partners = partners
health-rated = of them rated
health-before = health a week before
health-attention = need attention
health-others-warned = others warned about
health-sales-4-weeks = sales of 4 weeks
health-sales-4-weeks-before = sales of the 4 weeks before
health-open = open receivables
health-fresh = fell due since the last payments
health-tickets = open tickets
health-beyond = partners whose sums can't be computed with
health-stock-until = stock until
health-payments-until = payments until
health-refreshed-at = brought up to date
health-figures-of = figures of
health-risen = Who rose
health-fallen = Who fell
report-week = week
doctor-check = check
doctor-ok = sound
doctor-findings = findings
doctor-path = file
gateway-account = account
gateway-folder = folder
meeting-column-decided = Items decided
meeting-left-out = open tickets left out
meeting-noted = noted on tickets
meeting-raised = raised
meeting-tasks = tasks made
meeting-left = left for the next
refresh-computed = partners computed
refresh-raised = warnings raised
refresh-cleared = warnings over
refresh-escalated = escalations
refresh-again = made again
clock-is-own = clock of its own
clock-day = day of its clock
backup-bytes = size
restore-schema = schema
restore-kept-file = kept beside
undo-undone-by = taken back by
run-counts = counted
run-recipe = recipe
run-is-dry = on a copy only
run-all-done = all done
trace-place-seen = seen in
trace-not-known = codes that nobody was shipped
trace-affects = partners that it harms
trace-open-ticket = open ticket
prices-seen = prices seen
prices-is-over = over the limit
prices-other-channel = other channel
document-warnings = Warnings
document-approvals = Approvals
document-log = Who changed what
document-closings = Closed periods
document-audits = Audits
document-training = Yearly training
document-contracts = Contracts
document-aging = Receivables by age
document-assess = Credit assessments that are due
document-disputes = Disputed invoices
document-dso = Days of sales outstanding
document-exposure = What is owed against limits
document-months = Billed and collected by month
document-payers = How partners pay
document-lights = Credit lights
document-deposits = Deposits
document-doctor = Whether the database is sound
document-health = The weekly check
document-articles = Articles of the knowledge base
document-regions = Sales and targets by region, on the map
document-kpi = Sales and targets by type
document-catalogue = Figures and what they mean
document-cohorts = Cohorts of partners
document-receivables = Receivables and what they cost
document-showcase = The best of the year
document-meetings = Joint meetings
document-contacts = Contacts
document-duplicates = Partners that look alike
document-tree = Core partners and satellites
document-plan = This month's plan
document-policy-diff = What the rules changed last
document-policy-history = Versions of the rules
document-policy = Numbers of the rules
document-standby = Backup partners by region
document-prices = Prices seen
document-remedies = Remedies
document-tiers = Changes of tiers
document-today = What needs you now
document-steps = Your last changes
document-user = What you are and may do
document-verify = Whether closed periods hold
document-violations = Violation points
document-no-why = nothing here is explained
list-kept = { $kind } are not written by hand here (try: qudao { $command } --help)
explain-of-whole = nothing explains this line by itself: numbers of the whole page
document-stats = How the desk does this month
stats-runs = is not over
document-none = it says nothing today
document-filter = only rows with
document-sorted = by { $column }
ask-sort-by = Sort by which column?
report-volume = volume a month
report-waiting = wait for approval
report-warned-from = warned from
report-needs-file = a workbook goes to a file or pipe, not to the terminal (try: -o FILE.xlsx)
help-filter =
    A filter is words that must all hold:
      word              some text of the record has it
      field:value       the field has the text, or is the value; of a region or owner also what belongs to it
      field=value       the field is the value
      field<value       less, also <= > >= : numbers, amounts, days, moments
      field:a,b         one of several
      field:none        the field is not given
      -word, field!=v   the opposite
      "two words"       kept together
    me means your own account; days are 2025-06-07, 2025-06, 2025-Q2, today.
    region:华东 status:active credit_limit>=100000 owner:me -tags:vip
    { "" }
    Fields go by their name or label: qudao help fields KIND
help-mapping =
    A mapping is a TOML file that says how files of another system become records:
      import all FOLDER --map FILE           every file that it names
      import sales export.csv --map FILE     this one
    Kept as mappings/NAME.toml in the folder of your settings it goes by its name: --map NAME. With --dry-run it is told
    which fields would change.
    {""}
    {"["}[record]], one for each kind to make, in the order in which they are needed:
      kind = "sales"                its fields: `qudao help mapping sales`
      file = "orders_*.csv"         * is anything; without it each file that is given
      sheet = "Q1"  encoding = "gb18030"  header_row = 3  decimal = ","
      dates = "dmy"                 what 3/1/2025 means: "dmy", "mdy" or a pattern such as "%d.%m.%y"
      headers = true                columns that no `set` names are matched by their names, too
      repeats = "add"               rows of one key: "refuse" (else), "first", "last", "add" (numbers are added up)
      skip = [...]  only = [...]    conditions: rows to leave out; rows to read
      create = ["partners"]         made where a row refers to one that is not there
      create = "missing"            only what is not there is added; what is there stays as it is
    {""}
    set.FIELD says where a field comes from; a number, too, stands in quotes:
      "{"{"}Customer{"}"}"   "{"{"}Order{"}"}/{"{"}Line{"}"}"   "offline"             a column, several in a text, a constant
      "= {"{"}Price{"}"} * {"{"}Quantity{"}"} * (1 - {"{"}Discount{"}"})"             a sum: + - * / and brackets
    {"  {"} when = "{"{"}Returned{"}"} = yes", then = "{"{"}Sum{"}"}", else = "0" {"}"}
    {"  {"} until_next = "Date", last = "2025-12-31" {"}"}            the day before the next later date of the column
    values.FIELD says what a value of the file stands for: values.line = {"{"} "01" = "beverages" {"}"}
    {""}
    Functions follow a column's name, in order: "{"{"}Code | replace ' ' '' | upper{"}"}"
      trim   trim '*'   replace 'a' 'b'   part '-' 2 (the second piece; -1 the last)   part 1 3 (characters)
      upper   lower   pad 5 '0'
    Conditions compare text, numbers and days; text with signs or such words stands in quotes:
    {"  {"}Status{"}"} = void   !=   <   <=   >   >=   {"{"}Status{"}"} in (void, draft)   {"{"}Order{"}"} (it is given)
      and   or   not   ( )
    {""}
    {"["}[record.join]] looks a row up in a second file beside the first; its columns are then {"{"}head.Column{"}"}:
      name = "head"  file = "heads.csv"  key = "OrderNo"  by = "{"{"}Order{"}"}"
      repeats = "first"             of several rows of one key: "refuse" (else, where they differ), "first", "last"
      each = "{"{"}from{"}"} ~ {"{"}to{"}"}"        all rows of the key as one text, {"{"}head.each{"}"}: the pauses of a ticket
      spans = {"{"} when = "{"{"}State{"}"} = Waiting", at = "{"{"}Changed{"}"}" {"}"}    the same, {"{"}head.spans{"}"}, out of a log of states
    In a condition {"{"}head{"}"} tells whether a row was found.
    {""}
    An example:
help-mapping-example =
    {"["}[record]]
    kind = "partners"
    file = "customers.csv"
    create = "missing"
    set.code = "{"{"}Customer No | replace ' ' ''{"}"}"
    set.name = "{"{"}Customer{"}"}"
    {""}
    {"["}[record]]
    kind = "sales"
    file = "order_lines_*.csv"
    repeats = "add"
    skip = ["{"{"}Status{"}"} = void or {"{"}Date{"}"} < 2025-01-01"]
    create = ["product-lines"]
    {"["}[record.join]]
    name = "head"
    file = "order_heads.csv"
    key = "OrderNo"
    {"["}record.set]
    partner = "{"{"}head.Customer No | replace ' ' ''{"}"}"
    day = "{"{"}Date{"}"}"
    document = "{"{"}OrderNo{"}"}"
    line = "{"{"}Category{"}"}"
    net_amount = "= {"{"}Price{"}"} * {"{"}Quantity{"}"}"
    returns = {"{"} when = "{"{"}Returned{"}"} > 0", then = "{"{"}Returned{"}"}", else = "0" {"}"}
fields-history = history of another system
help-fields-of = the fields of which kind? { $kinds } (try: qudao help fields contact)
help-no-command = there is no command `{ $name }` (try: qudao help)
fields-takes = takes
fields-required = must be given
fields-once = only when it is new
kpi-map = { $figure } by province
tiles-value = value
tiles-row = row of the map
tiles-column = column of the map
slides-contents = Contents
slides-columns = not shown here: { $names }
report-before = before
report-better = better
report-closing = closing
report-cost = cost
report-covered = partners covered
report-covered-of = of so many partners
report-days = working days
report-days-done = working days over
report-denominator-unit = unit of the denominator
report-fees = fees
report-figure-of = of
report-frozen = frozen figures
report-late-for = closed periods that got something late
report-net-amount = shipped
report-numerator-unit = unit of the numerator
report-quantity = quantity
report-sales-covered = share of sales
report-sellout = sell-out
report-target-key = key of the policy
report-unit = unit
report-until = figures until
report-balance-days = days of the balance method
kpi-class = how it stands against the target
kpi-came-late = came late for closed months
merge-taken = from whom the field is taken
merge-is-moved = moved
merge-is-renamed = told apart by another name
merge-is-united = made one with what was there
merge-is-left-out = left out for what was there
merge-is-two-persons = two legal persons
verify-is-held = holds
verify-is-sound = the figures are those of its hash
verify-is-same-policy = under the same rules
credit-is-valid = counts
cohort-reached = reaches the benchmark
report-clock-phase = how the clock stands
report-clock-goal = time allowed
report-clock-used = time used
report-clock-uncovered = year whose holidays are not known
remedy-after = days after
schema-document = document
schema-field = field
schema-meaning = meaning
schema-none = no document has fields
schema-place = in
schema-type = type
usage-schema = there is no document `{ $name }`: expected one of `qudao schema` (near: { $near })
