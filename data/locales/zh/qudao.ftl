## Numbers and dates
today = 今天
yes = 是
no = 否
time-left = 还剩 { $time }
time-over = 超时 { $time }

## Errors and problems
expected-other-partner = 其他渠道商，不能是自己
expected-credit-code = 18 位统一社会信用代码，且校验位正确
expected-code = 不含空格的编码
expected-given = 必填的内容
expected-integer = 整数，例如 12
expected-amount = 金额，例如 1,234.50
expected-rate = 比率，例如 3.5% 或 0.035
expected-date = 1900 至 2199 年间的日期，例如 2025-03-01
expected-time = 1900 至 2199 年间的时间，例如 2025-03-01 09:30
expected-period = 1900 至 2199 年间的年、半年、季度、月、周或日期，例如 2025、2025-H1、2025-Q3、2025-07、2025-W30、2025-07-01
expected-week = 1900 至 2199 年间的周，例如 2025-W30
expected-as-of = 1900 至 2199 年间的日期或时刻，例如 2025-06-07、2025-06-07T15:00
expected-between = { $least } 至 { $most } 的整数
expected-yes-no = 是或否
word-filter = 筛选
word-sort = 排序
word-columns = 列
word-age = 时长
meant = （您是否想写 { $near }？）
error-missing-near = 没有{ $kind } `{ $key }`（您是否想写 { $near }？）
usage-several = 有多个{ $kind }叫“{ $key }”：应为 { $which } 之一
user-missing-near = 没有用户 `{ $user }`（您是否想写 { $near }？）
expected-one-of = 以下之一：{ $choices }
expected-one-of-many = { $count } 个已知名称之一，没有相近的（可试：{ $plural ->
    [none] --help
   *[other] qudao list { $plural } --columns help
 }）
expected-near = 已知的名称（您是否想写 { $near }？）
expected-no-field = { $kind } 没有字段 `{ $name }`（可试：qudao list { $plural } --columns help）
expected-no-field-near = { $kind } 没有字段 `{ $name }`（您是否想写 { $near }？）
expected-pair = 应为“字段=值”，得到的是 `{ $word }`
expected-points = 0 到 100 的数
expected-ticket-of = 与渠道商 { $partner } 有关的工单
expected-cents = 最多两位小数的金额，如 1234.50
expected-rate-places = 精确到万分之一的比率，如 12.25%
expected-days = 天数，例如 45
expected-existing = 已有的{ $kind }
expected-existing-near = 已有的{ $kind }（相近：{ $near }）
expected-unique = 不与其他记录重复的值（`{ $who }` 已使用）
expected-at-least = 不小于 { $bound } 的值
expected-at-most = 不大于 { $bound } 的值
expected-not-before = 不早于“{ $other }”
expected-transition = 允许的流转：{ $moves }
expected-no-transition = 不再流转：已是终态
expected-short-text = 不超过 { $length } 个字符、不含控制字符的文字
expected-no-subject = 留空：全网目标没有对象
expected-ordered = 可以比较大小或先后的数字、日期
expected-compared = 数字或日期（`{ $test }` 需要比较）
expected-columns = 与表头一致的列数（请检查本行是否有多余的分隔符或未闭合的引号）
expected-not-computed = 空：由程序按规则设置
problem-value = { $field }：`{ $value }` 有误，应为{ $expected }
problem-missing = { $field }：未填写，应为{ $expected }
problem-refused = { $field }：`{ $value }`：{ $why }
problem-refused-record = `{ $value }`：{ $why }
error-conflict = 无法写入：{ $kind } { $id } 打开之后已被他人修改（请重新查看后再改）
error-control = { $kind }的 `{ $touched }` 含有控制字符：应为不含控制字符的文字（请重新输入）；未写入任何内容
expected-no-control = 不含控制字符的文字
error-missing = 没有这个{ $kind }：`{ $key }`
error-undo-field = 已拒绝：{ $step ->
    [redo] 无法恢复
   *[undo] 无法撤销
 }：{ $kind } { $code } 的“{ $touched }”已由 `{ $by }` 于 { $at } 修改（可试：qudao undo --list，再用 --id 撤销其他操作）
error-undo-changed = 已拒绝：{ $step ->
    [redo] 无法恢复
   *[undo] 无法撤销
 }：{ $kind } { $code } 已由 `{ $by }` 于 { $at } 修改（可试：qudao undo --list，再用 --id 撤销其他操作）
error-undo-other = 已拒绝：{ $step ->
    [redo] 无法恢复
   *[undo] 无法撤销
 }：{ $kind } { $code } 已不是那次操作之后的样子（可试：qudao undo --list，再用 --id 撤销其他操作）
error-undo-gone = 已拒绝：{ $step ->
    [redo] 无法恢复
   *[undo] 无法撤销
 }：{ $kind } { $code } 已由 `{ $by }` 于 { $at } 删除（可试：qudao undo --list，再用 --id 撤销其他操作）
error-undo-gone-unknown = 已拒绝：{ $step ->
    [redo] 无法恢复
   *[undo] 无法撤销
 }：{ $kind } { $code } 已不存在（可试：qudao undo --list，再用 --id 撤销其他操作）
error-undo-needed = 已拒绝：{ $step ->
    [redo] 无法恢复
   *[undo] 无法撤销
 }：`{ $by }` 于 { $at } 建立的{ $kind } { $code } 仍要用到它（可试：qudao undo --list，再用 --id 撤销其他操作）
error-undo-needed-unknown = 已拒绝：{ $step ->
    [redo] 无法恢复
   *[undo] 无法撤销
 }：{ $kind } { $code } 仍要用到它（可试：qudao undo --list，再用 --id 撤销其他操作）
error-undo-taken = 已拒绝：{ $step ->
    [redo] 无法恢复
   *[undo] 无法撤销
 }：`{ $by }` 的{ $kind } { $code } 已占用该编号（可试：qudao undo --list，再用 --id 撤销其他操作）
error-undo-marked = 已拒绝：{ $step ->
    [redo] 无法恢复
   *[undo] 无法撤销
 }：该待办又于 { $at } 被推迟或移除（可试：qudao undo --list，再用 --id 撤销其他操作）
error-nothing-to-undo = 无法撤销：没有可以撤销的操作
error-nothing-to-redo = 无法恢复：没有可以恢复的操作：没有撤销过，或之后又做了新的操作
error-no-change = 没有第 { $id } 号操作（可试：qudao undo --list）
system-no-file = 没有这个文件
system-no-permission = 当前用户没有权限
system-a-folder = 这是一个文件夹
system-no-folder = 路径中有一段不是文件夹
system-there = 已经存在
system-full = 磁盘已满
system-schema = 其中 `{ $name }` 的定义无法读取
system-malformed = 其页面相互矛盾
system-read-only = 此磁盘只读，无法写入
system-long-name = 名称过长
system-links = 这是指向自身的链接
system-no-utf8 = 不是 UTF-8 文本
parser-at = 第 { $line } 行第 { $column } 列：{ $detail }
parser-unknown = 这里没有 `{ $name }`：应为 { $known } 之一
parser-unknown-alone = 这里没有 `{ $name }`：不需要任何内容
parser-missing = 缺少 `{ $name }`
parser-twice = `{ $name }` 出现了两次
parser-value = `{ $value }`：应为{ $expected ->
    [text] 带引号的文本
    [flag] {" "}true 或 false
    [list] 列表，如 ["a", "b"]
    [table] 键和值
    [whole] 整数
    [number] 数字
    [character] 一个字符
   *[other] {" "}{ $theirs }
 }
error-no-folder = 文件夹 `{ $path }` 不存在：应为已有的文件夹（请执行：mkdir -p { WORD($path) }）
error-no-database = 没有数据库 `{ $path }`（请执行：qudao --db { WORD($path) } init，或 qudao demo）
error-read-only = `{ $path }` 无法写入：当前用户需要对文件及其文件夹有写权限（请用 ls -ld 检查两者）
error-empty = `{ $path }` 是空文件（0 字节）：被截断，或尚未建成（请执行：qudao restore 备份文件；新建请执行：qudao --db { WORD($path) } init）
error-foreign = `{ $path }` 不是 qudao 数据库：应为 `qudao init` 创建的 SQLite 文件（可试：qudao restore 备份文件）
error-corrupt = `{ $path }` 已损坏：{ $detail }（可试：qudao restore 备份文件）
error-unshared = `{ $path }` 只能读取，而最近写入的内容在其日志 `{ $path }-wal` 中，此处无法共用该日志（请执行：cp -p { WORD($path) }* 自己的文件夹）
error-older = `{ $path }` 的结构版本是 { $found } 且只能读取，无法升级到 { $known }（请用 cp 把 `{ $path }` 复制到自己的文件夹）
error-migration = `{ $path }` 无法从结构版本 { $found } 升级到 { $known }：{ $detail }；没有改动任何内容（请执行：qudao restore 备份文件）
error-newer = `{ $path }` 的结构版本是 { $found }，本程序只支持到 { $known }（请升级 qudao）
error-busy = `{ $path }` 正被占用：其他进程占用时间超过等待上限（可试：稍后重试；qudao doctor，可查看占用者）
error-replaced = `{ $path }` 已不是打开时的文件：未写入任何内容（请重试）
error-replaced-late = 写入期间 `{ $path }` 被替换：所写内容可能只在恢复时留下的旧库副本中（请检查后重做）
database-replaced = `{ $path }` 已被另一个文件替换：现已打开新文件，其中可能没有之前的内容
error-taken = 已拒绝：`{ $path }` 已存在且不是以前的备份，保持不变（请换一个文件名）
error-disk-full = `{ $path }` 所在磁盘已满：没有写入任何内容（请检查：df -h）
error-overflow = `{ $place }` 的合计超过 922,337,203,685,477，无法准确计算（请检查其中是否有输错的金额）
error-bad-record = { $kind } { $code }：`{ $touched }` 的值 `{ $found }` 不符合其类型（请运行：qudao doctor）
error-bad-value = 字段 `{ $field }` 的值 `{ $found }` 与其类型不符（请执行：qudao doctor）
error-interrupted = 已中断
figures-behind = 指标为 { $day } 的数据，尚未更新（请试：qudao refresh）
refresh-nothing = 截至 { $day } 已是最新，无需处理
refresh-done = 已更新至 { $day }：重算 { $computed } 家渠道，新增预警 { $raised } 条，解除 { $cleared } 条，升级 { $escalated } 次
error-doubled = { $kind }：已有一条{ $fields }相同的记录，未写入（请改为修改那一条）
error-doubled-other = 记录已存在，未写入（请重新查看）
error-referred = 无法写入：它引用的记录已不存在，或仍有记录引用它，未写入（请重新查看）
error-sql = 数据库：{ $detail }
error-invalid = 有 { $count } 个值有误
error-role = 无权操作：需要{ $needs }权限，`{ $user }` 目前是{ $has }（请管理员执行：qudao user add { $user } --role { $code }）
error-policy = 政策：{ $place }{ $because }
policy-refused = `{ $path }` 的值 `{ $value }` 有误，应为：{ $bounds }
policy-refused-like = `{ $path }` 的值 `{ $value }` 有误，应为：{ $bounds }（可试：{ $like }）
policy-refused-default = `{ $path }` 的值 `{ $value }` 有误，应为：{ $bounds }（默认值：{ $default }）
policy-refused-now = `{ $path }` 的值 `{ $value }` 有误，应为：{ $bounds }（现行值：{ $now }）
policy-section = `{ $path }` 是一组键，请写到具体的键（可选：{ $names }）
policy-no-key-near = 没有名为 `{ $path }` 的键或分组（可选：{ $names }）
policy-no-name = `{ $path }`：名称只能由小写字母、数字和 `_` 组成
policy-show-no-key = 没有键 `{ $path }`{ $near ->
    [none] （全部键见 qudao policy show）
   *[other] （您是否想写 { $near }？）
 }
policy-order = `{ $path }` 的值 `{ $value }` 有误，应不大于 `{ $beside }`（现为 `{ $other }`；请先修改 `{ $first }`）
policy-order-below = `{ $path }` 的值 `{ $value }` 有误，应小于 `{ $beside }`（现为 `{ $other }`；请先修改 `{ $first }`）
policy-parts = `{ $path }` 为 `{ $value }`，`{ $beside }` 为 `{ $other }`：两者之和应小于 1（请调低其中一个）
policy-line = `{ $path }` 的值 `{ $value }` 有误，应{ $way ->
    [above] 大于
   *[below] 小于
 } `{ $beside }`（现为 `{ $other }`，可先调整该项）
policy-weights = `{ $path }` 下的权重全部为 `0`：合计应大于 0（可试：将 `{ $first }` 设为 1）
policy-weight-share = `{ $path }` 的权重 `{ $value }`（合计 { $sum }）过低：应不低于合计的 { $least }%（可试：{ $enough ->
    [none] 调低其他权重
   *[other] { $enough }
 }）
policy-no-calendar = `desk.calendar` 的值 `{ $value }` 有误，应为 cn、hk、weekdays，或 `own`（使用自有日历，请执行：qudao policy import --calendar 文件 -r 理由）
policy-no-playbooks = `desk.playbooks` 的值 `{ $value }` 有误，应为空，或 `own`（使用自有处理方案，请执行：qudao policy import --playbooks 文件 -r 理由）
policy-no-toml = 第 { $line } 行第 { $column } 列：应为 TOML，如 `[tiers]` 下的 `top = 0.2`（请检查该处是否缺少引号、括号或 `=`；解析器提示：{ $detail }）
policy-twice = 第 { $line } 行第 { $column } 列：此处的键上文已出现，每个键只应出现一次（可试：删去其中一处）
policy-apart = 各项的值不能配合使用：{ $detail }（请用 qudao policy show 查看）
policy-calendar-line = 日历第 { $line } 行 `{ $value }` 有误，应为以 `calendar`、`week`、`covers`、`holiday`、`off` 或 `work` 开头的行（参照：qudao policy export --calendar）
policy-calendar-week = 日历第 { $line } 行 `{ $value }` 有误，应为七位数字，从周一开始（如：week,1111100）
policy-calendar-years = 日历第 { $line } 行 `{ $value }` 有误，应为 1900 至 2500 之间的两个年份（如：covers,2024,2026）
policy-calendar-day = 日历第 { $line } 行 `{ $value }` 有误，应为两个日期（如：off,2026-10-01,2026-10-07,national）
policy-calendar-holiday = 日历第 { $line } 行 `{ $value }` 有误，应为上文已列出的节日代码（请先写一行：holiday,代码,English,中文）
policy-calendar-order = 日历第 { $line } 行 `{ $value }` 有误，最后一天不应早于第一天（请对调两个日期）
policy-calendar-named = 日历有误，应有一行 `calendar`，写明代码和名称（如：calendar,mine,Mine,我的）
policy-calendar-worked = 日历 `{ $value }` 有误，应有一行 `week`，且至少有一天上班（如：week,1111100）
policy-calendar-covers = 日历 `{ $value }` 有误，应有一行 `covers`，写明起止年份（如：covers,2024,2026）
policy-calendar-once = 日历第 { $line } 行 `{ $value }` 有误，每一天只应出现一次（请检查 `off`、`work` 各行是否有重复的日期）
policy-calendar-within = 日历第 { $line } 行 `{ $value }` 有误，日期应在 `covers` 的年份之内（请扩大年份范围）
policy-playbooks-toml = 处理方案第 { $line } 行第 { $column } 列：应为 `[[remedy]]` 及其内容（参照：qudao policy export --playbooks；解析器提示：{ $detail }）
policy-playbooks-off = 处理方案第 { $line } 行：`{ $code }` 的 `off` 有误，应为自带方案的代码（参照：qudao policy export --playbooks）
policy-playbooks-part = 处理方案第 { $line } 行：`{ $code }` 中有 `{ $field }`，应只有 { $names }（参照：qudao policy export --playbooks）
policy-playbooks-missing = 处理方案第 { $line } 行：`{ $code }` 缺少 `{ $field }`，每个方案都应有此项（参照：qudao policy export --playbooks）
policy-playbooks-form = 处理方案第 { $line } 行：`{ $code }` 的 `{ $field }` 为 `{ $value }`，形式应如 { $like }（参照：qudao policy export --playbooks）
policy-empty = 文件为空，应为日历各行，或处理方案（参照：qudao policy export --calendar，或 --playbooks）
policy-playbooks-twice = 处理方案第 { $line } 行：`{ $code }` 重复出现，每个代码只应出现一次（可试：换一个代码）
policy-lacking = 缺少 `{ $path }`：维护计划的每条规则都应有此项，允许 { $bounds }（可试：{ $like }）
policy-encoding = 第 { $line } 行：应为 UTF-8 编码的文本（可试：iconv -f { $encoding } -t UTF-8）
policy-playbooks-code = 处理方案第 { $line } 行：`{ $code }` 的 `{ $field }` 为 `{ $value }`，应为以下之一：{ $names }
policy-playbooks-unread = 处理方案第 { $line } 行：`{ $code }` 无法读取，应与自带方案的格式一致（参照：qudao policy export --playbooks；解析器提示：{ $detail }）
aside-policy = 试算 { $path }：只读取数据库
# 窄屏的标题行
brief-policy = 试算 { $path }
brief-day = 查看 { $day }（今天 { $today }）
brief-as-of = 查看 { $day }
brief-read-only = 只读
brief-rules = 第 { $version } 版政策无法使用
brief-clock = 自有时钟 { $day }
brief-own-clock = 自有时钟
brief-behind = 指标截至 { $day }
brief-nothing = 只查看
aside-read-only = { $path } 在此不可写入：仅供查看
refused-aside-read-only = 已拒绝：当前用户不能写入 { $path }，仅供查看（请用 ls -ld 检查文件及其文件夹，或复制一份自己使用）
aside-rules = 第 { $version } 版政策无法使用：只读取数据库（{ $because }）
refused-aside-rules = 已拒绝：第 { $number } 版政策无法使用，因此不能写入（请先运行 qudao doctor，再执行 qudao policy set 键 值 -r 理由 或 qudao policy import 文件 -r 理由）
policy-before-decision = 它于 { $decided } 批准，却自 { $from } 起生效：应为批准当日或之后
policy-hash = 文本与校验值不符
doctor-rules-unusable = 第 { $version } 版政策无法使用：{ $because }（请执行：qudao policy set 键 值 -r 理由，或 qudao policy import 文件 -r 理由）
expected-policy-hash = 与其文本一致的校验值
aside-moment = 查看 { $as-of } 的情况：只读取数据库
aside-day = 查看 { $as-of } 的情况（今天是 { $today }）：只读取数据库
head-clock = 此数据库使用自己的时钟：今天是 { $day }
clock-own = 此数据库的时钟：{ $now }
clock-system = 此数据库没有自己的时钟，现在是 { $now }
refused-aside-moment = 已拒绝：查看 { $as-of } 时只能查询，写入的内容一律按时钟的当前时间记录（请去掉 --as-of 和 QUDAO_AS_OF）
refused-aside-day = 已拒绝：查看 { $as-of } 时只能查询，今天是 { $today }（请去掉 --as-of 和 QUDAO_AS_OF；如需在其他日期操作：qudao --db 新文件 init --clock { $as-of }）
refused-clock-none = 已拒绝：此数据库创建时没有自己的时钟（请执行：qudao --db 新文件 init --clock 日期）
refused-aside-policy = 已拒绝：当前只是试算 { $path } 的效果，不写入任何内容（请去掉 --policy 和 QUDAO_POLICY，或提交变更：qudao policy import { WORD($path) } -r 理由）
refused-aside-make = 已拒绝：试算 { $path } 的效果时不会新建或替换数据库（请去掉 --policy 和 QUDAO_POLICY）
refused-aside-older = 已拒绝：{ $path } 的结构版本为 { $found }，升级到 { $known } 属于写入，而试算不写入任何内容（请先去掉 --policy 和 QUDAO_POLICY，运行 qudao doctor）
refused-day-older = 已拒绝：{ $path } 的结构版本为 { $found }，升级到 { $known } 属于写入，而查看其他日期不写入任何内容（请先去掉 --as-of 和 QUDAO_AS_OF，运行 qudao doctor）
policy-key = 键
policy-value = 值
policy-unit = 单位
policy-default = 默认值
policy-before = 现行
policy-after = 拟改为
policy-expected = { $does }：应为 { $bounds }
policy-origin = 由第 { $version } 版设定：{ $by }，{ $at }：{ $reason }
policy-version = 规则第 { $number } 版
policy-version-what-if = 试算 { $path }，在规则第 { $number } 版之上，并与该版对比
policy-in-force-column = 第 { $number } 版
policy-ask-role = 仅供查看：变更由专员及以上提出
policy-ask-aside = 仅供查看：此处不能提出变更
policy-number = 规则第 { $number } 版
policy-version-head = 版本
policy-state = 状态
policy-in-force = 现行
policy-from = 生效日期
policy-change = 变更内容
policy-by = 提出人
policy-at = 时间
policy-why = 理由
policy-exported = 已写入 { $path }
policy-diff = { $count ->
    [0] 第 { $from } 版与第 { $to } 版内容相同
   *[other] 第 { $from } 版与第 { $to } 版有 { $count } 个键不同
}
usage-policy-day = 规则只能从批准之日或之后生效，不能从 { $from } 起（请指定 { $today } 或之后的日期）
usage-policy-same = 与现行规则相同，无需提出变更
refused-policy-undo = 已拒绝：第 { $id } 号操作使规则生效，须另行提出变更（请执行：qudao policy history，再执行 qudao policy import --version 版本号 -r 理由；或执行 qudao undo --list，更早的操作按号撤销）
refused-policy-by-hand = 已拒绝：规则只能提出变更并由总部审批（请执行：qudao policy set 键 值 -r 理由）
refused-policy-by-file = 已拒绝：规则版本只能随完整导出导入新数据库（请执行：qudao policy import 文件 -r 理由）
refused-rules-changed = 已拒绝：规则刚刚变更，未写入任何内容（请重试）
usage-policy-reason = 变更政策须说明理由（请加 -r "理由"）
policy-no-account = `{ $path }` 中的 `{ $value }` 有误，应为 `owner`、`region`、`head_office` 或可分派工作的账号（请查看：qudao user list）
refused-policy-clash = 已拒绝：提出第 { $number } 版时 `{ $key }` 为 { $base }，而届时生效的第 { $now } 版中已改为 { $value }，两者只能保留其一（请驳回后重新提交）
refused-policy-moot = 已拒绝：第 { $number } 版要改的内容，届时生效的第 { $now } 版中都已如此（请驳回）
refused-policy-waits = 已拒绝：版本 { $version } 从未生效，正待审批 #{ $number }（可试：qudao approval show { $number }）
refused-policy-twice = 已拒绝：您已提出相同的变更，#{ $number } 待审批（可试：qudao approval show { $number }）
refused-policy-unfit = 已拒绝：第 { $version } 版目前无法审批，请驳回或撤回后重新提出：{ $place }{ $because }
policy-kept = 自 { $from } 起，已批准的第 { $number } 版将 `{ $key }` 定为 { $value }，届时以其为准
refused-inactive-user = 无权操作：账号 `{ $user }` 已停用（请管理员执行：qudao user on { $user }）
refused-own-way = 无权操作：{ $kind } `{ $called }` 的此项不能由文件修改（请用：{ $command }）
refused-fixed = 无权操作：`{ $called }` 的此项自创建时确定，不可修改
way-ticket-edit = qudao edit ticket { $code } { $name }=值
way-ticket-resolve = qudao ticket remedies
way-ticket = qudao ticket act { $code } 操作
way-ticket-event = qudao ticket act 编号 操作
way-approval-show = qudao approval show { $code }
way-approval = qudao approval list
way-tier = qudao tier propose 编码 等级 --reason 理由
way-deposit = qudao deposit reverse { $code } --reason 理由
way-policy = qudao policy set 键 值 -r 理由
way-status = qudao partner move 编码 状态 --reason 理由
way-alert = qudao today
refused-others-key = 无权操作：已属于 `{ $of }`（请换一个编号，或改为其所属渠道商）
refused-history = 无权操作：新建单据从头开始；带有原状态的历史须由{ $needs }导入
refused-open-approval = 无权操作：待批的审批须在此处提交（命令：qudao approval request 类别 编号）
refused-role = 无权操作：需要{ $needs }权限，`{ $user }` 目前是{ $has }
refused-other = 无权操作：{ $why }
expected-region-outside = 不在本区域之内的上级区域
expected-other-delegate = 他人：不能委托自己
expected-working-delegate = 在用且角色为渠道专员以上的用户
expected-paid-by-own = 已有回款的渠道商：回款 `{ $number }` 属于 `{ $of }`
expected-own-invoice = 同一渠道商的发票；此发票属于 `{ $of }`
import-waits = { $file } 第 { $row } 行：{ $told }
import-wait-count = { $file }：{ $count } 行待审批（查看：qudao approval list）
tier-skipped = 略过 { $code }：{ $why }
approval-by-rules = 审批步骤依据：规则第 { $number } 版
brought-in = 由导入带入，保留原处的状态
doctor-regions = 没有区域以自身为上级
doctor-core-loop = 渠道商 `{ $code }` 既是核心渠道商，自身又有核心渠道商（请执行：qudao edit partner { $code } core=）
doctor-approval-step = 审批 { $number } 处于第 { $step } 步，共 { $steps } 步，其流程没有这一步：无人可以审批（请执行 qudao restore 备份文件）
doctor-clock = 数据库自带时钟的值 { $found } 不是日期，现以系统时间为准（请执行：qudao clock set 日期）
doctor-no-rules = 没有生效的政策版本：现用程序自带的政策（请执行 qudao restore 备份文件）
doctor-region-loop = 区域 `{ $code }` 的上级形成循环（命令：qudao edit region { $code } parent=）
refused-role-changed = 无权操作：`{ $user }` 的角色现为 { $role }（请按该角色的权限重试）
refused-no-gateway = 无权操作：`{ $account }` 不是本数据库的共用账号（请管理员执行：qudao user gateway { $account } on）
refused-gateway = 无权操作：经共用账号 `{ $account }` 登录时不可执行（请在服务器上用自己的命令行执行）
refused-gateway-elsewhere = 无权操作：经共用账号 `{ $account }` 登录时只能使用其自己的数据库，`{ $path }` 是另一个（请去掉 --db 和 QUDAO_DB）
refused-gateway-wide = 无权操作：数据库就在 `{ $path }` 之中，共用账号只能使用单独存放文件的文件夹（可试：mkdir { $folder }，再用 --folder { $folder }）
usage-gateway-account = `{ $account }` 不是帐号名：应为本机上的帐号（可在该帐号下运行：id -un）
usage-gateway-folder = `{ $path }` 不是可打开的文件夹（请先建立）
refused-init-there = 无权操作：数据库 { $path } 已存在，其管理员、共用账号与时钟不变（可换一个名字：qudao --db NEW.db init）
change-gateway-on = 设为共用账号：{ $what }
change-gateway-off = 取消共用账号：{ $what }
gateway-none = 没有共用账号：操作人即登录服务器的账号
gateway-off = `{ $account }` 不是共用账号
gateway-on = `{ $account }` 是共用账号：由 QUDAO_USER 指明操作人；不可读写文件
gateway-on-folder = `{ $account }` 是共用账号：由 QUDAO_USER 指明操作人；文件限于 { $folder }
note-no-gateway = qudao: QUDAO_USER 指明 `{ $person }`，但不起作用：`{ $account }` 不是本数据库的共用账号
doctor-gateways = { $count ->
    [0] 没有共用账号
   *[other] { $count } 个共用账号
  }
