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
error-taken = `{ $path }` 已存在且不是以前的备份，保持不变（请换一个文件名）
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
change-ticket-reopen = 重新打开了 { $what }
change-ticket-edit = 修改了 { $what }
change-ticket-sweep = 自动升级了超时工单
change-alerts = 更新了预警

## Command line
usage-format = 此命令不支持 { $asked } 格式：应为 { $known } 之一
usage-kind = 没有 `{ $name }` 这类记录：应为 { $known } 之一
list-rows = { $count ->
   *[other] 共 { $shown } 行
 }
doctor-schema = 结构版本 { $found }
doctor-integrity = 文件完好
doctor-damaged = 文件已损坏：{ $detail }（请执行：qudao restore 备份文件）
doctor-references = 所有引用都有对应的记录
doctor-dangling = { $kind } { $id } 引用的{ $other }记录不存在
doctor-values = { $count } 条记录符合字段定义
doctor-bad-value = { $kind } { $id }：`{ $field }` 的值 { $found } 与其类型不符
doctor-roll-ups = 汇总与销售明细一致
doctor-drift = 渠道商 { $id } 的 { $table } 与销售明细不一致
doctor-users = { $count } 位在用的管理员
doctor-no-admin = 没有在用的管理员（请恢复有管理员的备份）
doctor-files = { $path }，权限 { $mode }，{ $size }
doctor-world-writable = { $path } 任何人都可写入，权限 { $mode }（请执行：chmod o-w）
doctor-not-group-writable = { $path } 同组成员无法写入，权限 { $mode }（请执行：chmod g+rw）
doctor-log = 预写日志 { $size }
doctor-no-log = 预写日志未启用：日志模式为 { $mode }，应为 wal
doctor-log-grows = 预写日志已增至 { $size }：有会话一直在读取（请关闭遗留的会话）
doctor-nobody = 就当前用户所见，没有其他进程打开它
doctor-holders = 另有 { $count } 个进程打开：{ $list }
doctor-calendar = 工作日历 { $code }，{ $first } 至 { $last } 年
doctor-uncovered = 工作日历 { $code } 不含 { $year } 年：期限按普通周计算（请在政策的 desk.calendar 指定日历文件）
doctor-fine = 未发现问题
doctor-found = 发现 { $count } 个问题
change-restore = 从备份 { $what } 恢复
refused-last-admin = 无权操作：`{ $user }` 是最后一位在用的管理员
refused-undone = 无法撤销：第 { $id } 号操作已经撤销过
refused-not-yours = 无权撤销：第 { $id } 号操作是 `{ $user }` 的（只有管理员可以撤销他人的操作）
backup-made = 已备份到 { $path }（{ $size } 字节），并通过检查
restore-done = 已从 { $path } 恢复
restore-kept = 原数据库保留在 { $path }
undo-done = 已撤销：{ $what }
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
user-missing = 没有用户 `{ $user }`（请执行：qudao user add { $user }）
show-related = { $kind }：{ $shown } / { $count }
audit-more = 仅显示最新 { $count } 条；更早的请用 --limit
usage-number = `{ $text }` 不是操作编号（查看：qudao undo --list）
init-made-database = 已创建数据库 { $path }；`{ $user }` 的角色是{ $role }
init-kept-database = 数据库 { $path } 已存在；`{ $user }` 的角色是{ $role }
init-made-file = 已创建 { $path }
init-kept-file = { $path } 已存在，保持不变

