## Numbers and dates
today = 今天

## Errors and problems
expected-given = 必填
expected-integer = 整数，例如 12
expected-amount = 金额，例如 1,234.50

## History (change sets)
change-create = 新建了 { $what }
change-edit = 修改了 { $what }
change-undo = 撤销了 { $what }

## Command line

## Import and export

## Figures, health, alerts

## Tiers

## Tickets

## Plan and tasks

## Today

## Screen