doctor-gateway-folder = 共用账号 `{ $account }` 的文件夹 { $folder } 不存在

## History (change sets)
change-partner-assign = 指派了 { $what } 的负责人
change-partner-tag = 给 { $what } 打了标签
change-partner-status = 变更了 { $what } 的合作状态
change-exit-ask = 申请了退出：{ $what }
change-partner-visit = 安排了拜访 { $what }
change-view = 保存了视图 { $what }
change-setup = 建立了数据库
change-clock = 将数据库时钟设为 { $what }
change-policy-propose = 提出了规则变更
change-rules = 把规则存为第 1 版
change-create = 新建了 { $what }
change-edit = 修改了 { $what }
change-undo = 撤销了 { $what }
change-redo = 恢复了 { $what }
change-ticket-new = 新建了工单 { $what }
change-ticket-acknowledge = 受理了 { $what }
change-ticket-assign = 指派了 { $what }
change-ticket-comment = 备注了 { $what }
change-ticket-evidence = 为 { $what } 添加了证据
change-ticket-hold = 挂起了 { $what }
change-ticket-resume = 恢复了 { $what }
change-ticket-investigate = 开始调查 { $what }
change-ticket-negotiate = 开始协商 { $what }
change-ticket-arbitrate = 将 { $what } 提交仲裁
change-ticket-escalate = 升级了 { $what }
change-ticket-resolve = 解决了 { $what }
change-ticket-check = 复核了 { $what }
change-ticket-close = 关闭了 { $what }
change-ticket-advance = 推进了 { $what } 的状态
change-ticket-reopen = 重新打开了 { $what }
change-ticket-edit = 修改了 { $what }
change-ticket-sweep = 自动升级了超时工单
change-alert-snooze = 推迟了 { $what } 的预警
change-alert-ticket = 就 { $what } 的预警立了工单
change-alert-assign = 指派了 { $what } 的预警
change-alerts = 更新了预警

## Command line
usage-no-terminal = 程序界面需要终端（可用：qudao today、qudao list partners 或 qudao --help）
error-dumb-terminal = 终端 `{ $term }` 不能定位光标，程序需要能定位的终端（可试：TERM=xterm-256color qudao，或直接用命令，见 qudao --help）
error-no-term = 未设置 TERM，无法得知终端的能力（可执行：TERM=xterm-256color qudao，或使用命令，见 qudao --help）
locale-ascii = 区域设置 { $locale } 未指明编码，界面以 ASCII 绘制（设 LC_ALL=C.UTF-8，或在 config.toml 中写 ui.glyphs = "unicode"）
error-not-utf8 = 区域设置 `{ $locale }` 的编码是 { $encoding }，而程序输出 UTF-8（可试：在设为 UTF-8 的终端里执行 LC_ALL=C.UTF-8 qudao）
error-keymap-unread = config.toml 的 `keys` 指向 `{ $path }`，无法读取（{ $detail }）：应为按键文件（可换一个路径，或删去该行）
error-crash = 程序出错并已退出；未保存的输入已保留，已保存的内容在数据库里。错误记录在 { $path }（可试：把该文件连同操作步骤一起发给维护者）
error-crash-unlogged = 程序出错并已退出；已保存的内容在数据库里
usage-unknown-argument = 此处没有参数 `{ $arg }`
usage-unknown-command = 没有命令 `{ $arg }`
usage-value-missing = `{ $arg }` 需要一个值{ $known ->
    [none] {""}
   *[other] ：{ $known }
  }
usage-value-unknown = `{ $value }` 不是 `{ $arg }` 的有效值{ $known ->
    [none] {""}
   *[other] ：应为 { $known }
  }
usage-value-wrong = `{ $value }` 无法作为 `{ $arg }` 的值读取{ $expected ->
    [none] {""}
   *[other] ：应为 { $expected }
  }
usage-argument-missing = 缺少必填参数：{ $arg }
usage-command-missing = 缺少子命令：{ $known }
usage-value-count = `{ $arg }` 的值的个数不对
usage-value-equals = `{ $arg }` 的值须写在 `=` 之后
usage-argument-conflict = `{ $arg }` 不能与 `{ $other }` 同时使用
usage-argument-bytes = 参数不是有效的文本
usage-near = （是否指：{ $near }）
usage-usage = 用法：{ $usage }
usage-help = 更多说明：--help
usage-format = 此命令不支持 { $asked } 格式：应为 { $known } 之一
usage-tier = `{ $name }` 不是等级：应为 { $known } 之一
usage-kind = 没有 `{ $name }` 这类记录（可试：qudao list --help，查看全部类别）
usage-kind-near = 没有 `{ $name }` 这类记录（您是否想写 { $near }？）
list-column = 字段
list-column-label = 名称
list-rows = { $count ->
   *[other] 共 { $shown } 行
 }
doctor-schema = 结构版本 { $found }
doctor-foreign = { $part } 不属于本程序：可能写入无人要求的内容（可用 sqlite3 查看并 DROP）
doctor-lacking = 缺少 { $part }（请试：qudao restore BACKUP）
doctor-integrity = 文件完好
doctor-damaged = 文件已损坏：{ $detail }（请执行：qudao restore 备份文件）
doctor-references = 所有引用都有对应的记录
doctor-dangling = { $kind } { $code } 引用的{ $other }记录不存在
doctor-unread = 可以读取
doctor-own-reference = { $kind } { $code }：“{ $touched }”指向自身（请执行：qudao edit { $name } { WORD($code) } { $field }=）
doctor-own-delegate = 用户 `{ $code }` 的代理人是其本人（请执行：qudao user delegate { WORD($code) }）
doctor-values = { $count } 条记录符合字段定义
doctor-bad-value = { $kind } { $code }：`{ $touched }` 的值 { $found } 与其类型不符（请通过修改或导入更正，或执行 qudao restore 备份文件）
doctor-history = 日志中的记录都在
doctor-gone = { $kind } { $code } 在日志中有记录，库中却没有：被人绕过程序删除（可执行 qudao audit --kind { $plural } 查看其内容，或执行 qudao restore 备份文件）
doctor-search = 检索索引与记录一致
doctor-no-keys = 有 { $count } 个渠道商按名称检索不到（请执行：qudao refresh，重建索引）
doctor-no-texts = 有 { $count } 篇知识库文章按内容检索不到（请执行：qudao refresh，重建索引）
doctor-no-figures = `{ $code }` 的指标缺失（请执行：qudao refresh，重新计算）
doctor-empty = { $kind } { $code }：必填项 `{ $touched }` 为空（请执行：qudao restore 备份文件）
doctor-closings = { $count } 个已关账期间的冻结数据与关账时一致
doctor-closing = 已关账期间 { $period } 的冻结数据与关账时不一致：现有 { $found } 个渠道商，关账时 { $count } 个（请执行：qudao restore 备份文件，或 qudao close --reopen 期间 --reason 理由）
refresh-made-again = 已为 { $count } 条记录补齐缺失的索引或指标
doctor-roll-ups = 汇总与销售明细一致
doctor-drift-months = `{ $code }` 的月度汇总与销售明细不一致
doctor-drift-weeks = `{ $code }` 的周度汇总与销售明细不一致
doctor-drift-network = 全网月度汇总与销售明细不一致
doctor-figures = 各渠道商的合计均可计算
doctor-users = { $count } 位在用的管理员
doctor-no-admin = 没有在用的管理员（请恢复有管理员的备份）
doctor-files = { $path }，权限 { $mode }，{ $size }
doctor-world-writable = { $path } 任何人都可写入，权限 { $mode }（请执行：chmod o-w）
doctor-not-group-writable = { $path } 同组成员无法写入，权限 { $mode }（请执行：chmod g+rw）
doctor-log = 预写日志 { $size }
doctor-no-log = 预写日志未启用：日志模式为 { $mode }，应为 wal
doctor-log-grows = 预写日志已增至 { $size }：有会话一直在读取（请关闭遗留的会话）
doctor-leftovers = 没有中断的备份或恢复留下的文件
doctor-leftover = `{ $path }` 是被中断的进程留下的（请执行：qudao backup 备份文件，可将其清除；也可用 rm 删除）
doctor-nobody = 就当前用户所见，没有其他进程打开它
doctor-holders = 另有 { $count } 个进程打开：{ $list }
doctor-calendar = 工作日历 { $code }，{ $first } 至 { $last } 年
doctor-uncovered = 工作日历 { $code } 不含 { $year } 年：期限按普通周计算（请执行：qudao policy import --calendar 文件 -r 理由）
doctor-workers = { $count } 个可派单的在用账号
doctor-assign = 政策把 { $kind } 类工单派给 `{ $account }`，但此账号不存在、已停用或只能查看：改派下一顺位（请修改 desk.assign）
doctor-rules = 现行规则为第 { $number } 版
doctor-old-policy = { $file } 与现行规则不同；规则以数据库为准，此文件不再读取（请执行：qudao policy import { WORD($file) } -r 理由，或删除此文件）
doctor-old-policy-unusable = 以前的政策文件 { $file } 无法读取：{ $because }。该文件不起作用（请删除，或修正后提交：qudao policy import { WORD($file) } -r 理由）
doctor-fine = 未发现问题
doctor-found = 发现 { $count } 个问题
change-restore = 从备份 { $what } 恢复
refused-last-admin = 无权操作：`{ $user }` 是最后一位在用的管理员
refused-undone = 无法撤销：第 { $id } 号操作已经撤销过（可试：qudao redo）
refused-undo-never = 无法撤销：第 { $id } 号操作，{ $because }（可试：qudao undo --list，更早的操作按号撤销）
refused-not-yours = 无权撤销：第 { $id } 号操作是 `{ $user }` 的（只有管理员可以撤销他人的操作）
backup-made = 已备份到 { $path }（{ $size } 字节），并通过检查
restore-done = 已从 { $path } 恢复
restore-kept = 原数据库保留在 { $path }
undo-done = 已撤销：{ $what }
redo-done = 已恢复：{ $what }
redo-limits = 做了新的操作之后不能再恢复；撤销了的审批决定会被跳过，只能重新决定。
redo-passed = { $what }：已跳过，审批决定不能恢复，只能重新决定
redo-done-passed = 已恢复：{ $what }（已跳过：{ $passed }，只能重新决定）
undo-never = 不能撤销的操作及原因：
undo-never-clock = 请重新设定：qudao clock set 日期
undo-never-whole = 导入前数据库为空：可另建新库（qudao init）
undo-never-setup = 没有它就没有数据库
undo-never-restore = 恢复前的数据库已另存在旁边的文件里（用 restore 恢复那个文件）
undo-never-close = 关账后的期间已冻结；用 `qudao close --reopen 期间 --reason 理由` 重新打开，用 `qudao close 期间` 再次关账
undo-never-view = 保存的视图不改动数据；重新保存或删除即可
undo-never-rules = 这是程序自带的规则；由新的规则版本取代
undo-never-gateway = 用 `qudao user gateway 账号 off` 关闭网关，用 `qudao user gateway 账号 on` 打开
undo-never-derived = 由程序在查看时自动完成，撤销后还会再做
undo-never-tier-effect = 已决定的等级在生效日生效；请另行提出调整
undo-special = 另有规则的操作：
undo-special-decision = 审批决定只能由决定人本人撤销，恢复时会跳过：只能重新决定
undo-special-deposit = 保证金台账的分录从不删除：撤销和恢复都以冲销分录记账
undo-special-penalty = 已从保证金中扣款的违规不能撤销，须另记分录更正
undo-special-users = 无论撤销什么，最后一名管理员都会保留
undo-special-others = 他人之后修改过或仍要用到的内容不会改动，提示中会指明（他人的操作由管理员用 --id 撤销）
undo-special-files = 已导出的文件、报告和备份不在数据库中
undo-list-number = 编号
undo-list-at = 时间
undo-list-user = 用户
undo-list-what = 操作
undo-list-state = 状态
undo-list-undone = 已撤销
audit-action-insert = 新建
audit-action-update = 修改
audit-action-delete = 删除
user-added = 已添加用户 `{ $user }`，角色是{ $role }
user-changed = 已修改用户 `{ $user }`，角色是{ $role }
user-missing = 没有用户 `{ $user }`（请查看：qudao user list）
show-related = { $kind }：{ $shown } / { $count }
audit-more = 仅显示最新 { $count } 条；更早的请用 --limit
usage-number = `{ $text }` 不是操作编号（查看：qudao undo --list）
usage-not-plain = { $kind } 另有规则，不能用 add 和 edit 写入：应为 partner、invoice 等普通类别（可试：qudao { $command } --help）
conflict-field = 字段
conflict-mine = 您的
conflict-theirs = 他人的
init-made-database = 已创建数据库 { $path }；`{ $user }` 的角色是{ $role }
init-kept-database = 数据库 { $path } 已存在；`{ $user }` 的角色是{ $role }
init-made-file = 已创建 { $path }
init-kept-file = { $path } 已存在，保持不变

## Import and export
export-all-folder = `all` 须导出到文件夹：请给出文件夹（可试：qudao export all 文件夹）
export-all-no-folder = `{ $path }` 不是文件夹：请给出新文件夹或已有的文件夹（可试：换一个名称）
export-folder-all = 只有 `all` 导出到文件夹：单个类别请用 -o FILE
export-all-today = `all` 导出数据库的当前状态：不能与 --as-of 或 QUDAO_AS_OF 同用（可试：qudao export partners，逐类导出）
export-all-whole = `all` 即按固定列名导出全部：不能与 --filter 或 --labels 同用
export-all-done = 已写入 { $files } 个文件共 { $count } 条记录：{ $path }（可试：在空数据库中运行 qudao import all { WORD($path) }）
export-needs-file = 工作簿需要写入文件：请加 --output FILE.xlsx
export-ending = 不认识的扩展名 `.{ $ending }`：应为 { $known } 之一（可试：--format）
export-done = 已将 { $count } 条记录写入 { $path }
change-import-all = 整库导入了 { $what }
change-import = 导入了 { $what }
import-columns-missing = `{ $file }` 缺少{ $kind }的列：{ $missing }（请修改表头，或用 --map 指定映射文件）
import-columns-unknown = `{ $file }` 缺少{ $kind }的列：{ $missing }；未识别的列：{ $unknown }（请修改表头，或用 --map 指定映射文件）
import-nothing = 没有可读取的文件：给出的文件与 { $wanted } 都不相符（请给出所在文件夹，或同名的文件）
import-create = 不能因引用而自动创建{ $kind }：只能是 region、product-line、channel-type、user 或 partner
import-create-unknown = `{ $name }` 不是可自动创建的类别{ $meant }：应为 region、product-line、channel-type、user 或 partner
import-map-missing = 没有映射文件 `{ $name }`：应为已有的文件，或 `{ $folder }` 中的名称（{ $known ->
    [none] 该处没有映射
   *[other] 现有：{ $known }
  }）