## Import and export
export-needs-file = 工作簿需要写入文件：请加 --output FILE.xlsx
export-done = 已将 { $count } 条记录写入 { $path }
change-import = 导入了 { $what }
import-columns-missing = `{ $file }` 缺少{ $kind }的列：{ $missing }（请修改表头，或用 --map 指定映射文件）
import-columns-unknown = `{ $file }` 缺少{ $kind }的列：{ $missing }；未识别的列：{ $unknown }（请修改表头，或用 --map 指定映射文件）
import-nothing = 没有可读取的文件：给出的文件与 { $wanted } 都不相符（请给出所在文件夹，或同名的文件）
import-kind = 不支持导入{ $kind }：可导入的有 { $known }
import-create = 不能因引用而自动创建{ $kind }：只能是 region、product-line、channel-type、user 或 partner
import-create-unknown = `{ $name }` 不是可自动创建的类别：应为 region、product-line、channel-type、user 或 partner
import-map-missing = 没有映射文件 `{ $name }`：应为已有的文件，或 `{ $folder }`
import-all-needs-map = `all` 表示映射文件中的全部内容：请同时给出 --map FILE
import-kinds-known = `{ $name }` 不能导入：应为 all 或以下之一：{ $known }
file-io = 无法读取 `{ $path }`：{ $detail }
file-missing = 没有文件 `{ $path }`
file-forbidden = 当前用户无权读取 `{ $path }`（请用 ls -l 检查）
file-folder = `{ $path }` 是文件夹：应为文件；如要读取整个文件夹，请用 --map 指定列出其中文件的映射文件
file-gzip = gzip 文件 `{ $path }` 已损坏（请用 gzip -t 检查）
file-undecodable = `{ $path }` 不是可识别的文本：第 { $line } 行既不是 UTF-8 也不是 GB18030，也没有 UTF-16 标记（请用 --encoding 指定编码，或另存为 CSV UTF-8）
file-no-encoding = 没有名为 `{ $name }` 的编码：例如 utf-8、utf-16le、gb18030、big5、windows-1252
file-workbook = 工作簿 `{ $path }` 已损坏：{ $detail }（请打开后重新保存）
file-no-sheet = `{ $path }` 中没有工作表 `{ $sheet }`：应为以下之一：{ $sheets }
file-empty = `{ $path }` 是空的：应有表头及数据行
file-write = 无法写入 `{ $path }`：{ $detail }
mapping-form = 映射文件：{ $detail }
mapping-unknown = 映射文件，{ $place }：没有{ $what ->
    [kind] 类别
    [field] 字段
   *[column] 列
 } `{ $name }`
mapping-unknown-near = 映射文件，{ $place }：没有{ $what ->
    [kind] 类别
    [field] 字段
   *[column] 列
 } `{ $name }`，应为 { $near }
