## Numbers and dates
today = 今天
yes = 是
no = 否
time-left = 还剩 { $time }
time-over = 超时 { $time }

## Errors and problems
expected-given = 必填的内容
expected-integer = 整数，例如 12
expected-amount = 金额，例如 1,234.50
expected-rate = 比率，例如 3.5% 或 0.035
expected-date = 日期，例如 2025-03-01
expected-time = 时间，例如 2025-03-01 09:30
expected-yes-no = 是或否
expected-one-of = 以下之一：{ $choices }
expected-existing = 已有的{ $kind }
expected-existing-near = 已有的{ $kind }（相近：{ $near }）
expected-unique = 不与其他记录重复的值（`{ $who }` 已使用）
expected-at-least = 不小于 { $bound } 的值
expected-at-most = 不大于 { $bound } 的值
expected-not-before = 不早于“{ $other }”
expected-transition = 允许的流转：{ $moves }
expected-no-transition = 不再流转：已是终态
expected-short-text = 不超过 { $length } 个字符的单行文字
expected-ordered = 可以比较大小或先后的数字、日期
expected-other-partner = 该渠道商以外的渠道商
expected-columns = 与表头一致的列数（请检查本行是否有多余的分隔符或未闭合的引号）
problem-value = { $field }：`{ $value }` 有误，应为{ $expected }
problem-missing = { $field }：未填写，应为{ $expected }
error-conflict = { $kind } { $id } 打开之后已被他人修改（请重新查看后再改）
error-missing = 没有这个{ $kind }：`{ $key }`
error-not-undoable = 无法撤销：{ $kind } { $id } 之后又被修改过（查看：qudao audit）
error-nothing-to-undo = 没有可以撤销的操作
error-no-folder = 文件夹 `{ $path }` 不存在：数据库需要放在已有的文件夹里（请执行：mkdir -p `{ $path }`）
error-no-database = 没有数据库 `{ $path }`（请执行：qudao --db `{ $path }` init，或 qudao demo）
error-read-only = `{ $path }` 无法写入：当前用户需要对文件及其文件夹有写权限（请用 ls -ld 检查两者）
error-foreign = `{ $path }` 不是 qudao 数据库：应为 `qudao init` 创建的 SQLite 文件
error-corrupt = `{ $path }` 已损坏：{ $detail }（请执行：qudao doctor，或用 qudao restore 从备份恢复）
error-newer = `{ $path }` 的结构版本是 { $found }，本程序只支持到 { $known }（请升级 qudao）
error-busy = `{ $path }` 正被占用：其他进程占用时间超过等待上限（请稍后重试，或查看：qudao doctor）
error-disk-full = `{ $path }` 所在磁盘已满：没有写入任何内容（请检查：df -h）
error-bad-value = 字段 `{ $field }` 的值 `{ $found }` 与其类型不符（请执行：qudao doctor）
error-interrupted = 已中断
error-sql = 数据库：{ $detail }
error-invalid = 有 { $count } 个值有误
error-role = 无权操作：需要{ $needs }权限，`{ $user }` 目前是{ $has }（请管理员执行：qudao user add 或 qudao user role）
error-policy = 政策文件 { $detail }
refused-inactive-user = 无权操作：账号 `{ $user }` 已停用（请管理员执行：qudao user on）

## History (change sets)
change-setup = 建立了数据库
change-create = 新建了 { $what }
change-edit = 修改了 { $what }
change-undo = 撤销了 { $what }

## Command line
usage-format = 此命令不支持 { $asked } 格式：应为 { $known } 之一
usage-kind = 没有 `{ $name }` 这类记录：应为 { $known } 之一
list-rows = 共 { $count } 行
init-made-database = 已创建数据库 { $path }；`{ $user }` 的角色是{ $role }
init-kept-database = 数据库 { $path } 已存在；`{ $user }` 的角色是{ $role }
init-made-file = 已创建 { $path }
init-kept-file = { $path } 已存在，保持不变

## Import and export

## Figures, health, alerts

## Tiers

## Tickets

## Plan and tasks
usage-demo-exists = `{ $path }` 已存在：应为尚不存在的文件（可尝试：换一个文件名）
demo-made = 已生成 `{ $path }`：{ $partners } 家渠道商，{ $weeks } 周，{ $sales } 行销售数据
change-demo = 生成了 { $what } 家渠道商的演示网络

## Today

## Screen