import-all-needs-map = `all` 表示映射文件中的全部内容，或原样导入的整库导出：请给出 --map FILE，或由 `qudao export all 文件夹` 生成的一个文件夹
import-not-whole = `{ $folder }` 不是完整的整库导出：缺少 { $count } 个文件：{ $missing }（可试：在原数据库中运行 qudao export all { WORD($folder) }）
refused-not-empty = 已拒绝：整库导出只能导入空数据库，而本库不为空（{ $kind }：{ $count } 条；可试：qudao --db 新文件 init，再导入新库）
file-io = 无法读取 `{ $path }`：{ $detail }
file-missing = 没有文件 `{ $path }`：应为已有的文件{ $near ->
    [none] {""}
   *[other] （可试：{ $near }）
  }
file-forbidden = 当前用户无权读取 `{ $path }`：应为您可以读取的文件（可试：联系文件所有者，或换一个文件）
file-none = `{ $path }` 是管道或设备，应为文件（请先写入文件）
file-folder = `{ $path }` 是文件夹：应为文件；如要读取整个文件夹，请用 --map 指定列出其中文件的映射文件
file-gzip = gzip 文件 `{ $path }` 已损坏（请用 gzip -t 检查）
file-undecodable = `{ $path }` 不是可识别的文本：第 { $line } 行既不是 UTF-8 也不是 GB18030，也没有 UTF-16 标记（请用 --encoding 指定编码，或另存为 CSV UTF-8）
file-doubtful = `{ $path }` 更像 Big5 而不是 GB18030：需要指明编码（请用 --encoding big5 或 --encoding gb18030）
file-quote = `{ $path }` 第 { $line } 行：引号打开后，到单元格结束处没有闭合：应在下一个单元格之前闭合，引号内的引号写两个（请补上引号，或用 --no-quotes）
import-currency = `{ $file }`：{ $columns } 是其他币种：金额应为 { $currency }（请先换算，再在表头写明 { $currency }）
import-unit = { $file }：`{ $column }` 列的数字以{ $unit }为单位
import-sheets-alike = { $file }：工作表 { $sheets } 的列相同，未读取（可用 --sheet 指定工作表）
expected-own-currency = 组织币种 { $currency } 的金额
expected-one-mark = 同一列数字应采用同一种写法：`{ $one }` 与 `{ $other }` 不一致（请用 --decimal 指明 `,` 或 `.`）
file-no-encoding = 没有名为 `{ $name }` 的编码（可试：utf-8、utf-16le、gb18030、big5、windows-1252）
file-workbook = 工作簿 `{ $path }` 已损坏：{ $detail }（请打开后重新保存）
file-no-sheet = `{ $path }` 中没有工作表 `{ $sheet }`：应为以下之一：{ $sheets }
file-empty = `{ $path }` 是空的：应有表头及数据行
file-write = 无法写入 `{ $path }`：{ $detail }
file-no-folder = 文件夹 `{ $path }` 不存在（请执行：mkdir -p { WORD($path) }）
file-no-backup = 没有可用于恢复的文件 `{ $path }`：应为备份文件{ $near ->
    [none] {""}
   *[other] （可试：{ $near }）
  }
refused-recipe-file = 已拒绝：`{ $path }` 已存在，保持不变（请换一个文件名，或在流程的该步骤中写 force = true）
policy-unread = { $detail }；应为可以读取的文件{ $near ->
    [none] {""}
   *[other] （可试：{ $near }）
  }
error-refused-values = 已拒绝：{ $count ->
   *[other] 有 { $count } 个值不允许这样写入
 }
mapping-form = 映射文件：{ $detail }
mapping-unknown = 映射文件，{ $place }：没有{ $what ->
    [kind] 类别
    [field] 字段
    [function] 函数
    [choice] 选项
   *[column] 列
 } `{ $name }`
mapping-unknown-near = 映射文件，{ $place }：没有{ $what ->
    [kind] 类别
    [field] 字段
    [function] 函数
    [choice] 选项
   *[column] 列
 } `{ $name }`，应为 { $near }
mapping-not-given = 映射文件，{ $place }：`{ $name }` 由程序计算，不能由文件给出（可试：删去这一行）
mapping-syntax = 映射文件，{ $place }：无法理解 `{ $text }`{ $at ->
    [none] {""}
   *[other] 中的 `{ $at }`
 }，应为{ $expected ->
    [brace] 列名之后的 `{"}"}`
    [sum] 由数字、`{"{"}列名{"}"}`、+ - * / 和括号组成的算式
    [condition] `{"{"}列名{"}"} = 值`、`!=`、`<`、`<=`、`>`、`>=`、`{"{"}列名{"}"} in (甲, 乙)`、`{"{"}列名{"}"}` 或 `!{"{"}列名{"}"}`，可用 and、or、not 和括号连接；含这些符号或词的文字请加引号
    [compared] 可以比较的数字或日期
    [quote] 成对的引号
    [function] trim、replace 'a' 'b'、part '分隔符' N、part 起 止、upper、lower 或 pad N 'c'
    [decimal] `,` 或 `.`
    [quoted] 加引号的文字，如 `"30"`
    [source] 文字、`{"{"} when = ..., then = ..., else = ... {"}"}` 或 `{"{"} until_next = ..., last = ... {"}"}`
    [sections] `[[record]]`
    [column] 写在花括号中的列名：`{"{"}{ $text }{"}"}`
   *[dates] `dmy`、`mdy` 或 `%d.%m.%y` 之类的格式
 }
import-kind-column = 类别
import-file = 文件
import-rows = 行数
import-new = 新增
import-changed = 更新
import-same = 未变
import-skipped = 跳过
import-repeated = 合并
import-rejected = 拒绝
import-done-all = 导入完成：与导出时的数据库一致
import-rejects-input = `{ $path }` 是本次导入的文件之一：被剔除的行需写入另一个文件（可执行：--skip-bad rejected.csv）
import-done = 已导入；可用 qudao undo 撤销
import-nothing-new = 无需写入：内容均已存在
import-nothing-written = 未写入任何内容：除未采用的部分外，其余均已存在或正待审批
import-dry = 试运行：数据库未改动
import-refused = { $how ->
    [refused] 已拒绝：未写入
   *[other] 未写入
 }任何内容：{ $count ->
   *[other] 有 { $count } 处有误
 }（请修改文件，或用 --skip-bad REJECTS 跳过这些行）
import-refused-at-end = 未写入任何内容：有 { $count } 处有误，涉及相互引用的行，无法跳过（请修改文件）
import-problem = { $file } 第 { $row } 行，{ $column }：{ $problem }
import-problem-row = { $file } 第 { $row } 行：{ $problem }
import-more-problems = 另有 { $count } 处
import-rejects = 被拒绝的 { $count } 行已写入 { $path }，最后一列为原因：修改后可再次导入
import-rejects-dry = 将剔除 { $count } 行；正式导入时才写入 --skip-bad 指定的文件
import-unknown-column = { $file }：未读取列 `{ $column }`
import-unknown-column-near = { $file }：未读取列 `{ $column }`（是否为 { $near }？）
import-doubled-column = { $file }：未读取列 `{ $column }`：前面已有列对应同一字段
import-created = 因被引用而创建：{ $kind } { $keys }
import-duplicate = 第 { $row } 行：{ $code } 可能与 { $of } 重复：{ $common ->
    [former_code] 合并前的编码
    [credit_code] 统一社会信用代码
    [phone] 电话
   *[name] 名称
 }相同
import-reason = 导入问题
import-columns-sheets = `{ $file }` 的第一个工作表缺少{ $kind }的列：{ $missing }（请用 --sheet 指定工作表：{ $sheets }）
import-header-row = `{ $file }` 没有可作表头的第 { $row } 行
import-header-at = { $file }：第 { $row } 行为表头，其上各行未读取
import-totals = { $file }：已跳过合计行（第 { $rows } 行）
import-set-aside = { $file }：`{ $column }` 由系统规则设定，未采用文件中的值
import-late = { $file }：有 { $rows } 行属于已关账期间 { $period }，该期间的数据不再变动（查看差异：qudao verify { $period }）
import-dry-run = 试运行
import-form = 编码与分隔符，或工作表
import-created-records = 因行中引用而新建
import-unknown-columns = 未读取的列
import-doubled-columns = 字段已被前面的列占用的列
import-unmet-tests = 没有行满足的映射条件
import-unmet = { $file }：没有任何行满足 `{ $test }`
import-sheets-like = 列相同的其他工作表
import-units = 表头所写的单位
import-header-number = 表头行号
import-total-rows = 合计行
import-set-fields = 由规则决定的字段
import-waiting = 待审批或单独决定的内容
import-late-rows = 属于已关账期间的行
import-problem-count = 问题数
import-problems = 不符合要求的值
import-duplicate-count = 可能已存在的渠道商数
import-duplicates = 可能已存在的渠道商
import-row = 行
import-column = 列
import-near = 可能所指
import-value = 值
import-duplicate-of = 与哪家渠道商
import-common = 相同之处
import-kept = { $file }：已存在 { $count } 条，保持不变
import-kept-column = 保留
expected-one-joined = `{ $join }` 中只有一行的键为 `{ $key }`（第 { $rows } 行都是这个键而内容不同；可试：在 [[record.join]] 中写 repeats = "first" 或 "last"）
import-changes = 将要改变的内容
import-more-changes = 另有 { $count } 个字段将会改变（全部内容见 --format json 或 csv）
import-old = 现值
import-new-value = 新值
import-follow-on = { $file }：另有 { $count } 处引用的记录，其本身的行有问题
import-follow-on-column = 引用了有问题的行
expected-follows = 本身无误的记录
file-too-much = `{ $path }`{ $what ->
    [cell] 第 { $line } 行：单元格超过 { $most } MiB，不像表格（可试：另选 --delimiter）
    [columns] 第 { $line } 行：超过 { $most } 列，不像表格（可试：另选 --delimiter）
   *[unfolded] ：解压后超过原大小的 { $most } 倍，不像表格（可试：先解压查看）
 }
expected-own-cell = 本行自己的数字：该单元格合并了几行（可试：拆分单元格）
expected-day-order = 能看出哪个数是月份的日期（可试：2025-03-01，或在映射文件中写 dates = "mdy" 或 "dmy"）
expected-one-row = 只有一行：`{ $who }` 已经出现（可试：在映射文件中写 repeats = "add"、"first" 或 "last"，或用 --add-up）
import-create-them = 不存在的记录可用 --create-missing { $kinds } 建立
import-report-taken = `{ $path }` 是正在导入的文件之一，或用于存放被剔除的行：报告应写入另一个文件（可试：-o report.xlsx）
file-json = `{ $path }` 不是含有记录的 JSON：{ $detail }
template-made = { $path }：共 { $columns } 列，其中 { $required } 列必填；填写后用 qudao import { $kind } 文件 导入
template-required = 必填：{ $form }
template-else = { $form }；留空则为{ $value }
template-choice = 从列表中选择，名称或代码均可
template-reference = 已有的{ $kind }，编码或名称均可
template-period = 日期（如 2025-03-01）或期间（如 2025-03、2025-Q1、2025）
template-tags = 多个词，用逗号分隔
template-note = 文本，可换行
template-column = 列名
template-also = 也可写作
template-needed = 必填
template-form = 填写格式
template-values = 可选值
template-default = 留空时
template-example = 示例
template-yes = 是
template-see-lists = 见“列表”工作表
template-sheet = 填写说明
template-lists = 列表
template-line-fill = 请在第一个工作表中填写，每行一条{ $kind }。带 * 的列必填，其余可留空或删除；列的顺序不限。
template-line-import = 请先用 --dry-run 检查，再导入：{ $command }

## Figures, health, alerts
figure-progress = 时间进度
figure-target-sales = 有目标部分的净销售额
figure-target-due = 应达目标
figure-on-account = 预收
credit-taken-off = 减：预收
figure-billed = 近 { $days } 天开票
figure-dso-balance = 应收天数（余额法）
note-dso = 应收天数：未收款按最近各月开票额倒推（倒推法）
note-progress = 工作日已过 { $done } / { $all } 天
note-pace-until = 进度计算到 { $day }，即有数据的最近完整一周
note-not-rated = 无可作分母的数据：未评
note-partly = 有销售或目标的 { $of } 家渠道商中，{ $count } 家的销售计入目标
note-not-begun = 期间尚未开始
note-no-target = 该期间没有目标
note-pro-rata = 跨出期间的目标按自然日折算；区域某月自有的目标替代其下级的目标
note-no-rebates = 尚未扣除计提返利
formula-new = 期内新签约的渠道商
formula-warnings = 尚未解除的预警（含已确认与已推迟的）
formula-open-tickets = 既未解决也未关闭的工单
formula-service = 按时解决数 / 期内已解决或已超时的工单数
formula-breakdown = 各项净销售额，占比以合计为基数
explain-orders = 订单数
explain-all-together = 合计
note-warnings-quiet = 阈值依次为预警 / 严重；限价以各产品自身为准
note-holds-stop = 按工作时间计，挂起期间停表
explain-input = 项目
explain-list = 明细
kpi-head = { $from } 至 { $to }，按{ $by }，{ $currency }，截至 { $as_of }
kpi-code = 编码
kpi-partners = 渠道数
kpi-orders = 订单数
kpi-growth = 增长
kpi-total = 合计
kpi-partly = { $of } 家中的 { $count } 家
kpi-covers = 占销售 { $share }
kpi-covered = 达成率涵盖净销售额的 { $share }：仅有目标部分
kpi-own-target = 自有目标，非汇总
kpi-contributes = 贡献类别
kpi-distribution = 渠道商达成分布：{ $counts }
kpi-numerator = 分子
kpi-denominator = 分母
kpi-before = 上期
kpi-change = 变化
kpi-under = 低于 { $target }
kpi-over = 高于 { $target }
kpi-figure-name = 名称
kpi-figure-label = 指标
kpi-figure-formula = 算法
kpi-figure-not-by = `{ $figure }` 不能按{ $by }拆分：可用 partner、region、area、type、owner、tier、city-class、week、month、quarter、year
kpi-figure-of-one = `{ $figure }` 属单个渠道商，不能汇总（可试：qudao list partners -c help）
kpi-figure-of-a-day = `{ $figure }` 是某日的数值：--by 不能按时间，不能 --compare，期间须包含 { $day }（可试：--as-of 日期）
figure-average-stock = 平均库存
figure-pieces-out = 售出件数
figure-of-year = 近12个月{ $figure }
kpi-head-day = 按{ $by }，{ $currency }，截至 { $as_of }
kpi-none = （未填）
kpi-not-due = 未到期
kpi-industry = 行业均值
kpi-beyond-industry = 高于均值
kpi-industry-source = 行业均值：{ $source }，自 { $from } 起
kpi-more = 显示 { $shown } 行，共 { $count } 行
kpi-nothing = 还没有销售数据（可试：qudao import sales 文件）
kpi-nothing-there = { $from } 至 { $to } 没有销售；已有数据为 { $first } 至 { $last }（可试：--period { $last }）
kpi-empty = 尚无渠道商（可执行：qudao import partners 文件）
kpi-nobody = 没有渠道商符合 `{ $filter }`（可试：qudao list partners）
kpi-concentration = 前 { $top } 家（共 { $n } 家）占销售 { $share }，{ $reach } 家达到 { $part }；赫芬达尔指数 { $hhi }
kpi-compared = 增长对比期间 { $from } 至 { $to }
kpi-receivables-head = 应收账款，{ $currency }，截至 { $as_of }；账龄列为逾期天数
kpis-closed = 已关账
kpis-closed-late = 已关账，补录 { $amount }
kpis-late-inside = 含已关账月份，补录 { $amount }
kpis-new = 新增渠道
kpis-by-region = 按大区
kpis-by-type = 按渠道类型
kpis-by-line = 按产品线
kpis-by-owner = 按负责人
kpis-alerts = 预警
kpis-owed = { $figure }
kpis-up = 上升
kpis-down = 下降
kpis-drop = 骤降
kpis-margin = 占销售 { $rate }
kpis-orders = { $count } 单
kpis-before = 上期 { $count }
kpis-of-target = 目标 { $target }
kpis-of-target-time = 目标 { $target } 时间 { $time }
kpis-limit = 上限 { $limit }
kpis-over = 超限
kpis-fine = 正常
kpis-act = 需处理
kpis-watch = 需关注
kpis-behind-count = { $count } 个落后
kpis-none-behind = 无落后
kpis-slipping-count = { $count } 家低于 { $line }
kpis-slipping = 下滑渠道
kpis-rated = 已评
kpis-not-rated = 未评
kpis-week-before = 一周前
kpis-formula-health = 全部已评渠道健康度的平均值
kpis-in-a-week = 一周 { $change }
kpis-critical = 严重 { $count }
kpis-breached = { $count } 超时
kpis-in-time = 按时
kpis-overdue = 逾期 { $amount }，{ $count } 家
kpis-this-period = 本期
kpis-earlier = 对比期
kpis-items = { $count } 笔
kpis-month = 月
kpis-quarter = 季度
kpis-year = 年度
kpis-against-previous = 对比上一期间
kpis-against-year = 对比去年同期
kpis-waits = 正在汇总…
kpis-empty = 此期间没有数据（h 上一期间，p 更长期间）
kpis-mark = ‾ 去年同期
kpi-usage-order = 期间的结束早于开始：{ $from } 至 { $to }
kpi-usage-buckets = 应为 1 至 3660 之间递增的天数（可试：--buckets 30,60,90）
explain-days = { $days } 天
not-rated = 未评
refused-alert-over = 已拒绝：该预警已解除
usage-week-not-over = { $week } 尚未结束，应为 { $last } 或更早
usage-filter-long = 筛选过长：最多 { $most } 个值，每个不超过 { $longest } 字（可缩短，或分几次查询）
usage-unknown-user = 没有用户 `{ $user }`（可试：qudao user list）
health-title = 周度健康检查 { $week }
health-of = { $owner } 负责的渠道商
health-as-of = 截至 { $day }
health-network = 渠道商 { $partners } 家，已评 { $rated } 家 · 健康度 { $health } { $change } · 需关注 { $attention } 家，另有预警 { $warned } 家（括号内为上周）
health-column-last-week = 上周
health-sales = 近 4 周销售 { $sales }，较前 4 周 { $change } · 应收 { $open }，其中逾期 { $overdue } · 未结工单 { $tickets }
health-alerts = 预警：严重 { $critical }，预警 { $warning }，提示 { $info }
usage-alert-code = 没有这样的 { $what }：`{ $value }`；可选：{ $all }
alert-none = 没有这样的预警
alert-column-number = 编号
alert-column-severity = 级别
alert-column-what = 内容
alert-column-since = 首次出现
alert-column-state = 状态
warning-turned = { $said }；{ $day } { $side ->
    [below] 由高转低
   *[above] 由低转高
 }
warning-back = { $said }；{ $day } 再现
alert-snoozed-until = 推迟至 { $day }
health-column-doing = 在办
doing-tickets = 工单 { $numbers }
doing-task = { $day } { $title }
doing-task-late = { $day } 已过期：{ $title }
doing-acknowledged = { $rule }：已确认
doing-assigned = 已指派 { $account }
slippers-title = 本周下滑的渠道
slippers-loading = 正在计算…
slippers-none = 没有下滑的渠道，也没有预警。按 w 查看自己之外的渠道。
slippers-nothing = 尚无
slippers-no-warning = 该渠道没有预警：t 建任务，T 立工单
slippers-no-day = `{ $value }` 不是日期：应为 YYYY-MM-DD
slippers-mine = 我的
slippers-regions = 我的区域
slippers-all = 全部
slippers-head = { $week } · 健康度 { $health } { $change } · 下滑 { $slipping } 家 · 严重 { $critical }，预警 { $warnings }（括号内为上周）
slippers-sums = 近 4 周销售 { $sales } · 逾期 { $overdue } · 未结工单 { $tickets }
slippers-behind = 为 { $day } 的指标，正在更新
slippers-until = 静默至
slippers-reason = 确认原因（可不填）
health-figures-until = 数据到齐至：{ $kinds }。相关结论以该周为准
health-overdue-fresh = ；此后到期 { $amount }，可能已付，不计入预警
until-sales = 销售
until-stock = 库存
until-payments = 收付款
health-refreshed = 指标与预警最近更新于 { $at }
health-moved = 本周变化
health-slipping = 谁在下滑，为什么
health-slipping-more = 另有 { $count } 家（可试：qudao health --all）
health-warned = 其他有预警的渠道商
health-overdue = 逾期应收
health-first = 优先处理
health-none-moved = 健康度无变化。
health-none-slipping = 没有下滑的渠道商。
health-none-overdue = 没有逾期。
health-none-first = 无紧急事项，已处理完毕。
health-column-code = 编码
health-column-name = 名称
health-column-tier = 等级
health-column-health = 健康度
health-column-change = 周变化
health-column-owner = 负责人
health-column-why = 原因
health-column-overdue = 逾期额
health-column-days = 天数
health-weakest = { $component } { $points } 分
health-explained = { $code } 的健康度
health-orders-recent = 近 4 周订单数
health-orders-before = 此前 12 周订单数
health-pace-sales = { $from } 至 { $to } 销售额
health-pace-sales-of = { $lines } 的销售，{ $from } 至 { $to }
health-pace-due = 同期应达目标
health-overdue-days = 最早未结款逾期天数
health-without-frequency = 采购频次不计：数据不足 16 周，或此前 12 周无订单
health-without-sell-through = 动销不计：未报动销，或期初库存未知
health-without-returns = 退货不计：12 周内无发货
health-without-pace = 目标进度不计：无应达目标
health-without-owed = 应收不计：没有发票
health-without-tickets = 工单不计：仅凭工单不评分

