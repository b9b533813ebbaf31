## Numbers and dates
today = today
yes = yes
no = no
time-left = { $time } left
time-over = { $time } over

## Errors and problems
expected-given = a value
expected-integer = a whole number such as 12
expected-amount = an amount such as 1,234.50
expected-rate = a rate such as 3.5% or 0.035
expected-date = a day such as 2025-03-01
expected-time = a moment such as 2025-03-01 09:30
expected-yes-no = yes or no
expected-one-of = one of { $choices }
expected-existing = an existing { $kind }
expected-existing-near = an existing { $kind } (near: { $near })
expected-unique = a value that no other record has (`{ $who }` has it)
expected-at-least = at least { $bound }
expected-at-most = at most { $bound }
expected-not-before = not before `{ $other }`
expected-transition = a legal move: { $moves }
expected-no-transition = no move: this is an end state
expected-short-text = one line of at most { $length } characters
expected-ordered = a number or a day before and after which something can be
expected-other-partner = another partner than itself
expected-columns = no more cells than the header has (try: look for a delimiter or a quote that is not closed in this row)
problem-value = { $field }: `{ $value }` is not as expected: { $expected }
problem-missing = { $field }: nothing given, expected { $expected }
error-conflict = { $kind } { $id } was changed by somebody else since it was opened (try: look at it again, then repeat the change)
error-missing = there is no { $kind } `{ $key }`
error-not-undoable = it can't be undone: { $kind } { $id } was changed again since (try: qudao audit)
error-nothing-to-undo = there is nothing to undo
error-no-folder = the folder `{ $path }` does not exist: expected an existing folder for the database (try: mkdir -p `{ $path }`)
error-no-database = there is no database `{ $path }` (try: qudao --db `{ $path }` init, or qudao demo)
error-read-only = `{ $path }` can't be written: expected a file and a folder that this user may write (try: ls -ld on both)
error-foreign = `{ $path }` is not a qudao database: expected a SQLite file made by `qudao init`
error-corrupt = `{ $path }` is damaged: { $detail } (try: qudao doctor, or qudao restore from a backup)
error-newer = `{ $path }` has schema { $found }, this program knows { $known }: expected an older or equal one (try: a newer qudao)
error-busy = `{ $path }` is busy: another process holds it for longer than the timeout (try again, or see who: qudao doctor)
error-disk-full = the disk of `{ $path }` is full: nothing was written (try: df -h)
error-bad-value = field `{ $field }` holds `{ $found }`, which its type does not allow (try: qudao doctor)
error-interrupted = interrupted
error-sql = database: { $detail }
error-invalid = { $count ->
    [one] one value is not as expected
   *[other] { $count } values are not as expected
 }
error-role = refused: this needs the role { $needs }, `{ $user }` is { $has } (try: an administrator runs qudao user add or qudao user role)
error-policy = policy file { $detail }
refused-inactive-user = refused: the account `{ $user }` is switched off (try: an administrator runs qudao user on)

## History (change sets)
change-setup = set the database up
change-create = created { $what }
change-edit = changed { $what }
change-undo = took back { $what }

## Command line
usage-format = this command does not print { $asked }: expected one of { $known }
usage-kind = there is no kind of record `{ $name }`: expected one of { $known }
list-rows = { $count } rows
init-made-database = made the database { $path }; `{ $user }` is { $role }
init-kept-database = the database { $path } is there already; `{ $user }` is { $role }
init-made-file = made { $path }
init-kept-file = { $path } is there already and stays as it is

## Import and export

## Figures, health, alerts

## Tiers

## Tickets

## Plan and tasks
usage-demo-exists = `{ $path }` is there already: expected a file that does not exist yet (try: another name)
demo-made = made `{ $path }`: { $partners } partners, { $weeks } weeks, { $sales } rows of sales
change-demo = made a demo network of { $what } partners

## Today

## Screen
