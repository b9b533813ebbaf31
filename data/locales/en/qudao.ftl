## Numbers and dates
today = today

## Errors and problems
expected-given = a value
expected-integer = a whole number such as 12
expected-amount = an amount such as 1,234.50

## History (change sets)
change-create = created { $what }
change-edit = changed { $what }
change-undo = took back { $what }

## Command line

## Import and export

## Figures, health, alerts

## Tiers

## Tickets

## Plan and tasks

## Today

## Screen