## Tiers
tier-explained = { $code } 的分级得分
tier-sales = 销售
tier-coverage = 市场覆盖
tier-capital = 资金周转
tier-compliance = 合规
tier-attained-sales = 有目标月份的销售额
tier-attained-due = 上述月份目标
tier-growth = 较前 12 个月增长
tier-growth-before = 前 12 个月销售额
tier-outlets-covered = 已覆盖网点
tier-outlets-planned = 规划网点
tier-dso-target = 应收周转天数目标
tier-inventory-target = 库存天数目标
tier-penalty = 有效违规扣分
tier-without-attainment = 达成率不计：12 个月内无目标
tier-without-growth = 增长不计：上一年数据不全
tier-without-coverage = 覆盖不计：规划或已覆盖网点未知
tier-without-dso = 应收周转不计：没有发票
tier-without-inventory = 库存天数不计：12 周内无盘点或无销售
tier-without-sales = 销售项未评：达成率与增长均未知；晋级需要该项
tier-without-share = 未评：已知项所占权重不足
tier-owed = { $period } 应办
tier-owed-item = { $kind } { $done }/{ $all }
tier-owed-nothing = 无计划
tier-empty = 此档暂无渠道商。
tier-none = 尚无数据。
tier-none-hint = 请导入销售数据，或按 R 计算
tier-prompt-reason = { $code } 调整为{ $to }的理由？
tier-proposal = 提议 { $from } > { $to }，{ $who }：{ $reason }
tier-score-line = 得分 { $score } = { $parts }
tier-why-band = 按贡献：{ $tier }
tier-computing = 计算中……
change-tier-review = 进行了分级评审
change-tier-propose = 提议调整 { $what } 的等级
change-tier-approve = 批准了 { $what } 的等级
change-tier-reject = 驳回了 { $what } 的等级
change-tier-withdraw = 撤回了 { $what } 的提议
change-tier-effect = 到期等级变更生效
done-tier-proposed = 已提议：{ $code } 调整为 { $tier }；待审批（第 { $number } 号）
done-tier-alone = { $code } 自 { $day } 起为{ $tier }：没有其他人可以审批，已批准并标记为独自批准（第 { $number } 号）
done-tier-approved = 已批准：{ $code } 自 { $day } 起为 { $tier }
done-tier-rejected = 已驳回：{ $code } 维持原等级
done-tier-step = 本步已批准：{ $code } 到{ $tier }待下一步审批
done-tier-withdrawn = 已撤回对 { $code } 的提议
refused-tier-edge = 已拒绝：{ $tier } 在该方向已无更高或更低等级
refused-tier-steps = 已拒绝：{ $code } 现为 { $tier }，除查实窜货外一次只能变动一档（可试：先改为成长级）
refused-tier-same = 已拒绝：{ $code } 已是 { $tier }
refused-tier-not-trading = 已拒绝：{ $code } 未在合作中，不参与分级
refused-tier-proposed = 已拒绝：{ $code } 已有待审提议（可试：先批准、驳回或撤回）
refused-tier-no-proposal = 已拒绝：{ $code } 没有待审提议
usage-tier-reason = 调整等级须填写理由
refused-tier-veto = 已拒绝：{ $code } 一年内有确认的窜货或低价倾销，不得高于观察级
tier-review-done = 新提议 { $proposed } 项，记录 { $noted } 项，维持 { $kept } 家，另有待审 { $open } 项
tier-review-overtaken = 其中 { $replaced } 项取代上次评审的提议，另撤回上次评审的提议 { $withdrawn } 项
tier-overtaken = 已被本次评审取代或撤回的提议
tier-outdated = 如今评审会得出不同结果的待审提议（可试：qudao tier review）
tier-column-instead = 改为
tier-nothing = 维持
tier-what-if = { $changes }：截至 { $day }
impact-movers = 变动的渠道商
impact-up-down = （上升 { $up }，下降 { $down }，其他 { $other }）
impact-was = （原 { $before }）
impact-strategic-from = 战略级下限
impact-watch-to = 观察级上限
impact-no-movers = 没有渠道商变动
impact-warnings = 变化的预警
impact-come-go = （新增 { $raised }，解除 { $cleared }，变严重 { $worse }，减轻 { $better }）
impact-plan-turns = （新增 { $added }，取消 { $removed }，变更 { $changed }）
impact-warning-count = 预警
impact-plan-count = 计划
impact-no-warnings = 预警不变
impact-plan = 变动的计划任务
impact-no-plan = 本月和下月的计划不变
impact-column-before = 现提议
impact-column-after = 改后
impact-column-change = 变化
impact-column-severity = 严重程度
impact-column-rule = 规则
impact-column-warning = 预警
impact-column-day = 日期
impact-column-day-before = 原日期
impact-column-task = 任务
usage-what-if = `{ $given }`：应为 键=值，例如 tiers.promote_score=80
usage-what-if-twice = `{ $key }` 给了两次：每个键只应有一个值
usage-what-if-key = `{ $key }`：应为 [tiers] 中的键（可试：qudao tier what-if tiers.promote_score=80）
policy-title = 政策
policy-keys = { $count } 项
policy-nothing = 没有符合的项；按 Esc 显示全部
policy-bounds = 允许：{ $bounds }
policy-now = 现值
policy-new = 新值
policy-trying = 正在计算影响……
policy-try-hint = 按 Enter 查看哪些渠道商会变动、哪些预警会新增或解除、计划有何变化。不会写入任何内容。
policy-reason = 理由
policy-same = 与现值相同
policy-no-reason = 请填写理由
policy-no-day = `{ $value }` 不是日期：要求如 2026-03-01、+7、+2周；留空表示自批准之日起
policy-from-decision = 自批准之日起
policy-ask-hint = 按 Enter 连同理由提交审批，批准后生效；没有其他人可审批时立即生效
policy-first-title = 程序默认值
policy-beginning = 最初
policy-first = 本库的初始版本
approval-would-change = 若批准，影响如下
tier-nothing-proposed = 没有待审提议
tier-column-id = 编号
tier-column-from = 原等级
tier-column-to = 新等级
tier-column-move = 变动
tier-column-score = 得分
tier-column-reason = 理由
tier-column-by = 提出人
tier-column-state = 状态
tier-column-effective = 生效日期
tier-prompt-reject = 驳回理由？
tier-card-health = 健康度 { $health }
tier-months = 新 { $months } 个月
tier-decide-hint = （+ 批准，- 驳回）
tier-find = 在看板中查找
tier-board-line = { $tier } { $count } 家（{ $share }）
tier-board-without = 其中 { $count } 家尚无现行等级，按测算等级列出：`tier:none board_tier!=none`（可试：qudao list partners -f tier:none -c code,status,board_tier）

## Tickets
ask-ticket-filter = 筛选（S1 我的 超时 类别: 时长:>7天 创建:2025-07 逾期:响应）
ask-ticket-words = { $action }（{ $count } 张工单）：
ask-ticket-assign = { $count ->
    [1] 指派给
   *[other] 将 { $count } 张工单指派给
 }
ask-ticket-snooze = { $count ->
    [1] 推迟到
   *[other] 将 { $count } 张工单推迟到
 }
ask-ticket-view = 查看哪些工单
ticket-view-all = 全部未关闭
ticket-view-mine = 我的
ticket-view-breached = 已超时
ticket-view-new = 未受理
ticket-view-held = 已挂起
ticket-view-resolved = 已解决，待复核或关闭
ticket-view-critical = 特急未解决
ticket-view-escalated = 已升级到总部
ticket-view-closed = 已关闭
ticket-none = 暂无工单。
ticket-none-hint = 按 a 新建工单。
ticket-none-snoozed = 暂时处理完毕：此视图的工单都已推迟。
ticket-none-snoozed-hint = 按 w 查看已推迟的工单。
ticket-none-match = 没有符合筛选条件的工单。
ticket-none-match-hint = 按 / 修改条件，按 Esc 清除。
ticket-shown = { $shown } / { $total }
ticket-marked = 已标记 { $count } 张
ticket-filter-none = 全部未关闭
ticket-head-severity = 级
ticket-head-kind = 类别
ticket-head-title = 渠道商、标题
ticket-head-response = 首次响应
ticket-head-resolution = 解决
ticket-head-state = 状态
ticket-head-owner = 处理人
ticket-history = 处理记录（最新在前）
ticket-close-needs = 关闭前须填写根本原因、处理结果和协商条款
ticket-close-needs-many = 已关闭 { $done } 张；其余缺少关闭所需内容，请一次填写
done-ticket-opened = 已新建 #{ $number }，由 { $owner } 处理，{ $clock ->
    [response] 首次响应
   *[other] 解决
 }期限 { $due }：{ $title }
done-tickets-snoozed = { $count ->
    [1] 已推迟到 { $until }，时限照走
   *[other] 已将 { $count } 张推迟到 { $until }，时限照走
 }
done-tickets-back = 已恢复 { $count } 张
ticket-view-snoozed = 我推迟的
ticket-snoozed-until = 已推迟到 { $until }
ticket-no-parties = 暂无当事方
ticket-parties = 当事方
ticket-evidence = 证据
ticket-evidence-sum = 证据：{ $count } 条，金额合计 { $sum }
ticket-no-evidence = 暂无证据
ticket-no-approvals = 未申请审批
ticket-approvals = 审批
ticket-tasks = 后续任务
ticket-no-shipments = 证据中的编码没有发货记录
ticket-shipments = 编码对应的发货记录
ticket-no-prices = 暂无巡价记录
ticket-prices = 巡价记录
ticket-similar = 该渠道商的其他未关闭工单
ticket-no-party-here = 光标不在当事方上
ticket-nothing-to-open = 此处没有可打开的内容
change-ticket-party = 移除了当事方 { $what }
ticket-snooze-back = 立即恢复
ticket-snoozed = 已推迟 { $count }
ticket-by-time = 按剩余时间
ticket-kept = 顺序未变，R 重排
ticket-marked-alike = { $likeness ->
    [title] 已标记 { $count } 张：同类别、同状态、同标题
    [partner] 已标记 { $count } 张：同类别、同状态、同渠道商
    [severity] 已标记 { $count } 张：同类别、同状态、同级别
   *[other] 已标记 { $count } 张：同类别、同状态
 }
ticket-none-alike = 列表中没有更多同类别、同状态的工单
ticket-form-one = #{ $number }：{ $action }
ticket-form-many = { $count } 张工单：{ $action }
ticket-refused = 未能处理
ticket-refused-marked = 以下工单未作任何更改，仍保持标记
refused-ticket-to-resolve = 无法操作：下一步是解决工单（请使用“解决”）
usage-ticket-words = 关闭前须填写根本原因、处理结果和协商条款
explain-other = x：{ $title }
ticket-no-more = 没有其他待处理的工单
done-ticket = { $action ->
    [acknowledge] 已受理 #{ $number }
    [assign] 已指派 #{ $number }
    [resume] 已恢复 #{ $number }
    [investigate] #{ $number } 开始调查
    [negotiate] #{ $number } 开始协商
    [check] 已复核 #{ $number }
    [close] 已关闭 #{ $number }
    [closed] 已关闭 #{ $number }
    [comment] 已备注 #{ $number }
    [evidence] 已为 #{ $number } 添加证据
    [hold] 已挂起 #{ $number }
    [escalate] 已升级 #{ $number }
    [resolve] 已解决 #{ $number }
    [reopen] 已重新打开 #{ $number }
   *[other] 已完成：#{ $number }
 }
done-tickets = 已处理 { $done } 张工单
done-tickets-some = 已处理 { $done } 张，{ $refused } 张未能处理（仍标记）  { $reasons }
refused-ticket-event = 无法操作：此项不能手工记录
ticket-rows = 共 { $count } 张工单，{ $breached } 张超时
ticket-clock = { $clock }：{ $stands }，期限 { $due }
usage-ticket-act = 应为工单编号和一个操作{ $meant }：{ $known }（例如：qudao ticket act 214 acknowledge）
clock-response = 首次响应
clock-resolution = 解决
clock-held = 挂起，剩 { $time }
clock-met = 按时
clock-missed = 迟 { $time }
event-assigned = 指派给 { $name }
event-escalated = 升级到 L{ $level }
event-breached = 已在自动升级的最高级
event-moved = { $event }：{ $state }
event-meeting = 联席会议 { $number }：{ $decision }
event-corrected = 更正：{ $what }
event-evidence = 证据：{ $facts }
event-over = { $clock }超时
event-told = { $said } → { $told }
event-said = { $what }：{ $text }
sla-response = 首次响应期限
sla-resolution = 解决期限
sla-formula = 创建时间 + 时限，只计工作日的工作时间，挂起不计
sla-formula-always = 创建时间 + 时限，按 7×24 小时计，挂起不计
sla-formula-clock = 创建时间 + 时限，按自然小时计（含夜间和节假日），挂起不计
sla-opened = 创建时间
sla-goal = 时限
sla-window = { $from } 至 { $to }
sla-window-make-up = { $from } 至 { $to }（{ $holiday }调休上班）
sla-window-weekend = { $from } 至 { $to }：周末，不计
sla-window-holiday = { $from } 至 { $to }：{ $holiday }放假，不计
sla-window-hold = { $from } 至 { $to }：挂起，不计
sla-uncovered = 日历中没有 { $year } 年的节假日安排，该年按普通周计算（请更新日历文件，策略 [desk] calendar）
sla-on-hold = 自 { $since } 起挂起：恢复后剩余时限照旧
sla-goal-changed = 工单创建后时限或服务时间有调整，期限仍按当时约定
refused-ticket-acknowledged = 无法操作：工单已经受理（请开始调查或协商）
refused-ticket-not-acknowledged = 无法操作：工单尚未受理（请先受理）
refused-ticket-hold-unanswered = 无法操作：挂起会停止首次响应计时（请先受理）
refused-ticket-on-hold = 无法操作：工单已挂起（请先恢复）
refused-ticket-not-on-hold = 无法操作：工单未挂起，时钟在走（请先挂起）
refused-ticket-already-there = 无法操作：工单已处于该状态（请进入下一步，或写备注）
refused-ticket-not-negotiating = 无法操作：仲裁须在协商之后（请先协商）
refused-ticket-resolved = 无法操作：工单已解决（请复核并关闭，或重新打开）
refused-ticket-closed = 无法操作：工单已关闭（请先重新打开）
refused-ticket-not-resolved = 无法操作：只有已解决的工单才能复核或关闭（请先解决）
refused-ticket-not-done = 无法操作：只有已解决或已关闭的工单才能重新打开（工单未解决，请继续处理）
refused-ticket-no-clause = 无法操作：当事方（{ $codes }）的有效合同均无仲裁条款，不能升级到第 4 级第三方仲裁（请先签订含仲裁条款的合同，或在第 3 级解决）
refused-ticket-top-level = 无法操作：已是最高级别（请按裁决解决）
refused-ticket-checked = 无法操作：处理结果已经复核（请关闭）
refused-ticket-own-resolution = 无法操作：解决人不能复核自己的处理结果（请由同事复核）
refused-ticket-unchecked = 无法操作：S1、S2 工单须由解决人以外的人复核后才能关闭（请先复核）
refused-ticket-unregistered = 无法操作：只有已登记的用户才能复核（请管理员执行：qudao user add 账号 --role 角色）
refused-ticket-nobody = 无法操作：没有可以处理工单的启用用户（请执行：qudao user add 账号 --role 角色）
refused-ticket-assignee = 无法操作：`{ $user }` 已停用或仅有只读权限，不能指派（请另选同事）

## Diversion

expected-codes = 物流码，例如 A1234567：由字母和数字组成，至少四位且含数字
trace-title = { $who }：货物出现在{ $place }
trace-title-somewhere = { $who }：货物出现在授权区域之外
trace-story = 共 { $count } 个物流码由其提货，其中 { $own } 个只发给过该渠道商。
trace-outside = 发现地 { $place }，授权区域为 { $territory }，属于区域外。
trace-inside = 发现地 { $place }，在其授权区域（{ $territory }）之内。
trace-unknown = 授权区域或发现地未知，无法判断是否越区。
trace-evidence = { $code }，{ $day } 发货
trace-document = ，单号 { $value }
trace-line = ，{ $value }
trace-sku = ，SKU { $value }
trace-seen-in = 发现地：{ $place }
trace-counts = 物流码 { $count } 个，其中 { $own } 个仅发给它
trace-overlay = 窜货追溯与巡价
trace-page-codes = 物流码
trace-page-prices = 巡价
trace-codes = 物流码
trace-seen = 发现地
trace-by = 举报方
trace-hint = 粘贴或输入物流码、批次号，此处即显示货物发给了谁
trace-looking = 查询中…
trace-nothing = 没有可立工单的渠道商：请先粘贴物流码
trace-more = … 另有 { $count } 条
trace-ask-title = 新建工单
trace-ask-codes = 对 { $who } 立窜货工单？
trace-ask-prices = 就 { $who } 的价格立工单？
trace-ask-severity = 严重度
trace-ask-evidence = 以 { $count } 个物流码为证据
trace-ask-not-outside = 尚不能确定在其授权区域之外
trace-ask-open = 已有未结工单 #{ $number }，可将物流码并入
done-trace-ticket = 已新建工单 #{ $number }，证据已附
done-trace-evidence = { $count ->
    [0] 没有新的物流码可并入
   *[other] { $count } 个物流码已并入
  } #{ $number }
done-trace-copied = 已复制 { $count } 家渠道商的结果
done-prices-copied = 已复制 { $count } 条巡价
refused-trace-gone = 无法操作：物流码已查不到该渠道商，请重新追溯
prices-summary = 最近巡价 { $seen } 条，{ $over } 条超限（低于限价 { $tolerance }、价差 { $gap }）
prices-only-over = 仅看超限
prices-none-over = 没有超限的价格；按 w 显示全部
prices-empty = { $from } 至 { $to } 没有巡价记录：按 a 登记一条，或用 `qudao import price-sightings 文件` 批量导入
prices-other = 另一渠道：{ $what }
prices-head-against = 较限价
prices-head-seen = 巡价
prices-head-other = 另一渠道
trace-summary = 读取 { $codes } 个物流码，{ $found } 个查到去向，涉及 { $partners } 家渠道商
trace-nobody = 这些物流码都没有发货记录（可先执行 `qudao import shipments 文件` 导入）
trace-not-found = 无发货记录：{ $codes }
trace-affected = 该区域的独家渠道商：{ $who }
trace-open-already = 对 { $who } 已有未结窜货工单：#{ $number }
trace-opened = 已新建工单 #{ $number }：{ $title }
trace-head-codes = 物流码
trace-head-own-short = 独有
trace-head-own = 仅发给它
trace-head-place = 判断
trace-head-territory = 授权区域
place-outside = 区域外
place-inside = 区域内
place-unknown = 未知
prices-head-floor = 限价
prices-head-below = 低于
prices-head-online = 线上
prices-head-offline = 线下
prices-head-gap = 价差
prices-none = { $from } 至 { $to } 没有巡价记录（可先执行 `qudao import price-sightings 文件` 导入）
prices-fine = 没有低于限价的价格，价差均在 { $gap } 以内
prices-below = 低于限价超过 { $tolerance }
prices-gaps = 线上与线下最低价对比
prices-title = { $who }：价格低于限价或另一渠道
price-seen = { $who }：{ $product } { $channel }售价 { $price }（{ $day }）
price-below = ，低于限价 { $floor } 达 { $by }
price-undercuts = ，比另一渠道的 { $price }（{ $who }）低 { $by }
refused-prices-fine = 无法操作：该渠道商没有超限的价格，无需立工单
explain-gap = 低于另一渠道
explain-floor = 限价
explain-below = 低于限价
explain-limit = 界限
note-latest-price = 已改正的价格不再计入；价差记在价格较低的一方
note-since = 自 { $day } 起持续
prices-over = 超过 { $gap }

## Plan and tasks
change-plan = 生成了 { $what } 的维护计划
change-task-add = 新建了任务 { $what }
change-task-tick = 勾选了 { $what } 的检查项
change-task-done = 完成了 { $what }
change-task-move = 改期了 { $what }
change-task-skip = 跳过了 { $what }
change-task-assign = 指派了 { $what }
usage-past-month = { $month } 已结束：应为本月或之后的月份
refused-task-closed = 无法操作：`{ $task }` 的状态已是 { $state }：应为待办任务（可尝试：按 u 撤销上一步）
expected-active-user = 可以执行的启用用户
demo-made = 已生成 `{ $path }`：{ $partners } 家渠道商，{ $weeks } 周，{ $sales } 行销售数据
change-demo = 生成了 { $what } 家渠道商的演示网络

calendar-month = 月
calendar-week = 周
calendar-team = 团队
calendar-agenda = 日程
calendar-late = 逾期 { $count } 项
calendar-make-up = 班
calendar-counts = 待办 { $open }，完成 { $done }
calendar-loading = 正在读取计划…
calendar-empty = 此处没有计划
calendar-empty-hint = a 新增任务 · P 生成本月计划 · w 看其他人的
calendar-carried = （上次结转）
calendar-findings = 发现：
calendar-reason = 原因：
calendar-move-to = 改期到（可输入任意日期）
calendar-skip-why = 跳过原因：
calendar-no-task = 光标处没有任务
calendar-no-checklist = 此任务没有检查清单
calendar-generate = 生成 { $month } 的维护计划？已有的任务保持不变。
done-moved = 已将 { $count } 项改期到 { $day }
done-skipped = 已跳过 { $count } 项
done-ticked = 已勾选
done-planned = { $count ->
    [0] 无需新增
   *[other] 新增 { $count } 项
 }，已有 { $known } 项{ $over ->
    [0] {""}
   *[other] ，{ $over } 项超过每日上限
 }