mapping-syntax = 映射文件，{ $place }：无法理解 `{ $text }`，应为{ $expected ->
    [brace] 列名之后的 `{"}"}`
    [sum] 由数字、`{"{"}列名{"}"}`、+ - * / 和括号组成的算式
    [condition] `{"{"}列名{"}"} = 值`、`{"{"}列名{"}"} != 值`、`{"{"}列名{"}"}` 或 `!{"{"}列名{"}"}`
    [decimal] `,` 或 `.`
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
import-done = 已导入；可用 qudao undo 撤销
import-nothing-new = 无需写入：内容均已存在
import-dry = 试运行：未写入任何内容
import-refused = 未写入任何内容：{ $count ->
   *[other] 有 { $count } 处有误
 }（请修改文件，或用 --skip-bad REJECTS 跳过这些行）
import-problem = { $file } 第 { $row } 行，{ $column }：{ $problem }
import-problem-row = { $file } 第 { $row } 行：{ $problem }
import-more-problems = 另有 { $count } 处
import-rejects = 被拒绝的 { $count } 行已写入 { $path }，最后一列为原因：修改后可再次导入
import-unknown-column = { $file }：未读取列 `{ $column }`
import-unknown-column-near = { $file }：未读取列 `{ $column }`（是否为 { $near }？）
import-doubled-column = { $file }：未读取列 `{ $column }`：前面已有列对应同一字段
import-created = 因被引用而创建：{ $kind } { $keys }
import-duplicate = 第 { $row } 行：{ $code } 可能与 { $of } 重复：{ $common ->
    [credit_code] 统一社会信用代码
    [phone] 电话
   *[name] 名称
 }相同
import-reason = 导入问题

## Figures, health, alerts
figure-net = 净销售额
figure-returns = 退货额
figure-target = 目标
figure-attainment = 达成率
figure-progress = 时间进度
figure-pace = 进度达成
figure-contribution = 贡献
figure-cost = 销货成本
figure-fees = 费用
figure-return-rate = 退货率
figure-open = 未收
figure-overdue = 逾期
figure-on-account = 预收
figure-oldest = 最长逾期
figure-billed = 近 { $days } 天开票
figure-dso = 应收天数
figure-dso-balance = 应收天数（余额法）
formula-attainment = （净销售额 - 退货额）/ 目标
formula-contribution = 净销售额 - 退货额 - 销货成本 - 费用
formula-return-rate = 退货额 / 退货前净销售额
formula-dso = 未收款按最近各月开票额倒推（倒推法）
note-progress = 工作日已过 { $done } / { $all } 天
note-not-begun = 期间尚未开始
note-no-target = 该期间没有目标
note-pro-rata = 跨出期间的目标按自然日折算
note-no-rebates = 尚未扣除计提返利
explain-input = 项目
explain-list = 明细
explain-policy-line = 政策
kpi-head = { $from } 至 { $to }，按{ $by }，{ $currency }，截至 { $as_of }
kpi-code = 编码
kpi-partners = 渠道数
kpi-orders = 订单数
kpi-growth = 增长
kpi-total = 合计
kpi-none = （未填）
kpi-not-due = 未到期
kpi-on-pace = 达标
kpi-close = 接近
kpi-behind = 落后
kpi-more = 显示 { $shown } 行，共 { $count } 行
kpi-nothing = 还没有销售数据（可试：qudao import sales 文件）
kpi-nothing-there = { $from } 至 { $to } 没有销售；已有数据为 { $first } 至 { $last }（可试：--period { $last }）
kpi-concentration = 前 { $top } 家（共 { $n } 家）占销售 { $share }，{ $reach } 家达到 { $part }；赫芬达尔指数 { $hhi }
kpi-compared = 增长对比期间 { $from } 至 { $to }
kpi-receivables-head = 应收账款，{ $currency }，截至 { $as_of }；账龄列为逾期天数
kpi-usage-order = 期间的结束早于开始：{ $from } 至 { $to }
kpi-usage-buckets = 应为从 1 起递增的天数（可试：--buckets 30,60,90）
explain-days = { $days } 天
not-rated = 未评
warning-order-drop = 订单较常态 { $value }（阈值 { $limit }）
warning-sales-drop = 销售额较常态 { $value }（阈值 { $limit }）
warning-inventory-days = 库存 { $value } 天（阈值 { $limit } 天）
warning-return-rate = 退货率 { $value }（阈值 { $limit }）
warning-pace = 进度为应达目标的 { $value }（阈值 { $limit }）
warning-overdue = 逾期 { $value } 天（阈值 { $limit } 天）
warning-credit-limit = 已用信用额度 { $value }（阈值 { $limit }）
warning-price-floor = 成交均价 { $value }，低于限价 { $limit }
warning-missing-data = 已有 { $value } 周无数据（阈值 { $limit } 周）
warning-outlier = 周销售异常：{ $value }，常态边界 { $limit }
step-order-drop = 先电话后拜访，了解是否转向竞品
step-sales-drop = 与渠道商逐条产品线复盘
step-inventory-days = 停止压货，安排动销活动
step-return-rate = 查明退货品类与原因
step-pace = 商定本季追赶计划
step-overdue = 要求还款计划，暂停赊销
step-credit-limit = 暂停赊销，或申请提高额度
step-price-floor = 核查价格，如持续则立工单
step-missing-data = 催收数据
step-outlier = 了解原因
refused-week-not-over = 已拒绝：{ $week } 尚未结束，应为 { $last } 或更早
refused-unknown-user = 已拒绝：没有用户 `{ $user }`（可试：qudao user list）
health-title = 周度健康检查 { $week }
health-of = { $owner } 负责的渠道商
health-as-of = 截至 { $day }
health-network = 渠道商 { $partners } 家，已评 { $rated } 家 · 健康度 { $health } { $change } · 需关注 { $attention } 家
health-sales = 近 4 周销售 { $sales }（{ $change }）· 应收 { $open }，其中逾期 { $overdue } · 未结工单 { $tickets }
health-alerts = 预警：严重 { $critical }，预警 { $warning }，提示 { $info }
health-figures-until = 数据只到 { $week }：请先导入最新数据再看本页
health-moved = 本周变化
health-slipping = 谁在下滑，为什么
health-slipping-more = 另有 { $count } 家（可试：qudao health --all）
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
health-frequency = 采购频次
health-sell-through = 动销
health-returns = 退货
health-pace = 目标进度
health-owed = 应收逾期
health-tickets = 未结工单

## Tiers

## Tickets
ask-ticket-filter = 筛选（S1 我的 超时 类别: 状态:）
ask-ticket-words = { $action }（{ $count } 张工单）：
ask-ticket-assign = 指派给
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
ticket-none-match = 没有符合筛选条件的工单。
ticket-none-match-hint = 按 / 修改条件，按 Esc 清除。
ticket-shown = { $shown } / { $total } · 按剩余时间
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
ticket-close-needs = 关闭前须填写根本原因、处理结果和协商条款，填好后再关闭
ticket-no-more = 没有其他待处理的工单
done-ticket = { $action ->
    [acknowledge] 已受理 #{ $number }
    [assign] 已指派 #{ $number }
    [resume] 已恢复 #{ $number }
    [investigate] #{ $number } 开始调查
    [negotiate] #{ $number } 开始协商
    [check] 已复核 #{ $number }
    [close] 已关闭 #{ $number }
   *[other] 已完成：#{ $number }
 }
done-tickets = 已处理 { $done } 张工单
done-tickets-some = 已处理 { $done } 张，{ $refused } 张未能处理
refused-ticket-event = 无法操作：此项不能手工记录
ticket-rows = 共 { $count } 张工单，{ $breached } 张超时
ticket-clock = { $clock }：{ $stands }，期限 { $due }
stats-title = 工单 { $from } 至 { $to }；时长按工作时间计
stats-open = 当前未解决
stats-age = { $days } 天以内
stats-older = 超过 { $days } 天
stats-opened = 新建
stats-resolved = 已解决
stats-response-median = 首次响应时长（中位数）
stats-response-p90 = 首次响应时长（90% 以内）
stats-response-met = 首次响应及时率
stats-resolution-median = 解决时长（中位数）
stats-resolution-p90 = 解决时长（90% 以内）
stats-resolution-met = 解决及时率
stats-reopened = 重开率
usage-ticket-act = 应为工单编号和一个操作：{ $known }（例如：qudao ticket act 214 acknowledge）
clock-response = 首次响应
clock-resolution = 解决
clock-held = 挂起，剩 { $time }
clock-met = 按时
clock-missed = 迟 { $time }
event-assigned = 指派给 { $name }
event-escalated = 升级到 L{ $level }
event-moved = { $event }：{ $state }
event-evidence = 证据：{ $facts }
event-over = { $clock }超时
event-said = { $what }：{ $text }
sla-response = 首次响应期限
sla-resolution = 解决期限
sla-formula = 创建时间 + 时限，只计工作日的工作时间，挂起不计
sla-formula-always = 创建时间 + 时限，按 7×24 小时计，挂起不计
sla-opened = 创建时间
sla-goal = 时限
sla-window = { $from } 至 { $to }
sla-window-make-up = { $from } 至 { $to }（{ $holiday }调休上班）
sla-window-weekend = { $from } 至 { $to }：周末，不计
sla-window-holiday = { $from } 至 { $to }：{ $holiday }放假，不计
sla-window-hold = { $from } 至 { $to }：挂起，不计
sla-uncovered = 日历中没有 { $year } 年的节假日安排，该年按普通周计算（请更新日历文件，策略 [desk] calendar）
sla-goal-changed = 工单创建后时限或服务时间有调整，期限仍按当时约定
refused-ticket-acknowledged = 无法操作：工单已经受理
refused-ticket-not-acknowledged = 无法操作：工单尚未受理（请先受理）
refused-ticket-hold-unanswered = 无法操作：挂起会停止首次响应计时（请先受理）
refused-ticket-on-hold = 无法操作：工单已挂起（请先恢复）
refused-ticket-not-on-hold = 无法操作：工单未挂起
refused-ticket-already-there = 无法操作：工单已处于该状态
refused-ticket-not-negotiating = 无法操作：仲裁须在协商之后（请先协商）
refused-ticket-resolved = 无法操作：工单已解决（请复核并关闭，或重新打开）
refused-ticket-closed = 无法操作：工单已关闭（请先重新打开）
refused-ticket-not-resolved = 无法操作：只有已解决的工单才能复核或关闭（请先解决）
refused-ticket-not-done = 无法操作：只有已解决或已关闭的工单才能重新打开
refused-ticket-no-clause = 无法操作：当事方的合同均无仲裁条款，不能升级到第 4 级（第三方仲裁）
refused-ticket-top-level = 无法操作：已是最高级别
refused-ticket-checked = 无法操作：处理结果已经复核
refused-ticket-own-resolution = 无法操作：解决人不能复核自己的处理结果（请由同事复核）
refused-ticket-unchecked = 无法操作：S1、S2 工单须由解决人以外的人复核后才能关闭（请先复核）
refused-ticket-unregistered = 无法操作：只有已登记的用户才能复核（请管理员执行：qudao user add）
refused-ticket-nobody = 无法操作：没有可以处理工单的启用用户（请执行：qudao user add）
refused-ticket-assignee = 无法操作：`{ $user }` 已停用或仅有只读权限，不能指派

## Plan and tasks
change-plan = 生成了 { $what } 的维护计划
change-task-add = 新建了任务 { $what }
change-task-tick = 勾选了 { $what } 的检查项
change-task-done = 完成了 { $what }
change-task-move = 改期了 { $what }
change-task-skip = 跳过了 { $what }
change-task-assign = 指派了 { $what }
refused-past-month = { $month } 已结束：应为本月或之后的月份
refused-task-closed = `{ $task }` 的状态已是 { $state }：应为待办任务（可尝试：按 u 撤销上一步）
expected-active-user = 可以执行的启用用户
usage-demo-exists = `{ $path }` 已存在：应为尚不存在的文件（可尝试：换一个文件名）
demo-made = 已生成 `{ $path }`：{ $partners } 家渠道商，{ $weeks } 周，{ $sales } 行销售数据
change-demo = 生成了 { $what } 家渠道商的演示网络

## Today
change-alert-ack = 确认了预警 { $what }
change-today = 推迟或移除了 { $what }
today-goal = { $clock } { $goal }
today-resolved-by = { $name } 已解决
today-check = 待复核
today-alert = { $name }：阈值 { $bound }，{ $since }起
today-late = 逾期 { $days } 天
today-trip = { $city }：{ $count } 家，{ $title }
today-named = { $name }：{ $title }
today-checklist = 已勾 { $done }/{ $all }
today-plan = 计划内
today-proposal = { $name }：{ $from } > { $to }，{ $by } 提出
today-waits = 已等 { $time }
today-approve = 待审批
today-weeks = { $weeks } 周
advice-order-drop = 先电话，再拜访
advice-sales-drop = 核对产品线与库存
advice-inventory-days = 放缓供货，推动销
advice-return-rate = 了解退货原因
advice-pace = 商定追赶计划
advice-overdue = 催收，复核红绿灯
advice-credit-limit = 停供或调额
advice-price-floor = 查清出货价格
advice-missing-data = 催报数据
advice-outlier = 核对该周数据
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
usage-month = `{ $value }` 不是月份：应为如 2025-06 的月份

## Screen
tab-today = 今日
tab-partners = 渠道
tab-tiers = 分级
tab-conflicts = 冲突
tab-calendar = 日历
tab-kpis = 指标
scope-global = 全局
scope-list = 所有列表
scope-page = 渠道商页面
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
explain-policy = 策略版本 { $version }
