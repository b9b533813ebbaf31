//! The organisation, its desk, goods in the wrong place, the queue of the day, meetings.

use super::{
    DAYS, HOURS, ITEMS, LEAST_A_DAY, MINUTES, MONTH_OF_YEAR, NONE, PART, RATE, RATIO, SHARE, SOME_DAYS, TICKETS, WORKING_DAYS,
    codes, declare,
};
use crate::domain::kinds::{Severity, TicketKind, Tier};
use crate::domain::policy::key::Allowed::{Currency, Goal, Hours, Rising, Text, Whole, Whom, Words, Zone};

codes! {
    kinds: TicketKind;
    severities: Severity;
    tiers: Tier;
}

declare! {
    "version": Text { empty: false }, NONE,
        "the name of this edition, shown in explanations", "本版政策的名称，显示在计算说明中";
    "organisation.currency": Currency, NONE, "the currency of every amount", "所有金额的货币";
    "organisation.zone": Zone, NONE, "the time zone whose days count", "以此时区的日期为准";
    "organisation.fiscal_year_month": Whole(1, 12), MONTH_OF_YEAR, "the first month of the fiscal year; a year of which a period is closed begins as it did then", "财年的第一个月；已有期间关账的财年沿用关账时的起始月";
    "desk.calendar": Text { empty: false }, NONE,
        "the working days: cn, hk, weekdays (no holidays), or a calendar of your own",
        "工作日历：cn、hk、weekdays（无节假日），或自备日历";
    "desk.hours": Hours, NONE, "the working hours of a working day", "工作日的工作时段";
    "desk.always_tiers": Words(tiers), NONE,
        "partners of these tiers are served round the clock: only a hold stops their clocks",
        "这些级别的渠道享受全天候服务：只有挂起才会停表";
    "desk.always_severities": Words(severities), NONE,
        "tickets of these severities are served round the clock", "这些等级的工单享受全天候服务";
    "desk.warn_at": SHARE, PART, "share of a goal used up that warns; at 1 it is breached", "时限用掉此比例时预警；到 1 即超时";
    "desk.effect_check_days": SOME_DAYS, DAYS,
        "so long after a ticket was closed a task checks whether the remedy worked; 0: none does",
        "工单关闭多少天后用任务检查措施效果；0 为不检查";
    "desk.playbooks": Text { empty: true }, NONE,
        "remedies of your own, laid over those that ship", "自备的处置方案，覆盖随附方案";
    "desk.assign.*" of kinds: Whom, NONE,
        "whom a new ticket of the kind goes to: the first who is there", "此类新工单派给谁：排在前面且在岗者";
    "desk.response.*" of kinds: Goal, NONE, "goal of the first response to a ticket of the kind", "此类工单的首次响应时限";
    "desk.resolution.*" of severities: Goal, NONE, "goal of the resolution of a ticket of the severity", "此等级工单的解决时限";
    "desk_figures.ages": Rising(0, 3_660), DAYS,
        "classes of age of open tickets: each up to so many calendar days; the last class is older",
        "未结工单的账龄分档：各档上限（自然日）；更久的归入最后一档";
    "desk_figures.response_met": SHARE, PART, "share of first responses in time that is wanted", "首次响应及时率目标";
    "desk_figures.resolution_met": SHARE, PART, "share of resolutions in time that is wanted", "按时解决率目标";
    "desk_figures.close": SHARE, PART,
        "so much below what is wanted is close to it; further is missed", "低于目标不超过此值为接近，更低为未达成";
    "desk_figures.reopened": SHARE, PART, "share of resolved tickets that may be reopened", "可容忍的工单重开率";
    "desk_figures.diversion": SHARE, PART,
        "diversion rate (confirmed amount / net sales) that is borne", "可容忍的窜货率（查实金额 / 净销售额）";
    "diversion.tolerance": SHARE, PART,
        "a seen price may be below the floor by this share before it counts", "见到的价格低于底价超过此比例才计入";
    "diversion.gap": RATE, RATIO,
        "the same product may differ by this share between online and offline", "同一产品线上线下价差可容忍的比例";
    "diversion.days": LEAST_A_DAY, DAYS,
        "prices seen within so long count; of a partner, product and channel the latest one",
        "多少天内见到的价格计入；同一渠道、产品、线上线下取最近一次";
    "diversion.severe_below": SHARE, PART, "below the floor by more than this a price is critical", "低于底价超过此比例为严重";
    "diversion.severe_gap": RATE, RATIO, "a price gap beyond this is critical", "价差超过此比例为严重";
    "today.soon_minutes": Whole(0, 44_640), MINUTES,
        "a clock with less left than this comes first of all", "剩余时间少于此数的时钟排在最前";
    "today.window": Whole(1, 10_000), ITEMS,
        "at most so many items of one kind are held; the others are counted", "每类事项最多列出多少条，其余只计数";
    "meeting.agenda_most": Whole(1, 1_000), TICKETS,
        "at most so many open tickets are put on an agenda", "会议议程最多列入多少张未结工单";
    "meeting.prepare_days": Whole(0, 366), WORKING_DAYS,
        "so long before a meeting its agenda is to be prepared", "会议前多少个工作日开始准备议程";
    "meeting.action_days": Whole(0, 366), WORKING_DAYS,
        "an action without a day is due so long after the meeting", "未定日期的行动项在会后多少个工作日到期";
    "approvals.hours": Whole(1, 8_784), HOURS,
        "each step of an approval should be decided within so long", "审批每一步应在多少小时内决定";
}