## Joint meetings

change-meeting-agenda = 生成了议程：{ $what }
change-meeting-remove = 移出了议程：{ $what }
change-meeting-hold = 召开了 { $what }
change-meeting-cancel = 取消了 { $what }
refused-meeting-over = 无法操作：联席会议 #{ $number } { $state ->
    [held] 已于 { $day } 召开，结论已写入工单
   *[other] 已取消
 }（可尝试：qudao meeting show { $number }）
usage-meeting-no-item = 没有第 { $position } 项：议程共 { $count } 项（可尝试：qudao meeting agenda { $number } --rebuild，由未结工单生成）
refused-meeting-task = 无法操作：该任务即联席会议 #{ $number }：召开会议后自动完成（可尝试：qudao meeting hold { $number }，或按 Enter 再按 d）
refused-meeting-region = 已拒绝：{ $region }的联席会议由该区域经理安排和召开；{ $user } 负责 { $regions }（可尝试：联系总部）
expected-planned-meeting = 尚未召开的会议
expected-free-period = 尚无会议的周期：{ $period } 已有 #{ $number }（{ $day }）（可尝试：qudao meeting show { $number }，或将周期类型设为临时）
expected-ticket-for-decision = 无工单议题可选的决议：已达成一致、继续协商或下次再议
expected-action-words = 除负责人和日期外，还应写明要做什么
expected-action-kind = 其他类别：会议须单独安排（可尝试：qudao meeting plan）
meeting-agenda-of = { $title }：议程
meeting-minutes-of = { $title }：纪要
meeting-network = 全网
meeting-chair = 主持 { $name }
meeting-with = 参会：{ $names }
meeting-cancelled-why = 取消原因：{ $reason }
meeting-from-last = 上次会议遗留
meeting-tickets = 工单
meeting-topics = 其他议题
meeting-of = { $name }：{ $topic }
meeting-asked = 未完成：{ $action }
meeting-decided = 决议：{ $decision }
meeting-minutes = 会议纪要
meeting-actions = 行动项
meeting-next = 下次会议：#{ $number }，{ $day }
meeting-no-agenda = 还没有议程（可试：qudao meeting agenda { $number } --rebuild）
meeting-more = 另有 { $count } 张未结工单未列入议程
meeting-default-title = 渠道联席会议
meeting-built = 共 { $items } 项，新增 { $added } 项，移除 { $removed } 项
meeting-held = 已召开 #{ $number }：写入工单 { $noted } 条，升级 { $raised } 张，转任务 { $tasks } 项，留待下次 { $left } 项
meeting-held-next = 下次：#{ $number }，{ $day }
meeting-refused-item = 第 { $position } 项，工单 #{ $ticket }（{ $decision }）：{ $why }
meeting-held-refused = { $count } 项决议未能执行：第 { $position } 项，#{ $ticket }：{ $because }
meeting-cancelled = 已取消联席会议 #{ $number }
meeting-removed = 已将第 { $position } 项移出 #{ $number } 的议程
meeting-count = 共 { $count } 次会议
meeting-none = 尚无联席会议（可尝试：qudao meeting plan）
meeting-column-items = 议题
meeting-column-actions = 未完成行动项
meeting-column-when = 日期
usage-meeting-minutes = 无法读取纪要文件 `{ $path }`：{ $why }（可尝试：文本文件，或用 - 从标准输入读取）
meetings-title = 联席会议
meetings-empty = 尚无联席会议。按 a 安排一次；在日历中按 P 可按计划规则安排本季度会议。
meetings-undone = { $count } 项行动未完成
meetings-items = { $count ->
    [0] 尚无议程
   *[other] { $count } 项议题
 }
meeting-no-item = 光标处没有议题（可尝试：Enter 进入议程，g 生成议程，a 新增议题）
meeting-item-removed = 已将该项移出议程
meeting-hold-ask = 以 { $day } 召开 #{ $number }？已决议 { $decided } 项，留待下次 { $left } 项，{ $actions } 个行动项转为任务，结论写入工单。
meeting-cancel-ask = 取消 #{ $number } 的原因：
today-meeting-in = { $days } 天后
today-meeting-prepare = Enter：准备议程
today-meeting-hold = Enter：议程与纪要

## Screening, cohorts, contracts
expected-red-days = 不超过 { $most } 天的账期；超过即触发红线（可试：在准入评估中申请例外：qudao add screening partner=编码 on=日期）
expected-red-rate = 不超过 { $most }% 的扣点；超过即触发红线（可试：在准入评估中申请例外：qudao add screening partner=编码 on=日期）
expected-manager-ends = 原有的日期：只有经理可以终止合同（可试：qudao contract end 编号 --reason 理由）
expected-own-contract = 同一渠道商的另一份合同
expected-contract-apart = 该渠道商没有其他有效合同的起始日：{ $number } 自 { $from } 起已生效（可试：先终止该合同，或使日期前后衔接）
expected-free-territory = 未授予他人的区域：{ $code } 已由合同 { $number } 获得 { $places }
refused-onboard-unscreened = 已拒绝：{ $code } 尚未做准入评估（可试：qudao add screening partner={ $code } on=日期）
refused-onboard-unrated = 已拒绝：{ $code } { $day } 的准入评估没有得分：尚未填写任何评估项
refused-onboard-failed = 已拒绝：{ $code } 最近一次准入评估得 { $score } 分，应不低于 { $least } 分
refused-onboard-stopped = 已拒绝：{ $code } 的要求触发红线，例外{ $state ->
    [draft] 尚未申请（可试：在准入评估中填写例外理由）
    [pending] 正在审批
    [rejected] 已被驳回
   *[other] 已撤回
}
refused-onboard-elsewhere = 已拒绝：{ $code } 的要求触发红线，{ $day } 的例外是在别处批准的，在此无效（可试：qudao add screening partner={ $code } on=日期）
refused-contract-undecided = 已拒绝：合同 { $number } 未获批准（{ $state }）
refused-contract-renewed = 已拒绝：合同 { $number } 已由 { $next } 续签
refused-contract-no-draft = 已拒绝：合同 { $number } 不是草稿（{ $state }）
refused-contract-ended = 已拒绝：合同 { $number } 已于 { $day } 终止
change-contract-renew = 已起草 { $what } 的续签合同
change-contract-end = 终止合同：{ $what }
done-screening = 已保存 { $code } 的准入评估：{ $result ->
    [pass] { $score } 分，通过
    [conditional] { $score } 分，有条件通过
    [fail] { $score } 分，不通过
   *[other] 未评
}
done-screening-stopped = 已保存 { $code } 的准入评估：触发红线，不予准入；填写例外理由即可申请例外
done-screening-asked = 已保存 { $code } 的准入评估；例外待审批（第 { $number } 号）
done-contract-asked = 已保存合同 { $what }；待审批（第 { $number } 号）
screening-explained = { $code } { $day } 的准入评估
screening-formula = Σ 权重 × 维度得分 / Σ 权重；维度得分为其评估项的加权平均；未填的不计入
screening-without-items = { $name }：{ $count } 个评估项未填，不计入，其余权重按比例重算
screening-without-dimension = { $name }：均未填，该维度不计入，其余权重按比例重算
screening-red-days = 红线：要求账期 { $asked }，上限 { $most }
screening-red-rate = 红线：要求扣点 { $asked }，上限 { $most }
screening-stopped = 无论得分高低均不予准入；例外审批：{ $state }
screening-excepted = 例外审批：{ $state }，以得分为准
kpis-cohorts = 新渠道质量
kpis-benchmark = 基准 { $rate }
kpis-reached = 达标
kpis-below = 未达标
screening-head = { $code } { $name } 的准入评估
screening-none = 尚无
screening-may = 可以入驻
screening-not-admitted = 不予准入：{ $why }
contract-term = 合同期
contract-notice-day = 最迟通知日
contract-is-followed = 已有后续合同
contract-agreed = 合同
contract-register = 登记
contract-stage = 现状
contract-count = 共 { $count } 份合同
contract-running = 有效
contract-ahead = { $day } 生效
contract-ended = 已于 { $day } 终止
contract-ends = 有效至 { $day }
contract-renewing = 自动续约
contract-followed = 已续签
contract-renew = { $days ->
    [0] 今天到期
   *[other] 待续签，{ $days } 天后到期
}
contract-notice = { $days ->
    [0] 今天是通知的最后一天
   *[other] { $days } 天内不通知即自动续约
}
contract-expired = 已到期 { $days } 天，未续签
contract-notice-by = 最迟通知日 { $day }
contract-not-given = 未填
contract-differs = { $name }：合同 { $contract } 约定 { $agreed }，档案为 { $kept }
done-contract-renewed = 已起草 { $number }，{ $from } 至 { $to }（可试：qudao contract submit { $number }）
done-contract-ended = 合同 { $number } 于 { $day } 终止
today-contract-step-renew = 起草续签：qudao contract renew { WORD($number) }
today-contract-step-notice = 改签新条款，或让其自动续约
today-contract-step-expired = 续签，或终止合作
today-contract-expired = 过期 { $days } 天
today-contract-left = { $days ->
    [0] 今天
   *[other] 剩 { $days } 天
}
today-screening-missing = 尚未评估
today-screening-unrated = 评估没有得分
today-screening-passed = { $score } 分，通过
today-screening-conditional = { $score } 分，有条件通过
today-screening-failed = { $score } 分，不通过
today-screening-stopped = 触发红线；例外{ $state }
today-screening-step-fill = 填写准入评估
today-screening-step-onboard = 办理入驻
today-screening-step-conditions = 落实附加条件后办理入驻
today-screening-step-failed = 婉拒，或列为备用
today-screening-step-stopped = 降低要求，或申请例外
today-screening-step-wait = 等待总部审批
cohort-conversion = 首单转化率
cohort-retention = 留存率
cohort-repurchase = 复购率
cohort-audience = 客群匹配
cohort-head = { $from } 至 { $to } 入驻的新渠道，截至 { $as_of }
cohort-month = 入驻月份
cohort-size = 新渠道
cohort-benchmark = 基准
cohort-formula-conversion = 入驻后 { $days }内有首单的 / 入驻已满该天数的
cohort-formula-retention = 首单 { $after } 天后仍有订单的 / 首单已满 { $age }的
cohort-formula-repurchase = 首单后 { $age }内有第二单的 / 首单已满 { $age }的
cohort-formula-audience = 客群匹配度为 { $grade } 及以上的 / 最近评估填有匹配度的
cohort-asked-conversion = 入驻已满天数
cohort-asked-ripe = 首单已满天数
cohort-asked-audience = 有客群匹配度
cohort-holds-conversion = 其中按期首单
cohort-holds-retention = 其中之后仍有订单
cohort-holds-repurchase = 其中按期有第二单
cohort-holds-audience = 其中匹配良好
cohort-left-out = { $count } 家新渠道未计入：时间不足或没有数据
showcase-head = 各产品线标杆渠道，{ $from } 至 { $to }，{ $currency }
showcase-share = 占该产品线

## Today
today-find = 查找：
today-make-task = 转为任务
today-make-ticket = 转为工单
today-quiet-week = 对所有人静默一周，恶化时恢复
today-ticket-title = 工单：
done-alert-assigned = 已指派
done-alert-ticket = 已立工单 #{ $number }，预警已确认
done-alert-snoozed = 静默至 { $day }，恶化时恢复
today-open-partner = 打开渠道商
today-loading = 正在读取待办…
today-mine = 我的
today-regions = 我的区域
today-all = 全部
today-empty-mine = 按 w 看区域和全部待办 · 按 b 恢复已推迟的事项
today-empty-all = 按 b 恢复已推迟的事项
today-act-alert = 如何处理？
today-acknowledge = 确认：恶化前不再提醒
today-findings = 检查发现（未勾选的项结转到下次）：
today-task-title = 任务：
today-assign = 由谁处理？
today-snooze = 推迟到
today-snooze-hour = 一小时后
today-snooze-four = 四小时后
today-snooze-tomorrow = 下一个工作日
today-snooze-monday = 下周
today-snooze-week = 一周后
today-not-assignable = 预警和审批不能指派（可尝试：按 t 转为任务）
today-no-comment = 只有工单可以备注
today-health = 健康
today-light = 红绿灯
today-sales = 近26周
today-pace = 进度
today-open = 应收
today-overdue = 逾期
today-tickets = 工单
today-visited = 上次拜访
nothing-to-explain = 此处没有可解释的数字
done-snoozed = 已推迟 { $count } 项
done-off = 今日不再显示
done-recalled = { $count ->
    [0] 没有推迟的事项
   *[other] 已恢复 { $count } 项
 }
done-tasks = 已完成 { $count } 项
done-partners-some = 共 { $total } 家，已处理 { $done } 家；未处理：{ $codes }（{ $because }）
done-assigned = 已指派 { $count } 项
today-able = { $count ->
    [0] 没有备用渠道能单独承接
   *[other] { $count } 个备用渠道能单独承接：
 }
today-able-one = { $code } { $name }，月产能 { $capacity }，{ $days } 天到位
today-able-capacity = { $code } { $name }，月产能 { $capacity }
done-ticket-no-violation = 已解决 #{ $number }；未记录违规：{ $violation_field } `{ $value }` 不符合规则（可试：qudao violation from-ticket { $number }）
done-ticket-act = #{ $number }：{ $action }
done-acknowledged = 已确认
done-task-made = 已转为任务，下一工作日到期
change-alert-task = 将 { $what } 的预警转为任务
refused-alert-known = 无法操作：该预警已处理或已解除（可尝试：按 R 刷新）
change-alert-ack = 确认了预警 { $what }
change-today = 推迟、移除或找回了今日待办：{ $what }
today-goal = { $clock } { $goal }
today-resolved-by = { $name } 已解决
today-check = 待复核
today-escalated = 升级至 L{ $level }
today-escalated-by = { $name }：{ $reason }
today-late = 逾期 { $days } 天
today-trip = { $city }：{ $count } 家，{ $title }
today-named = { $name }：{ $title }
today-checklist = 已勾 { $done }/{ $all }
today-plan = 计划内
today-weeks = { $weeks } 周
today-head-reason = 原因
today-head-kind = 类别
today-head-text = 事项
today-head-why = 下一步
today-head-codes = 渠道商
today-counts = 待办 { $count } 项，今日已完成 { $done } 项
today-counts-snoozed = 已推迟 { $count } 项
today-beyond = 其后还有 { $count } 项
today-empty = 没有待办：今日事毕
plan-head-due = 日期
plan-head-kind = 类别
plan-head-title = 标题
plan-head-partner = 渠道商
plan-head-city = 城市
plan-head-owner = 负责人
plan-head-state = 状态
plan-made = { $month }：{ $count ->
    [0] 无需新增
   *[other] 新增 { $count } 项任务
 }，已有 { $known } 项
plan-would = { $month }：{ $count ->
    [0] 无需新增
   *[other] 将新增 { $count } 项任务
 }，已有 { $known } 项（试运行：未写入）
plan-over = 其中 { $count } 项所在日期超过每日上限（可尝试：改派一部分给他人）
plan-uncovered = 日历未覆盖 { $year } 年：按普通工作周计算
plan-rows = { $count } 项任务
usage-month = `{ $value }` 不是月份：应为 1900 至 2199 年间的月份，如 2025-06

## Page of a partner
page-credit = 信用
page-compliance = 合规
page-conflicts = 冲突
page-plan = 计划
page-contracts = 合同
page-screening = 准入
page-needs = 待处理
page-nothing-needed = 目前没有待处理事项
page-register = 档案
page-notes = 备注
page-no-contacts = 没有联系人
page-kind = 类别
page-what = 事项
page-when = 时间
page-who = 操作人
page-changes = 变更
page-before = 原值
page-waits = 待审批
page-late-days = 逾期 { $days } 天
page-days-ago = { $days } 天前
page-in-days = 还有 { $days } 天
page-group = 渠道组（1+N）
page-no-group = 没有关联渠道
page-group-total = 合计（{ $count }）
page-trend-year = 近12个月（刻线为上年同期）
page-year-earlier = 上年同期
page-by-month = 按月
page-came-late = 迟到
page-note-came-late = 已关账月份保持关账时的数；迟到数据列在旁边，不计入其中（见：qudao verify）
page-by-line = 按产品线（近12个月）
page-last-orders = 最近销售
page-no-line = 未填产品线
page-share = 占比
page-target = 目标
page-orders-year = 近12个月订单
page-ages = 账龄
page-age = 逾期天数
page-items = 笔数
page-open-invoices = 未结发票
page-assessments = 5C 信用评估
page-no-assessments = 尚未评估
page-credit-changes = 授信变更
page-no-changes = 没有变更
page-limit = 信用额度
page-use = 额度占用
page-points = 有效扣分
page-expiring = { $day } 起减少 { $points } 分
page-audit-score = 审计得分
page-formula-audit = 各审计内容最近得分的平均
page-trained = 合规培训完成率
page-formula-trained = 完成人数 / 应到人数
page-violations = 违规
page-no-violations = 没有违规记录
page-expires = 有效至
page-deposit = 保证金账户
page-no-deposit = 没有流水
page-deposit-held = 保证金余额
page-deposit-agreed = 约定保证金
page-deposit-moves = 流水笔数
page-balance = 余额
page-audits = 专项审计
page-no-audits = 尚未审计
page-trainings = 培训
page-no-trainings = 没有培训记录
page-satisfaction = 客户满意度
page-no-satisfaction = 暂无评价
page-backup = 备用评估
page-no-backup = 没有备用评估
page-open-tickets = 未结工单
page-past-tickets = 已结工单
page-no-open-tickets = 没有未结工单
page-no-past-tickets = 没有已结工单
page-breached = 已超时
page-clock = 时限
page-role = 角色
page-subject = 主体
page-tasks-late = 已逾期
page-open-tasks = 未完成任务
page-past-tasks = 已完成与跳过
page-no-open-tasks = 没有计划
page-no-past-tasks = 还没有完成的任务
page-tasks-done = 近90天完成
page-tasks-planned = 期内计划
page-last-visit = 上次拜访
page-improvement = 改善计划
page-in-force = 现行合同
page-no-contract = 没有现行合同
page-no-contracts = 没有合同
page-all-contracts = 全部合同
page-ends = 到期日
page-days-left = 剩余天数
page-terms = 条款：合同与档案
page-terms-same = 没有约定条款
page-stage = 阶段
page-stage-undecided = 未批准
page-stage-ahead = 未生效
page-stage-running = 履行中
page-stage-renew = 须于 { $day } 前续签
page-stage-notice = { $day } 前可提出终止
page-stage-renewing = 自动续约
page-stage-expired = { $day } 已到期
page-stage-ended = { $day } 已终止
page-notice-by = 终止通知最后日期
page-admission = 可否引入
page-admitted = 可以
page-barred-score = 不可：得分过低
page-barred-line = 不可：触发红线
page-why-light = 风险灯依据
page-formula-late-days = 当前日期 − 到期日
page-invoiced = 开票金额
page-paid = 已收
page-term = 条款
page-differs = 不一致
page-latest = 最近一次准入评估
page-items-judged = 评分项
page-no-items = 没有评分
page-item = 评分项
page-note = 说明
page-all-screenings = 全部准入评估
page-no-screenings = 没有准入评估
page-lifecycle = 状态变动
page-tiers = 等级变动
page-approvals = 审批
page-log = 全部操作
page-more = 另有 { $count } 条
page-line-at = 第 { $at } / { $count } 行
page-touched = { $kind } × { $count }
page-drill = 断供演练：无担保敞口
page-formula-drill = 应收余额 − 担保
page-lost-sales = 月销售损失
page-lost-contribution = 月贡献损失
page-nothing-to-explain = 此处没有可解释的数字：请移到数字上
page-nothing-to-add = 此处不能新增
page-ask-add = 新增
page-ask-move = 将 { $code } 转为
page-ask-move-reason = 理由
page-in-span = { $from } 至 { $to }
page-formula-orders = 按日计不重复单据数
page-formula-register = 登记在档案中；按 e 修改
page-formula-tickets = 涉及该渠道且未关闭的工单
page-formula-breached = 任一时限已超的未结工单
page-formula-past = 涉及该渠道的已关闭工单
page-formula-late = 今日之前到期的未完成任务
page-formula-open-tasks = 未完成的任务
page-formula-done = 近90天到期任务中已完成的
page-formula-visit = 最近一次已完成拜访的日期
page-formula-in-force = 已批准、已生效、未到期
page-formula-ends = 现行合同的最后一天
page-formula-screening = 各评分项的加权平均
page-adds-here = { $said }（{ $key } 新增）
page-change = 变化
page-year-ago = 上年 { $count }
page-closed-on = 关闭日期
page-week-before = 一周前
page-four-weeks-before = 四周前
page-computed-tier = 按数据应为
page-points-go = 其中最先失效
page-points-go-on = 失效日
page-begins = 生效日
page-renew-from = 续签提醒起始日
page-last-day = 最后一日
page-ended-on = 终止日
page-followed = 已有后续合同
page-days-since = 距今
page-sales-of = { $what } 销售额
page-t12m-of = { $code } 近12个月
page-growth = 增长率
page-not-whole = 上期数据不完整，不计增长率
page-no-growth = 上期没有销售，不计增长率
page-formula-growth = 增长率 =（销售额 - 对比期销售额）/ 对比期销售额
page-all-lines = 全部产品线
page-formula-bucket = 该账龄发票的未结金额，未扣预收款
page-and-more = 另有 { $count } 张金额较小的发票
page-open-of = { $number } 未结金额
page-formula-open = 开票金额 - 已付金额
page-late-by = 已逾期
page-note-late = 已逾期 = 今天 - 到期日，未到期为 0
page-clock-response = #{ $number } 首次响应剩余（时:分）
page-clock-resolution = #{ $number } 解决剩余（时:分）
page-formula-clock = 时限 - 已用，按服务时间计；负数为已超时
page-clock-used = 已用
page-clock-due = 截止时间
page-held-since = 挂起自
page-ticket-ended = #{ $number } 关闭日
page-formula-ended = 关闭日期；未关闭的为解决日期
page-now = 截至 { $at }
page-formula-touched = 一次操作写入的记录数；回车查看现有记录
page-inserted = 新增
page-updated = 修改
page-deleted = 删除
page-violation-points = #{ $number } 扣分
page-formula-violation = 按审批结果；未填的按制度标准（扣分 / 涉及金额的比例 / 最低金额）
page-amount = 涉及金额
page-not-confirmed = 未确认（{ $state }），不计入
page-no-longer = 扣分已失效
page-balance-after = #{ $number } 后余额
page-formula-balance = 之前余额 + 本笔
page-balance-before = 之前余额
page-formula-recorded = 按记录填写；e 修改
page-formula-terms = 以生效合同为准，档案应与之一致
page-term-contract = 合同 { $number }
page-formula-group = 核心渠道与卫星渠道之和
page-rated = 有健康度的渠道数
page-note-member = 健康度、应收与逾期在该渠道的页面上说明
page-note-group = 健康度为有评分渠道的平均；应收与逾期为合计
page-severity = 级别
page-first-seen = 首次出现
page-last-seen = 最近出现
page-last-week = 最近有数据的一周
refused-not-explained = 无法操作：`{ $name }` 不在页面上或已不存在：请刷新页面
usage-explain = `{ $name }` 在所选各节中没有说明（可试：qudao show partner { $code } --format json --explain，列出全部名称）
usage-explain-near = `{ $name }` 在所选各节中没有说明（是否指 { $near }？）
credit-kept = 记录中的得分
credit-light-kept = 记录中的风险灯
credit-note-nothing-to-secure = 尚无发票，没有需要担保的应收
credit-note-light-without-invoices = 尚无发票，仅由评估决定
form-at = 第 { $at } / { $count } 项
aside-empty = 此处显示规则计算结果
aside-contract-days = 合同有效天数
aside-formula-contract-days = 首日至末日，均计入
aside-register = 档案中的{ $field }
aside-register-differs = 与档案不一致
aside-contract-beside = 与 { $number } 同时生效，自 { $from } 起
aside-contract-granted = { $places } 与 { $code } 的独家授权冲突（{ $number }）
aside-red-days = 红线：无例外批准时最多 { $most } 天
aside-red-rate = 红线：无例外批准时最多 { $most }%
aside-use = 变更后额度占用
aside-formula-use = （应收余额 + 放行金额）/ 信用额度
aside-open = 当前应收余额
aside-limit-now = 现额度
aside-limit-then = 申请额度
aside-more = 放行金额
aside-points = 确认后有效扣分
aside-formula-points = 有效扣分 + 本次扣分
aside-points-before = 当前有效扣分
aside-points-this = 本次扣分
aside-deduction = 扣保证金
aside-balance = 之后的保证金余额
aside-formula-balance = 当前余额 + 本笔金额
aside-this = 本笔金额
usage-section = `{ $name }` 不是页面的一节：应为 { $known } 之一

## Screen
page-weeks = 近26周
page-quarter = 近13周
page-no-weeks = 近13周没有销售
loading = 正在加载……
partners-none = 还没有渠道商。
partners-none-hint = 按 a 新增，或导入：qudao import partners 文件
partners-filtered = 没有符合筛选条件的渠道商。
partners-filtered-hint = 按 Esc 查看全部，按 / 修改筛选。
partners-marked = 已标记 { $count } 家
partners-range = 区间：移动后按 v
partners-some = { $all } 家中的 { $count } 家
partners-all = 共 { $count } 家
ask-filter = 筛选
ask-sort = 排序依据
ask-columns = 显示的列（Tab 标记，回车确定）
ask-view = 已存视图
ask-view-name = 视图名称
ask-owner = { $count } 家的负责人
ask-tags = { $count } 家的标签（-词 表示去掉）
ask-visit-day = 拜访 { $count } 家的日期
ask-export-path = 将符合筛选的全部导出到
ask-export-marked = 将所选 { $count } 家渠道商导出到
done-export = 已将 { $count } 家渠道商写入 { $path }
refused-file-database = 已拒绝：`{ $path }` 是数据库或其附属文件，任何情况下都不会被覆盖（请换一个文件名）
refused-file-link = 已拒绝：`{ $path }` 是链接，不会通过链接写入（请写它指向的文件名，或换一个文件名）
refused-init-owner = 已拒绝：`{ $db }` 已存在但无任何用户，只有 `{ $path }` 的所有者 { $owner } 可在其上建库（可试：以 { $owner } 身份运行 qudao restore 备份文件）
refused-restore-itself = 无权操作：`{ $path }` 就是当前数据库，未作任何更改（请指定一个备份文件）
refused-restore-no-admin = 已拒绝：`{ $path }` 中没有启用的管理员，恢复后无人可以管理（请试：使用其他备份）
refused-restore-owner = 已拒绝：`{ $db }` 已无法说明谁是管理员，只有 `{ $path }` 的属主 { $owner } 可以恢复备份（请以 { $owner } 身份执行 qudao restore 备份文件）
refused-file-none = 已拒绝：`{ $path }` 是文件夹或设备，应为文件名（请换一个文件名）
file-dash = `-` 不是文件名：不写入文件的内容会直接输出（请去掉该选项，改用 > 文件；或写作 ./-）
refused-file-others = 无权操作：`{ $path }` 不是您生成的文件；经共用账号只能覆盖自己的文件（请换一个文件名）
refused-file-exists = 已拒绝：`{ $path }` 已存在，保持不变（请换一个文件名；支持 --force 的命令可加 --force 覆盖）
refused-file-outside = 已拒绝：`{ $path }` 不在 `{ $folder }` 里：应为该文件夹内的文件名，不含 `..`，各级名称都不以点开头（请直接写文件名）
refused-file-nowhere = 已拒绝：不打开 `{ $path }`：多人共用此账号，而尚未设置存放文件的文件夹（请管理员执行：qudao user gateway 账号 on --folder 文件夹；使用自己的账号时请去掉 QUDAO_USER）
usage-no-reason = 需要填写原因（请简要说明）
task-visit-title = 拜访
page-overview = 概览
page-sales = 销售
page-history = 历史
page-contacts = 联系人
page-alerts = 预警
page-tier = 等级
page-overdue = 逾期 { $amount }，{ $days } 天
page-since = 自 { $day }
page-no-sales = 没有销售
page-no-invoices = 没有未结发票
page-no-history = 还没有变更
page-month = 月份
page-net = 净额
page-year-before = 同比
page-orders = 订单
page-returns = 退货
page-not-due = 未到期
page-days = { $from }–{ $to } 天
page-days-over = 超过 { $from } 天
page-invoice = 发票
page-issued = 开票
page-due = 到期
page-late = 逾期
tab-today = 今日
tab-partners = 渠道
tab-tiers = 分级
tab-conflicts = 冲突
tab-calendar = 日历
tab-kpis = 指标
scope-global = 全局
scope-list = 所有列表
scope-page = 渠道商页面
scope-ticket = 工单详情
scope-document = 清单与报表
scope-records = 记录列表
scope-approval = 审批
scope-overlay = 本窗口
help-title = 按键
too-small = 窗口为 { $width }x{ $height }，qudao 至少需要 { $least }。请放大窗口或缩小字号。
nothing-here = 暂无内容。
nothing-here-hint = 按 ] 看下一页签，按 ? 看按键。
nothing-found = 没有找到
nothing-to-repeat = 这里还没有可重复的操作
ask-partner = 渠道商：编码、名称或拼音
ask-command = 要做什么
confirm-keys = y 是   n 否
done-copied = 已复制 { $what }
form-new = 新增{ $kind }
form-edit = { $kind }
form-save = 保存
form-saving = 正在保存……
form-required = * 必填   在带 ▾ 的字段按回车列出选项
form-lapses = 已批准：修改后须重新审批，其间不生效
form-reopens = 已批准：修改后须重新审批
form-problems = 请修正标有 ! 的字段
form-draft = 已恢复您上次在此输入的内容
form-kept = 您输入的内容已保留，再次打开此表单时恢复
form-try-again = 其间有人保存了内容相同的记录（请再保存一次）
clash-title = 其间有人修改了此记录
clash-hint = 请逐个字段选择后保存；不会在您不知情时覆盖任何内容。
clash-mine = 我的
clash-theirs = 对方的
explain-inputs = 依据
explain-value = 数值
explain-score = 得分
explain-weight = 权重
explain-rows = ↵ 明细
explain-policy = 政策 { $version }

## Remedies
remedy-violation = > 登记违规：{ $kind }
remedy-task = > { $days } 天后：{ $task }
remedy-tasks = { $count ->
    [0] 无后续任务
   *[other] { $count } 项任务
 }
ask-remedy = 处置方案
remedy-none = 自行填写

## Knowledge base
ticket-articles = 相关文章 { $count } 篇
kb-title = 知识库
kb-title-about = 知识库 · 工单 #{ $number }
kb-empty = 暂无文章（命令：qudao kb starter）
kb-nothing = 没有找到。减少词语可扩大范围，也可输入拼音或词首。
change-kb-starter = 添加了随附的知识文章
kb-starter-added = { $count ->
    [0] 随附文章均已在库，没有新增
   *[other] 新增 { $count } 篇文章
 }
kb-found = 共 { $count } 篇文章
kb-expired = 已过期

## Register
partners-tree = 按核心
ask-move = { $count } 家（{ $from }）变更为
ask-move-reason = { $count } 家变更为{ $status }，原因
ask-exit-reason = 申请 { $count } 家退出，原因
ask-exit-open = 仍有未了事项：应收 { $open }，工单 { $tickets }，保证金 { $deposit }，卫星经销商 { $satellites }。仍然申请退出？
ask-merge = 把哪一家并入本渠道商？
ask-duplicates = { $count } 对疑似重复
expected-reason = 请简要填写原因
no-such-move = 按目前状态不能变更为{ $status }
no-common-move = 没有适用于全部所选渠道商的变更
merge-mark-two = 请先标记两家（空格），再按 M
merge-title = 两家合一
merge-stays = 保留
merge-goes = 并入
merge-no-difference = 没有可供选择的差异字段
merge-keys = h l 取值 · 空格 切换 · x 换边 · a 全部字段 · Enter 合并 · Esc 关闭
merge-question = 把 { $drop } 并入 { $keep }？其全部记录转移，原编码成为曾用编码。可撤销。
merge-nothing-moves = 没有记录引用它。
merge-more = 另有 { $count } 行
merge-two-persons = 注意：双方统一社会信用代码不同，是两个法人
merge-facts = { $kind }：{ $days } 天共 { $rows } 行
merge-records = { $kind }：{ $moved }
merge-renamed = { $count } 条另行命名以示区别
merge-united = { $count } 条与已有记录合一
merge-left-out = { $count } 条以已有记录为准
merge-added-up = { $count } 行并入同日数据
merge-same-document = { $count } 张单据双方都有
merge-would = 将把 { $drop } 并入 { $keep }；未写入任何内容
merge-done = 已把 { $drop } 并入 { $keep }（撤销：qudao undo）
usage-status = `{ $status }` 不是合作状态{ $meant }：应为 { $known } 之一
done-partner-moved = { $what } 已变更为：{ $status }
done-exit-waits = { $what }：退出待审批 #{ $number }，批准前维持现状
done-exit-left = { $what } 已退出：按政策无需审批
done-exits-asked = 已为 { $count } 家渠道商申请退出（可查：qudao approval list --mine）
done-exits-some = 已为 { $count } 家渠道商申请退出（可查：qudao approval list --mine）；{ $codes } 已退出或已在审批中
partner-moves-at = 时间
partner-moves-by = 操作人
partner-moves-move = 变更
partner-moves-reason = 原因
partner-moves-none = { $code } 从未变更过状态
duplicates-none = 没有两家渠道商的信用代码、电话或名称相同
duplicates-first = 第一家
duplicates-second = 第二家
duplicates-common = 相同项
duplicates-found = 共 { $count } 对（合并：qudao partner merge 保留编码 并入编码 --dry-run）
tree-none = 没有渠道商设置核心经销商
tree-alone = { $code } 既不是核心经销商，也不是卫星经销商
tree-partner = 渠道商
tree-status = 状态
tree-t12m = 近12月销售
tree-sales4 = 近4周销售
tree-open = 未收款
tree-overdue = 逾期
tree-health = 健康度（最低）
tree-trades = 在营家数
tree-rated = 有健康分的家数
tree-health-min = 最低健康分
tree-health-mean = 平均健康分
tree-satellites = 卫星渠道
tree-group = { $code } { $name }：合计 { $count } 家
tree-trading = 在营 { $count } 家
contacts-none = 没有找到联系人（新增：qudao add contact partner=编码 name=姓名 phone=电话）
import-more-duplicates = 另有 { $count } 家可能重复（查看：qudao partner duplicates）
form-alike = 疑似与 { $of } { $name } 重复：再次保存则两者并存，{ $key } 打开该渠道商
expected-import-reason = 状态变更的原因（请用：--reason 理由；流程中写 reason = "…"）
expected-status-move = 通过状态变更并填写原因（命令：qudao partner move 编码 状态 --reason 理由；界面：m）
expected-core-top = 自身不是卫星的核心经销商：只允许一级
expected-no-satellites = 留空：该渠道商自己有卫星经销商
refused-exit-open = 已拒绝：{ $what } 仍有未了事项：应收 { $open }，工单 { $tickets }，保证金 { $deposit }，卫星经销商 { $satellites }（请先结清，或确认知悉：qudao partner exit { $codes } --reason 理由 --anyway）
refused-exit-asks = 已拒绝：渠道商退出须先申请，由他人审批（请用：qudao partner exit { $codes } --reason 理由）
refused-exit-left = 已拒绝：该渠道商已退出（可查：qudao partner moves 编码）
refused-exit-waits = 已拒绝：该渠道商的退出已在审批中，#{ $number }（可试：qudao approval show { $number }）
expected-screening = 先通过准入评估（命令：qudao screening show 编码）
change-partner-merge = 合并了 { $what }
usage-merge-itself = { $code } 不能与自身合并
refused-merge-proposal = 已拒绝：{ $code } 有待审批的等级变更（请先审批：qudao tier approve { $code }）
refused-merge-pending = 已拒绝：审批 { $number } 涉及双方都有的记录，尚未审批（请先审批）
refused-merge-core = 已拒绝：{ $code } 会成为 { $core } 的卫星，同时自己又有卫星经销商（请先为这些卫星更换核心经销商）
refused-alike = 已拒绝：疑似与 { $of } { $name } 重复：{ $common ->
    [former_code] 合并前的编码
    [credit_code] 统一社会信用代码
    [phone] 电话
   *[name] 名称
 }相同（请查看 qudao show partner { $of }，或加 --allow-duplicates）
## 关账
change-close = 关闭了期间 { $what }
change-reopen-period = 重新打开了期间 { $what }
usage-close-period = { $period } 不能关账：应为完整的月、季、半年或年，例如 2025-06、2025-Q2、2025-H1、2025
refused-close-running = 无法关账：{ $period } 尚未结束：{ $day } 起才能关账
refused-close-busy = 无法关账：{ $period } 未关账：计算期间有他人写入（请重试）
refused-closed-target = 无法操作：{ $period } 已关账，其中的目标不再变动（请设自 { $day } 起的目标；或由管理员执行 qudao close --reopen PERIOD --reason REASON）
refused-satisfaction-nobody = 无法操作：该工单未关联渠道商，无从评价（请去掉 --satisfaction）
refused-not-closed = 无法操作：{ $period } 未关账（可用 qudao close --list 查看）
usage-reopen-reason = 重新打开 { $period } 须说明原因：请加 --reason TEXT
close-needs-period = 请指定期间：月、季、半年或年，例如 2025-06 或 2025-Q2
close-done = 已关账 { $period }：{ $partners } 家渠道商的数据已固定，哈希 { $hash }
close-already = { $period }（{ $from } 至 { $to }）已于 { $at } 由 { $by } 关账
close-reopened = { $period }（{ $from } 至 { $to }）已重新打开：其数据将随明细变动
close-year-kept = { $period } 为 { $from } 至 { $to }：该财年已有期间关账，起始月沿用关账时的（可试：qudao close --list）
close-period = 期间
close-at = 关账时间
close-by = 操作人
close-hash = 哈希
close-reopened-at = 重新打开
verify-none = 没有已关账的期间
verify-holds = { $period } 一致：{ $partners } 家渠道商的数据与关账时相同
verify-drift = { $period } 有差异：{ $count } 项数据与关账时不同
verify-not-sound = { $period }：固定的数据与其哈希不符，文件曾被其他方式改动
verify-other-policy = { $period } 关账时的政策与现在不同：健康度、分级得分和风险灯不作比较
verify-partner = 渠道商
verify-network = 全网
verify-figure = 指标
verify-frozen = 关账时
verify-now = 现在
verify-difference = 差异
verify-more = 另有 { $count } 项（--all）
kpi-closed = { $period } 已于 { $at } 由 { $by } 关账：以下为固定的数据
kpi-closed-not-so = { $period } 已于 { $at } 由 { $by } 关账：以下为当时的数据，渠道商按现在的归属汇总
kpi-late = 关账后补录、未计入：销售额 { $net }，订单 { $orders }，贡献 { $contribution }（可用 qudao verify { $period } 查看）
kpi-late-figure = 已关账期间保持不变；计入关账后补录的数据后，{ $figure }为 { $value }（{ $num } / { $den }）
kpi-with-late = 含补录
kpi-late-inside = 已关账期间（{ $periods }）的月份保持不变；关账后补录、未计入：销售额 { $net }，订单 { $orders }，贡献 { $contribution }（可用 qudao verify 查看）
## 合规：违规、保证金、审计、培训、备用渠道、断供演练
expected-deposit-positive = 大于 0 的金额
expected-deposit-negative = 小于 0 的金额（从余额中扣减）
expected-deposit-opening = 0 或大于 0 的金额
expected-deposit-not-zero = 不为 0 的金额
expected-deposit-kept = 保持原样：已入账的流水不可修改（可试：qudao deposit reverse 编号 --reason 理由）
expected-deposit-own-violation = 同一渠道商的违规记录
expected-deposit-confirmed = 已确认的违规
expected-deposit-unbooked = 尚未扣款的违规：扣款由审批通过时入账，只入账一次
expected-deposit-missing = { $amount }，即此违规应扣的金额
expected-deposit-penalty = 针对已确认违规的扣罚，由审批通过时入账（可试：qudao violation record 编码 类别）
expected-deposit-one-opening = 只能有一笔期初余额（可试：更正）
expected-deposit-reversal = 同一渠道商、金额相反的更正
usage-violation-nobody = 工单 #{ $number } 没有可记录违规的渠道商（可试：--partner 编码）
done-violation-asked = 已记录 { $code } 的违规 #{ $number }：{ $points } 分，扣保证金 { $deduction }；待审批 #{ $approval }
done-violation-alone = 已确认 { $code } 的违规 #{ $number }：{ $points } 分，扣保证金 { $deduction }；没有其他人可以审批，标记为独自批准（#{ $approval }）
done-violation-wants-reason = 已记录 { $code } 的违规 #{ $number }：{ $points } 分，扣保证金 { $deduction }；没有其他人可以审批 #{ $approval }，写明理由后生效（可试：qudao approval approve { $approval } --text 理由）
done-violation-confirmed = 已确认 { $code } 的违规 #{ $number }：{ $points } 分，扣保证金 { $deduction }
done-deposit = 已入账 #{ $number }：{ $code } { $amount }；现余额 { $held }
done-deposit-owes = 已入账 #{ $number }：{ $code } { $amount }；现欠 { $held }
done-audit-task = 已保存；整改措施已转为 { $day } 到期的任务
done-compliance-task = 已保存；{ $day } 的任务“{ $task }”随之完成
points-none = 无扣分
points-one = { $points } 分，于 { $day } 全部失效
points-some = { $points } 分，其中 { $expiring } 分于 { $day } 失效
points-veto = 有确认的窜货或低价倾销，不得高于观察级
violation-waiting = { $count } 项待审批
violation-none = 无违规
violation-until = 至 { $day }
violation-expired = 已失效
violation-column-counts = 计分
violation-column-next = 最近失效
violation-points-on = { $points } 分 { $day }
deposit-enough = 已缴 { $held }，约定 { $agreed }：足额
deposit-short = 已缴 { $held }，约定 { $agreed }：差 { $missing }
deposit-owes = 欠 { $missing }，约定 { $agreed }
deposit-owes-only = 欠 { $missing }，未约定保证金
deposit-not-agreed = 已缴 { $held }，未约定保证金
deposit-by-contract = 按合同 { $number }
deposit-none = 尚无流水（可试：qudao deposit add 编码 paid_in 金额）
deposit-nothing-lacking = 约定的保证金均已足额
deposit-column-balance = 余额
deposit-column-held = 已缴
deposit-column-agreed = 约定
deposit-column-state = 状态
deposit-state-enough = 足额
deposit-state-short = 差 { $missing }
deposit-state-owes = 欠 { $missing }
deposit-state-not-agreed = 未约定
deposit-for-violation = 违规 #{ $number }
deposit-takes-back = 冲销 #{ $number }
audit-heading = 专项审计
audit-never = 从未审计
audit-score = 最近得分均值 { $score }
audit-open = { $count } 项整改未完成
audit-open-overdue = { $count } 项整改未完成，其中 { $overdue } 项逾期
audit-column-mean = 均值
audit-column-last = 最近审计
audit-column-open = 未完成整改
audit-nobody = 没有合作中的渠道商可供审计
training-heading = 合规培训
training-never = 从未培训
training-completion = 完成率 { $rate }（{ $completed }/{ $invited }），目标 { $target }
training-unrated = 未评：未填应到人数
training-due = 待培训：一年内没有合规培训
training-network = 全网：{ $text }；待培训 { $count } 家
training-column-rate = 完成率
training-column-last = 最近培训
training-column-due = 待培训
standby-heading = 备用评估
standby-due = { $day } 到期
standby-overdue = 自 { $day } 起到期
standby-never = 从未评估
standby-none = 尚无备用评估（可试：qudao add backup-assessments partner=编码 on=日期 capacity=金额）
standby-unassessed = { $count } 家备用渠道从未评估：{ $codes }
standby-column-capacity = 月承接能力
standby-column-lead = 启动天数
standby-column-age = 距评估（天）
standby-column-due = 下次评估
standby-column-place = 区域
standby-column-lacks = 不足
standby-place-same = 同区域
standby-place-around = 上级区域
standby-place-within = 区域内一部分
standby-place-further = 可覆盖区域
standby-place-elsewhere = 其他区域
standby-lacks-place = 区域
standby-lacks-capacity = 能力
standby-lacks-lines = 产品线 { $lines }
standby-lacks-light = 自身红灯
standby-lacks-stale = 评估过期
standby-need = 承接 { $code } { $name }：月销 { $volume }，产品线 { $lines }
standby-need-lines-unknown = 未知
standby-able = { $count ->
    [0] 没有可单独承接的备用渠道
   *[other] { $count } 家备用渠道可单独承接
 }
standby-uncovered = 合计仍有月销 { $volume } 无人承接
standby-covered = 合计可承接全部销量
standby-uncovered-lines = 无人经营 { $lines }
drill-title = 断供演练：{ $code } { $name }
drill-open = 应收余额
drill-open-detail = 逾期 { $overdue }，最久超账期 { $days } 天
drill-secured = 已担保
drill-secured-detail = 保证金 { $held }，信用保险 { $insured }
drill-retention = 所有权保留
drill-unsecured = 未担保
drill-stock = 库存
drill-stock-detail = { $days } 天，{ $quantity } 件，{ $day } 盘点
drill-stock-unrated = { $quantity } 件，{ $day } 盘点，库存天数未评
drill-outlets = 服务网点
drill-rebate = 未付返利
drill-rebate-unknown = 未评：返利尚未核算
drill-tickets = 未结工单
drill-contract = 合同
drill-contract-detail = { $number }，至 { $day }
drill-contract-none = 无有效合同
drill-deposit = 保证金
drill-loss = 每月损失
drill-loss-detail = 销售 { $sales }，贡献 { $contribution }
drill-backups = 可承接渠道
drill-left = 无人承接
compliance-heading-violations = 违规
compliance-heading-deposit = 保证金

## Credit
expected-new-credit-change = 新的授信变更：该变更已生效（可试：qudao credit change 编码 --limit 金额 --reason 理由）
expected-credit-terms = 新的额度、账期或扣点
expected-other-terms = 与现行不同的值
expected-override-only = 留空：仅临时放行使用
expected-override-amount = 大于 0 的放行金额
expected-not-past = 今天或以后的日期
expected-terms-only = 留空：临时放行不改变授信条件
expected-one-of-five = 至少填写 5C 中的一项，0 至 100
expected-above-zero = 大于 0 的金额
done-credit-waits = { $what }：授信变更待审批 #{ $number }
done-credit-rest-waits = { $what }：额度、账期与扣点待审批 #{ $number }；其他字段已保存
done-credit-still-waits = { $what }：额度、账期与扣点已在审批中 #{ $number }
done-credit-not-again = { $what }：该授信条件已被驳回或撤回，文件不再重复申请（请用：qudao edit partner { $what } 字段=值 -r 理由）
done-credit-in-force = { $what }：授信变更无需审批，已生效
credit-check-prepaid = 预付款，不占用信用
credit-check-on-credit = 赊销
credit-check-status-active = { $status }
credit-check-status-not-yet = 尚未开始合作：{ $status }
credit-check-status-stopped = 不得供货：{ $status }
credit-check-light-green = 绿灯
credit-check-light-secured = 黄灯，但 { $after } 全额有担保（{ $security }）
credit-check-light-yellow = 黄灯，仅限担保交易：本单后未收 { $after }，担保 { $security }
credit-check-light-red = 红灯，停止供货
credit-check-light-none = 未评：没有应收记录，也没有有效评估
credit-check-limit-none = 未约定额度：本单后未收 { $after }
credit-check-limit-zero = 不予赊销（额度 { $limit }）：本单后未收 { $after }
credit-check-limit = 本单后占用额度 { $limit } 的 { $used }（界限 { $bound }）
credit-check-document-unknown = 没有额度和历史发票可比
credit-check-document-above = 单笔 { $amount }，高于 { $share }（额度占比）或 { $times }（历史最大单倍数）
credit-check-document = 单笔 { $amount }，不超过 { $share }（额度占比）和 { $times }（历史最大单倍数）
credit-check-oldest = 最长逾期 { $days }（界限 { $bound }）
credit-check-oldest-none = 无逾期
credit-check-index = 平均晚付 { $days }（界限 { $bound }）
credit-check-index-none = 未评：尚无到期款项
credit-check-explained = { $code } 信用检查，截至 { $day }
credit-check-head = { $code } { $name }：本单 { $amount } { $currency }，截至 { $as_of }
credit-check-verdict = 结论：{ $verdict }
credit-check-overridden = 由临时放行 #{ $number } 放行，限额 { $amount }，至 { $until }：{ $reason }（批准人 { $approver }）
credit-check-nobody = 无，政策不要求审批
credit-check-step = 步骤
credit-check-result = 结果
credit-check-reason = 理由
credit-reason-red-days = 红灯：最长逾期 { $days }
credit-reason-red-use = 红灯：额度占用 { $used }
credit-reason-assessed = 评估得分 { $score }，有效期至 { $until }
credit-reason-expired = 上次评估已于 { $until } 到期
credit-reason-yellow-days = 黄灯：最长逾期 { $days }
credit-reason-yellow-use = 黄灯：额度占用 { $used }
credit-reason-yellow-share = 黄灯：逾期占未收 { $share }
credit-reason-in-order = 未见异常
credit-reason-unknown = 未评：没有应收记录，也没有有效评估
credit-assessed = { $code } 信用评估，{ $day }
credit-formula-assessment = 5C 评分、指标、审计与培训加权，再加行业周期调整
credit-formula-check = 以最差一步为准；预付款通过；有效的临时放行可放行
credit-formula-age = 未收按逾期天数分段，未扣预收
credit-formula-dso-balance = 未收 ÷ 截至当日若干天的开票 × 天数
credit-formula-punctuality = 按期结清 ÷ 已结清或已到期
credit-formula-days-to-pay = 开票至付款天数，按金额加权
credit-formula-trend = 近期平均晚付天数 − 前期平均晚付天数；大于 0 表示变慢
credit-formula-utilisation = 未收 ÷ 额度
credit-formula-peak = 历史上任一日终的最高余额
credit-formula-security = 在手保证金 + 有效合同的信用保险额
credit-formula-disputed = 有争议的未收发票
credit-formula-bad-debt = 超期过长的未收 ÷ 近 12 个月销售
credit-formula-light = 触发硬规则即红灯；否则以有效评估为准；再否则看黄灯指标
credit-light = 风险灯
credit-part-five = 5C 评分
credit-part-ratios = 数据指标
credit-part-audit = 审计
credit-part-training = 合规培训
credit-cycle = 行业周期调整
credit-punctuality = 按时付款占比（金额）
credit-utilisation = 额度占用
credit-dso-of-term = 周转天数与账期之比
credit-overdue-share = 逾期占比
credit-trend = 近 12 个月销售同比
credit-amount = 本单
credit-limit = 信用额度
credit-term = 账期
credit-rate = 扣点
credit-security = 担保
credit-largest = 近 12 个月最大单
credit-index = 晚付天数（金额加权）
credit-open-invoices = 未收发票
credit-invoiced-of-them = 这些发票的金额
credit-paid-of-them = 其中已收
credit-all-billed = 截至当日开票额（已扣红字）
credit-all-paid = 截至当日回款
credit-items = 笔数
credit-judged = 已结清或已到期的发票
credit-late = 其中晚付
credit-punctual-amount = 按时付款占比（金额）
credit-paid = 已付
credit-paid-on-time = 按期付款
credit-mean-late = 平均晚付天数
credit-mean-days = 平均付款天数
credit-settled = 已结清发票
credit-lately = 近半期平均晚付
credit-earlier = 前半期平均晚付
credit-peak-day = 峰值日期
credit-deposit = 在手保证金
credit-insured = 信用保险额
credit-uncovered = 无担保余额
credit-dispute-rate = 争议发票占比
credit-disputed-invoices = 争议发票
credit-invoices = 发票
credit-billed-year = 近 12 个月开票（无销售数据）
credit-sales-year = 近 12 个月销售
credit-beyond = 超期 { $days } 天以上的未收
credit-assessment = 最近评估
credit-valid-until = 有效期至
credit-note-kept = 记录中为 { $score }：评估日的数据其后有补录
credit-note-left-out = 未评项不计入，其余权重按比例放大
credit-note-hard = 触发硬规则，不论得分均为红灯
credit-note-exposure = 未开票订单不在系统内，不计入敞口
credit-note-allocation = 付款先核销所指发票；余款与贷项核销最早的发票
credit-note-no-invoices = 未评：尚无发票
credit-note-since = 统计自 { $day } 起曾未结清的发票
credit-note-credit-notes = 由贷项核销的部分不计入
credit-note-no-limit = 未约定大于 0 的额度：未评
credit-note-retention = 合同约定所有权保留，不计金额
credit-item-count = { $count } 张发票
credit-head-dso = 应收周转天数，{ $currency }，截至 { $as_of }
credit-head-payers = 付款表现，{ $currency }，截至 { $as_of }；由慢到快
credit-head-disputes = 争议发票，{ $currency }，截至 { $as_of }
credit-head-exposure = 信用敞口，{ $currency }，截至 { $as_of }；按峰值排序
credit-head-months = 开票与回款，{ $currency }，截至 { $as_of }
credit-head-red = 风险灯，{ $currency }，截至 { $as_of }
credit-head-assess = 到期的信用评估，{ $currency }，截至 { $as_of }
credit-head-file = { $code } { $name } 信用档案，{ $currency }，截至 { $as_of }
credit-billed = 开票
credit-collected = 回款
credit-days-to-pay = 付款天数
credit-late-share = 晚付
credit-disputed-amount = 争议金额
credit-disputed = 有争议
credit-peak = 最高敞口
credit-concentration = { $n } 家中前 { $top } 家占开票的 { $share }
credit-paid-undisputed = 无争议：{ $count } 张，平均 { $days } 天结清，{ $late } 晚付
credit-paid-disputed = 有争议：{ $count } 张，平均 { $days } 天结清，{ $late } 晚付
credit-bad-debt = 坏账 { $amount }，占销售 { $rate }（红线 { $red }）
credit-bad = 坏账
credit-red-line = 占销售 { $rate }（红线 { $red }）
credit-last-assessed = 上次评估
credit-never = 从未
credit-punctuality-count = 按期付款
credit-none-agreed = 未约定
credit-retention = 所有权保留
credit-invoice = 发票
credit-issued = 开票日期
credit-due = 到期日
credit-days-late = 逾期
credit-override-line = 临时放行 #{ $number }：限额 { $amount }，至 { $until }：{ $reason }（批准人 { $approver }）
credit-pending-line = 待审批：授信变更 #{ $number }（{ $kind }）：{ $reason }
## approvals
reason-edit = 修改档案
reason-import = 文件导入
reason-replaced = 新一次评审得出不同的提议
reason-no-more = 新一次评审不再提议变更
done-approval-asked = 已保存 { $what }，等待审批 #{ $number }
done-approval-lapses-waits = 已保存 { $what }：原已批准，在 #{ $number } 审批前不再生效（如需恢复原状：qudao undo）
done-approval-stays-waits = 已保存 { $what }：待审批 #{ $number }；批准前原内容继续有效
done-approval-none = 已保存 { $what }，无需审批，即时生效
done-approval-dropped = 已保存 { $what }：不再需要审批，#{ $number } 已撤回
done-approval-approve = 已批准 #{ $number } { $title }
done-approval-step = 本步已批准：#{ $number } { $title } 待{ $needs }审批
done-approval-reject = 已驳回 #{ $number } { $title }
done-approval-ask = 已就 #{ $number } { $title } 提出询问
done-approval-answer = 已答复 #{ $number } { $title }
done-approval-withdraw = 已撤回 #{ $number } { $title }
done-approval-many = 已批准 { $count } 项
done-approval-part = 已批准 { $all } 项中的 { $count } 项
done-approval-some = 已批准 { $all } 项中的 { $count } 项，{ $numbers } 未批准：{ $because }
change-approval-approve = 批准 { $what }
change-approval-reject = 驳回 { $what }
change-approval-ask = 就 { $what } 询问
change-approval-answer = 答复 { $what }
change-approval-withdraw = 撤回申请 { $what }
change-approval-request = 提交审批 { $what }
change-user-delegate = 为 { $what } 指定代理人
refused-approval-open = 已拒绝：已有未结审批 #{ $number }（可试：qudao approval show { $number }）
usage-approval-kind = { $kind }无需审批
refused-approval-settled = 已拒绝：{ $what } 现为{ $decision }，且内容未变，无需再提交
usage-approval-reason = 驳回须填写理由（可试：简要说明原因）
usage-approval-question = 请写明要询问的内容
usage-approval-answer = 请写明答复内容
refused-approval-by-record = 已拒绝：审批 #{ $number } 由其单据提交
refused-approval-by-hand = 已拒绝：审批只能通过提交和审批产生（可试：qudao approval list）
refused-approval-first = 已拒绝：`{ $who }` 已先处理 #{ $number }：{ $done }（可试：qudao approval show { $number }）
refused-approval-over = 已拒绝：#{ $number } 已有结果：`{ $who }` { $done }
refused-approval-unregistered = 已拒绝：只有已登记的用户可以审批 #{ $number }（请管理员执行：qudao user add 账号 --role 角色）
done-approval-alone = 已保存 { $what }：没有其他人可以审批，已生效并标记为独自批准（#{ $number }）
done-approval-alone-from = 已保存 { $what }：没有其他人可以审批，已独自批准并作标记（#{ $number }）；自 { $from } 起生效，此前维持现状
done-approval-wants-reason = 已保存 { $what }：没有其他人可以审批 #{ $number }，写明理由后生效（可试：qudao approval approve { $number } --text 理由）
done-approval-approve-alone = 已批准 #{ $number } { $title }：已生效并标记为独自批准
done-approval-approve-from = 已批准 #{ $number } { $title }：自 { $from } 起生效
done-approval-approve-alone-from = 已批准 #{ $number } { $title }：标记为独自批准，自 { $from } 起生效
approval-alone = { $state }（独自批准）
usage-approval-alone = 没有其他人可以审批 #{ $number }，需要填写理由（请执行：qudao approval approve { $number } --text 理由）
refused-approval-own = 已拒绝：申请人及其代理人不能审批该申请 #{ $number }（可审批：{ $who }）
refused-approval-own-nobody = 已拒绝：申请人不能审批自己的申请 #{ $number }，没有其他人可以审批；连续14天没有其他人可以审批时，申请人可独自批准（可请管理员执行：qudao user add 账号 --role 角色）
refused-approval-twice-nobody = 已拒绝：#{ $number } 的前一步由你审批，两步须由两人审批，没有其他人可以审批；连续14天没有其他人可以审批时，申请人可独自批准（可请管理员执行：qudao user add 账号 --role 角色）
refused-approval-twice = 已拒绝：#{ $number } 的前一步由您审批，两步须由两人审批（可审批：{ $who }）
refused-approval-next = 已拒绝：#{ $number } 的下一步只有您可以审批，两步须由两人审批（本步可审批：{ $who }）
refused-approval-changed = 已拒绝：#{ $number } 的内容与提交时不同：{ $changes }（可试：重新提交：qudao approval request 类别 编号）
refused-approval-asked = 已拒绝：#{ $number } 已有询问待答复
refused-approval-nobody = 已拒绝：#{ $number } 由程序提交，无人可答复
refused-approval-not-asked = 已拒绝：#{ $number } 没有待答复的询问
refused-approval-not-yours = 已拒绝：只有申请人可以答复或撤回 #{ $number }（可试：说明理由后驳回）
refused-redo-decision = 已拒绝：第 { $id } 号变更是一项审批决定，不能重做，只能重新审批；没有其他可重做的内容（可执行：qudao approval list）
refused-approval-undo = 已拒绝：变更 { $id } 是审批决定，只能由决定人本人撤销，且不能恢复（可试：qudao approval list）
refused-region = 已拒绝：需要{ $region }的{ $needs }权限{ $code ->
    [none] {""}
   *[other] （{ $code }）
  }，`{ $user }` 负责 { $regions }
refused-unregistered = 已拒绝：需要{ $needs }权限，`{ $user }` 尚未登记，只能查看（请联系：{ $admins }）
usage-delegate-self = 不能指定本人为代理人
refused-delegate-role = 已拒绝：`{ $user }` 已停用或只读，不能代理他人
usage-delegate-span = 截止日 { $until } 早于起始日 { $from }
usage-regions-unknown = 没有区域 `{ $region }`（可试：qudao list regions）
expected-undecided = 草稿或审批中：只有总部可以导入已有结果的单据
expected-partner-or-project = 渠道商或项目，二者至少填一项
approval-subject = #{ $number } { $subject }
approval-by = { $who } 申请，{ $at }
approval-penalty = { $day } { $kind }，扣 { $points } 分
approval-override = 单笔放行至 { $amount }，有效至 { $until }
approval-contract = { $number }，{ $from } 至 { $to }
approval-exit = 退出，未了：{ $open }
approval-exit-receivables = 应收 { $open }
approval-exit-tickets = 工单 { $tickets }
approval-exit-deposit = 保证金 { $deposit }
approval-exit-satellites = 卫星经销商 { $satellites }
approval-exit-clear = 退出，无未了事项
approval-limit = 额度 { $limit }
approval-term = 账期 { $days } 天
approval-rate = 扣点 { $rate }
approval-program = 程序
approval-place = { $who }（代 { $place }）
approval-step-done = 第 { $step } 步 { $role }：{ $who } 已批准，{ $at }
approval-step-now = 第 { $step } 步 { $role }：{ $left }
approval-step-open = 第 { $step } 步 { $role }
approval-answer-due = 待 { $who } 答复：{ $left }
approval-may = 可审批：{ $who }
approval-may-nobody = 无人可审批；连续14天没有其他人可以审批时，申请人可独自批准（请管理员执行：qudao user add 账号 --role 角色 或 qudao user set 账号 --regions 区域）
approval-column-number = 编号
approval-column-subject = 事项
approval-column-title = 内容
approval-column-partner = 渠道商
approval-column-amount = 金额
approval-column-by = 申请人
approval-column-step = 步骤
approval-column-state = 状态
approval-column-left = 时限
approval-column-field = 项目
approval-column-before = 现行
approval-column-after = 申请
approval-stale = 无法批准：{ $why }
approval-drift = 提交后内容已变，不能批准
approval-history = 审批记录
approval-why = 理由
approval-yes = 是
approval-no = 否
approval-list-empty = 没有审批
approval-prompt-reject = 驳回理由？
approval-prompt-ask = 要询问什么？
approval-prompt-answer = 您的答复：
approval-prompt-alone = 没有其他人可以审批。请写明理由：
approval-prompt-withdraw = 撤回原因？
usage-approval-number = `{ $text }` 不是审批编号（查看：qudao approval list --open）
usage-approval-seen = --seen 只能与一个编号同用
today-approve-left = 剩 { $time }
today-approve-late = 超 { $time }
today-approve-why = { $by } 申请
today-approve-why-step = { $by } 申请，第 { $step }/{ $steps } 步
today-approve-place = 代 { $place }
today-approve-answer = 请答复询问
today-approve-decided = 您的申请{ $state }
today-mark-none = 只能标记待您审批的事项
user-delegate-set = `{ $to }` 代 `{ $user }` 审批{ $span }
user-delegate-none = `{ $user }` 已无代理人
user-show-role = 角色
user-show-regions = 负责区域
user-show-regions-all = 全部
user-show-delegate = 代理人
user-show-for = 代理
user-show-state = 状态
user-show-off = 已停用
user-show-may = 权限
user-unregistered = `{ $user }` 尚未登记：可查看全部，不能修改（请联系：{ $admins }）
access-look = 查看全部数据
access-work = 处理渠道商、工单和任务；提议、提交审批、导入
access-reassign = 转交他人负责的渠道商
access-merge = 合并重复的渠道商
access-target = 设定目标
access-meet = 安排、召开和取消联席会议
access-decide = 审批需要{ $needs }的步骤
access-reference = 维护区域、渠道类型和产品线
access-adopt = 导入已批准的单据
access-users = 维护用户
access-restore = 恢复备份
access-take-back = 撤销他人的变更
## 流程文件
recipe-form = 流程文件：{ $detail }
recipe-step = 流程文件第 { $step } 步：{ $detail }
recipe-lacks = 流程文件第 { $step } 步：应有 { $what }
recipe-empty = 流程文件：至少应有一个 `[[step]]`
recipe-no-step = 流程文件第 { $step } 步：没有 `{ $name }` 这种步骤：应为以下之一：{ $known }
recipe-no-report = 流程文件第 { $step } 步：没有报告 `{ $name }`：应为以下之一：{ $known }
recipe-no-variable = 流程文件第 { $step } 步：没有 `{"{"}{ $name }{"}"}`：应为以下之一：{ $known }（可用 --set { $name }=值）
recipe-no-file = 没有文件 { $files }
recipe-no-period = `{ $text }` 不是期间：应为 2025、2025-Q3、2025-H1 或 2025-07
recipe-no-month = `{ $text }` 不是月份：应为 1900 至 2199 年间的月份，如 2025-07
recipe-rejected = { $how ->
    [refused] 已拒绝：
   *[other] {""}
 }{ $count } 处有误：本步未写入任何内容（请修改文件，或在该步加 skip_bad = "rejects.csv"）
recipe-too-few = 符合 `{ $filter }` 的{ $kind }有 { $count } 条：应不少于 { $bound } 条
recipe-too-many = 符合 `{ $filter }` 的{ $kind }有 { $count } 条：应不多于 { $bound } 条
recipe-expected = { $count } 条记录
recipe-scored = 计算 { $computed } 家渠道商，新增预警 { $raised }，解除 { $cleared }
recipe-reviewed = 新提议 { $proposed }，原有待审 { $open }，保持 { $kept }
recipe-planned = { $month } 新增 { $count } 项任务
recipe-verified = { $count } 个已关账期间均一致
recipe-drifted = { $period } 有差异：{ $count } 项数据与关账时不同（可用 qudao verify { $period } 查看）
recipe-backed-up = 已备份并校验 { $path }
recipe-closed-before = { $period } 此前已关账，数据一致
recipe-closed-drifted = { $period } 此前已关账，其后有 { $count } 项差异（可用 qudao verify { $period } 查看）
recipe-sound = 检查 { $count } 项，未发现问题
recipe-imported = 共 { $rows } 行：新增 { $new }，更新 { $changed }，拒绝 { $rejected }
recipe-late = 有 { $rows } 行属于已关账期间 { $period }
recipe-exported = { $count } 条记录
recipe-reported = 已写入
run-not-read = 无法读取 `{ $path }`：{ $detail }；应为流程文件（可用 qudao run --save 文件 生成一个）
run-set-unused = 流程 { $path } 中没有 `{ $name }`：应为其中花括号内出现的名称
run-set = `{ $text }` 无效：应为 名称=值
run-number = 序号
run-step = 步骤
run-what = 对象
run-result = 结果
run-time = 秒
run-failed = 失败：{ $why }
run-skipped = 跳过：{ $why }
run-not-done = 未执行
run-stopped = 在第 { $step } 步（{ $name } { $what }）停止：{ $why }
run-kept = 此前各步已完成并保留；排除原因后可再次运行
run-done = 已完成 { $count } 步，用时 { $seconds } 秒
run-dry = 试运行：全部步骤在临时副本上完成，副本已丢弃；未写入任何内容
run-needs-file = 请指定流程文件，或用 --save FILE 保存
run-saved = 已将 { $count } 步保存到 { $path }；运行前请先检查
run-saved-none = 自 { $since } 起没有可保存为流程的操作

## figures of the desk

desk-age = { $from }–{ $to } 天
desk-age-over = 超过 { $days } 天
desk-nobody = 无人
desk-met = 达标
desk-close = 接近
desk-missed = 未达标
desk-median = 中位数（时:分）
desk-p90 = 九成在此时长内（时:分）
desk-diverted = 已确认窜货金额
desk-suspected = 疑似窜货金额
desk-suspected-rate = 疑似 / 净销售额
formula-response = 创建至首次响应的工作时长，取中位数
formula-response-met = 按时首次响应数 / 已响应或已超时的工单数（期内新开）
formula-resolution = 创建至解决的工作时长，取中位数（期内解决）
formula-reopened = 至少重开一次的工单数 / 曾解决的工单数（期内新开）
formula-diversion = 期内已确认窜货金额 / 期内净销售额
note-diversion = 疑似：未解决且未立案的窜货工单，以及处罚尚未批准的窜货
stats-title = 工单 { $from } 至 { $to }；时长按工作时间计，不含挂起
stats-running = 期间尚未结束，数据截至 { $day }
stats-figure = 指标
stats-value = 数值
stats-wanted = 目标
stats-list = qudao ticket list …
stats-open = 当前未解决
stats-opened = 新开
stats-resolved = 已解决
stats-response-median = 首次响应时长（中位数）
stats-response-p90 = 首次响应时长（90% 以内）
stats-response-met = 首次响应及时率
stats-resolution-median = 解决时长（中位数）
stats-resolution-p90 = 解决时长（90% 以内）
stats-resolution-met = 按期解决率
stats-reopened = 重开率
stats-diversion = 窜货率
stats-suspected = 疑似
stats-at-least = 不低于 { $rate }
stats-at-most = 不高于 { $rate }
stats-open-by = 未解决工单按{ $what }
stats-by = 按{ $what }
stats-months = 近 12 个月
stats-month-open = 期末未解决
stats-median-short = 中位数
stats-p90-short = 九成内
stats-met-short = 及时率
stats-response-short = 响应
stats-resolution-short = 解决
stats-confirmed = 已确认
stats-sales = 净销售额
stats-rate = 窜货率
stats-diversion-by = 窜货按{ $what }
stats-none = 期内没有工单，也没有未解决的工单
expected-span = 1900 至 2199 年间的期间，如 2025-07、2025-Q3、2025-07-01..2025-07-15 或 >=2025-07-01
expected-age = 天数，如 7、3-7、>7d 或 <=3
kpis-within = 90% 在 { $time } 内
kpis-wanted = 目标 { $rate } · { $part }/{ $whole }
kpis-borne = 上限 { $rate } · { $part }/{ $whole }
kpis-borne-rate = 上限 { $rate }
kpis-suspected = · 疑似 { $rate }
kpis-late-count = 超时 { $count }
kpis-slower = 变慢 { $change }
kpis-faster = 变快 { $change }
kpis-steady = 持平
kpis-by = { $figure }按{ $what }
expected-pauses = 挂起起止时间，如 2025-06-03 10:00 ~ 2025-06-04 09:00，多段以 `;` 分隔
expected-pause-order = 结束时间晚于开始时间
expected-pause-inside = 创建至解决之间的挂起时段
expected-pause-apart = 开始时间不早于上一段挂起的结束时间
expected-pause-ended = 结束时间：只有未解决工单的最后一段挂起可以没有结束时间
expected-not-opened-later = 不晚于原时间：工单的时限自那时起算
refused-manager-forgives = 无权操作：已超时的期限由经理调整
refused-manager-lowers = 无权操作：S1、S2 须他人复核的级别由经理下调
expected-pause-begun = 先有挂起开始，再有挂起结束
report-as-of = 截至
report-by = 分组
report-currency = 币种
report-written = 已写入 { $path }
report-period-from = 自
report-period-to = 至
report-against = 对照金额
report-bad-debt = 坏账
report-count = 行数
report-counted = 计入的渠道商数
report-hhi = 赫芬达尔指数
report-least = 最少发票数
report-measure = 对照口径
report-rate = 占比
report-reach = 合计达80%的渠道商数
report-red = 超过红线
report-red-line = 红线
report-top = 前五分之一的渠道商数
report-top-share = 前五分之一占比
report-about = 说明
report-table = 数据
report-able = 可独力接手
report-contract = 依据合同
report-deducted = 累计扣减
report-ends = 失效日
report-enough = 产能足够
report-lines = 产品线
report-lines-missing = 缺少的产品线
report-missing = 缺口
report-overdue = 逾期
report-stale = 评估已过期
report-target = 目标
report-unassessed = 从未评估
report-veto = 维持观察级
report-without-tier = 尚无现行等级
report-cause = 原因
report-step = 建议动作
report-number = 编号
report-level = 级别
report-clock = 时限
report-due = 到期时间
report-left = 剩余时间
report-result = 结果
report-part = 待办
report-steps = 步骤数
report-said = 说明
report-place-of = 代
report-key = 键
report-urgency = 紧急程度
report-record = 记录类型
report-ids = 记录
report-whose = 谁的
report-done = 今日已完成
report-snoozed = 已推迟
report-beyond = 其余
report-is-written = 已写入
report-added = 新增
report-known = 已有
report-over-capacity = 超出日容量
screening-dimensions = 维度
screening-red-lines = 红线
screening-admits = 可准入
report-kind = 类型
report-explain = 来源说明
report-figures = 指标
report-version = 版本
report-name = 名称
policy-what-if = 试算文件
policy-compared = 对比版本
policy-changed = 已修改
policy-does = 作用
policy-set = 由谁设定
policy-asked-at = 提出时间
policy-decided-at = 决定时间
policy-text-hash = 校验值
approval-column-alone = 独自审批
approval-column-changes = 有变化
approval-column-act = 动作
approval-kept = 仍然有效
approval-may-decide = 现可审批
audit-change = 变更
audit-done = 操作
audit-action = 动作
report-now = 当前时间
report-linked = 关联
report-possible = 可用操作
kb-holds = 有效
kb-words = 检索词
credit-aging = 账龄
credit-overrides = 临时放行
credit-prepaid = 预付
report-day = 日期
merge-keep = 保留
merge-drop = 并入
merge-dry-run = 未写入
report-list = 列表筛选
health-partners = 渠道
health-rated = 其中已评
health-before = 上周健康度
health-attention = 需关注
health-others-warned = 另有预警
health-sales-4-weeks = 近 4 周销售
health-sales-4-weeks-before = 前 4 周销售
health-open = 应收余额
health-fresh = 收款截止后到期
health-tickets = 未结工单
health-beyond = 合计超出可计算范围的渠道
health-stock-until = 库存截至
health-payments-until = 收款截至
health-refreshed-at = 更新时间
health-figures-of = 数据日期
health-risen = 回升
health-fallen = 下滑
report-week = 周
doctor-check = 检查
doctor-ok = 正常
doctor-findings = 问题
doctor-path = 文件
gateway-account = 账号
gateway-folder = 文件夹
meeting-column-decided = 已决议题
meeting-left-out = 未列入的未结工单
meeting-noted = 已记入工单
meeting-raised = 已升级
meeting-tasks = 新建任务
meeting-left = 留待下次
refresh-computed = 已计算渠道
refresh-raised = 新增预警
refresh-cleared = 解除预警
refresh-escalated = 升级
refresh-again = 重建
clock-is-own = 自带时钟
clock-day = 时钟日期
backup-bytes = 大小
restore-schema = 结构版本
restore-kept-file = 原库存于
undo-undone-by = 撤销于
run-counts = 计数
run-recipe = 流程
run-is-dry = 仅在副本上
run-all-done = 全部完成
trace-place-seen = 发现地区
trace-not-known = 查无发货的编码
trace-affects = 受影响渠道
trace-open-ticket = 未结工单
prices-seen = 价格数
prices-is-over = 超出限度
prices-other-channel = 另一渠道
document-warnings = 预警
document-approvals = 审批
document-log = 变更日志
document-closings = 结账期间
document-audits = 合规检查
document-training = 年度培训
document-contracts = 合同
document-aging = 应收账龄
document-assess = 待做信用评估
document-disputes = 争议发票
document-dso = 应收周转天数
document-exposure = 信用敞口
document-months = 逐月开票与回款
document-payers = 回款行为
document-lights = 信用灯
document-deposits = 保证金
document-doctor = 数据库检查
document-health = 周度健康检查
document-articles = 知识库文章
document-regions = 按区域的销售与目标（含地图）
document-kpi = 按类型的销售与目标
document-catalogue = 指标目录
document-cohorts = 渠道批次
document-receivables = 应收与占用
document-showcase = 年度标杆
document-meetings = 联席会议
document-contacts = 联系人
document-duplicates = 疑似重复渠道
document-tree = 核心渠道与卫星渠道
document-plan = 本月计划
document-policy-diff = 规则最近改动
document-policy-history = 规则版本
document-policy = 规则参数
document-standby = 按地区的备选渠道
document-prices = 已见价格
document-remedies = 处置办法
document-tiers = 等级变动
document-today = 当前待办
document-steps = 最近的改动
document-user = 本人权限
document-verify = 结账核对
document-violations = 违规积分
document-no-why = 此处无可解释的数字
list-kept = { $kind }不在此处手工填写（可试：qudao { $command } --help）
explain-of-whole = 此行没有单独的解释：以下是整页的数字
document-stats = 本月工单指标
stats-runs = 未结束
document-none = 今日无内容
document-filter = 仅含
document-sorted = 按{ $column }
ask-sort-by = 按哪一列排序？
report-volume = 月供货量
report-waiting = 待审批
report-warned-from = 预警起点
report-needs-file = 工作簿只能写入文件或管道，不能显示在终端（试试：-o 文件.xlsx）
help-filter =
    筛选式由若干词组成，须同时成立：
      词                记录的某个文本含有该词
      字段:值           字段含有该文本或等于该值；区域、负责人包括其下属
      字段=值           字段等于该值
      字段<值           小于，另有 <= > >= ：数字、金额、日期、时刻
      字段:甲,乙        其中之一
      字段:none         字段未填
      -词, 字段!=值     相反
      "两 个 词"        作为整体
    me 指本人账号；日期写作 2025-06-07、2025-06、2025-Q2、今天。
    region:华东 status:active credit_limit>=100000 owner:me -tags:vip
    { "" }
    字段可写名称或标签：qudao help fields 类别
help-mapping =
    映射文件是一个 TOML 文件，说明其他系统导出的文件如何成为这里的记录：
      import all 文件夹 --map 映射文件         它提到的所有文件
      import sales export.csv --map 映射文件   只读这一个
    存为设置文件夹中的 mappings/名称.toml 后，用 --map 名称 即可。加 --dry-run 先看哪些字段会改变。
    {""}
    {"["}[record]] 每类记录一段，被引用的写在前面：
      kind = "sales"                类别；字段见 `qudao help mapping sales`
      file = "orders_*.csv"         * 代表任意文字；不写则读给出的每个文件
      sheet = "Q1"  encoding = "gb18030"  header_row = 3  decimal = ","
      dates = "dmy"                 3/1/2025 的含义："dmy"、"mdy" 或 "%d.%m.%y" 之类的格式
      headers = true                没有写 `set` 的列也按列名对应
      repeats = "add"               键相同的行："refuse"（默认）、"first"、"last"、"add"（数字相加）
      skip = [...]  only = [...]    条件：要跳过的行；只读的行
      create = ["partners"]         被引用而不存在的记录自动建立
      create = "missing"            只增加没有的；已有的保持不变
    {""}
    set.字段 说明字段的来源；数字也要加引号：
      "{"{"}客户{"}"}"   "{"{"}订单{"}"}/{"{"}行号{"}"}"   "offline"                   一列、几列组成的文字、固定值
      "= {"{"}单价{"}"} * {"{"}数量{"}"} * (1 - {"{"}折扣{"}"})"                       算式：+ - * / 和括号
    {"  {"} when = "{"{"}退回{"}"} = 是", then = "{"{"}金额{"}"}", else = "0" {"}"}
    {"  {"} until_next = "日期", last = "2025-12-31" {"}"}             该列中下一个更晚日期的前一天
    values.字段 说明文件中的值代表什么：values.line = {"{"} "01" = "beverages" {"}"}
    {""}
    函数写在列名之后，依次执行："{"{"}编码 | replace ' ' '' | upper{"}"}"
      trim   trim '*'   replace 'a' 'b'   part '-' 2（第二段；-1 为最后一段）   part 1 3（第 1 至 3 个字符）
      upper   lower   pad 5 '0'
    条件比较文字、数字和日期；含有符号或这些词的文字加引号：
    {"  {"}状态{"}"} = 作废   !=   <   <=   >   >=   {"{"}状态{"}"} in (作废, 草稿)   {"{"}订单{"}"}（已填写）
      and   or   not   ( )
    {""}
    {"["}[record.join]] 到同一文件夹的另一个文件中查找一行，之后其列写作 {"{"}head.列名{"}"}：
      name = "head"  file = "heads.csv"  key = "OrderNo"  by = "{"{"}订单{"}"}"
      repeats = "first"             键相同的几行："refuse"（默认，内容不同时）、"first"、"last"
      each = "{"{"}from{"}"} ~ {"{"}to{"}"}"        该键的所有行连成一段文字 {"{"}head.each{"}"}：如工单的暂停时段
      spans = {"{"} when = "{"{"}状态{"}"} = 等待", at = "{"{"}变更时间{"}"}" {"}"}      从状态变更记录得出的时段 {"{"}head.spans{"}"}
    条件中的 {"{"}head{"}"} 表示是否找到了这样一行。
    {""}
    示例：
help-mapping-example =
    {"["}[record]]
    kind = "partners"
    file = "customers.csv"
    create = "missing"
    set.code = "{"{"}客户编号 | replace ' ' ''{"}"}"
    set.name = "{"{"}客户名称{"}"}"
    {""}
    {"["}[record]]
    kind = "sales"
    file = "order_lines_*.csv"
    repeats = "add"
    skip = ["{"{"}状态{"}"} = 作废 or {"{"}日期{"}"} < 2025-01-01"]
    create = ["product-lines"]
    {"["}[record.join]]
    name = "head"
    file = "order_heads.csv"
    key = "订单号"
    {"["}record.set]
    partner = "{"{"}head.客户编号 | replace ' ' ''{"}"}"
    day = "{"{"}日期{"}"}"
    document = "{"{"}订单号{"}"}"
    line = "{"{"}类别{"}"}"
    net_amount = "= {"{"}单价{"}"} * {"{"}数量{"}"}"
    returns = {"{"} when = "{"{"}退货额{"}"} > 0", then = "{"{"}退货额{"}"}", else = "0" {"}"}
fields-history = 其他系统的历史
help-fields-of = 哪个类别的字段？{ $kinds }（可试：qudao help fields contact）
help-no-command = 没有命令“{ $name }”（可试：qudao help）
fields-takes = 取值
fields-required = 必填
fields-once = 仅新建时
kpi-map = 各省{ $figure }
tiles-value = 数值
tiles-row = 地图行
tiles-column = 地图列
slides-contents = 目录
slides-columns = 此处未列：{ $names }
report-before = 此前
report-better = 方向
report-closing = 关账
report-cost = 成本
report-covered = 覆盖渠道商数
report-covered-of = 应覆盖渠道商数
report-days = 工作日
report-days-done = 已过工作日
report-denominator-unit = 分母单位
report-fees = 费用
report-figure-of = 口径
report-frozen = 为冻结数据
report-late-for = 有迟到数据的已关账期
report-net-amount = 发货额
report-numerator-unit = 分子单位
report-quantity = 数量
report-sales-covered = 占销售比例
report-sellout = 终端销量
report-target-key = 政策项
report-unit = 单位
report-until = 数据截至
report-balance-days = 余额法天数
kpi-class = 目标达成状态
kpi-came-late = 已关账月份的迟到数据
merge-taken = 字段取自哪一方
merge-is-moved = 已转移
merge-is-renamed = 改名区分
merge-is-united = 并入已有记录
merge-is-left-out = 因已有记录而略去
merge-is-two-persons = 两个法人主体
verify-is-held = 数据未变
verify-is-sound = 数据与哈希一致
verify-is-same-policy = 规则相同
credit-is-valid = 有效
cohort-reached = 达到基准
report-clock-phase = 计时状态
report-clock-goal = 允许用时
report-clock-used = 已用时间
report-clock-uncovered = 节假日未知的年份
remedy-after = 之后天数
schema-document = 文档
schema-field = 字段
schema-meaning = 含义
schema-none = 没有带字段的文档
schema-place = 位于
schema-type = 类型
usage-schema = 没有名为 `{ $name }` 的文档：应为 `qudao schema` 列出的一个（相近：{ $near }）
