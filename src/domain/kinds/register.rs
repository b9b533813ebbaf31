//! Who and where: users, regions, channel types, product lines, partners and their contacts (S1).

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::money::{Money, Rate};
use crate::domain::record::{Conduct, Elsewhere, Field, Home, Kind, Since, Tags};
use crate::{choices, record};

choices! {
    /// What a user may do (S20); each may do all that those before may.
    pub enum Role {
        Viewer = "viewer", "viewer", "只读";
        Specialist = "specialist", "specialist", "渠道专员";
        Manager = "manager", "manager", "区域经理";
        HeadOffice = "head_office", "head office", "总部";
        Admin = "admin", "admin", "管理员";
    }
}

choices! {
    /// How far down the tree of regions.
    pub enum RegionLevel {
        Area = "area", "area", "大区";
        Province = "province", "province", "省";
        City = "city", "city", "市";
        County = "county", "county", "县";
    }
}

choices! {
    /// The upper level of channel types.
    pub enum ChannelGroup {
        Online = "online", "online", "线上";
        Offline = "offline", "offline", "线下";
        Distribution = "distribution", "distribution", "经销";
        KeyAccount = "key_account", "key account", "大客户";
    }
}

choices! {
    /// Class of the partner's city.
    pub enum CityClass {
        First = "first", "first tier", "一线";
        Second = "second", "second/third tier", "二三线";
        Lower = "lower", "lower tier", "下沉";
    }
}

choices! {
    /// Where a partner stands; moves are decided by [`crate::domain::partner`].
    pub enum Lifecycle {
        Lead = "lead", "lead", "线索";
        Screening = "screening", "screening", "评估中";
        Onboarding = "onboarding", "onboarding", "入驻中";
        Active = "active", "active", "合作中";
        Improving = "improving", "improving", "整改中";
        Suspended = "suspended", "suspended", "暂停";
        Exited = "exited", "exited", "已退出";
        Backup = "backup", "backup", "备用";
    }
}

impl Lifecycle {
    /// Whether a partner trades: only such ones are rated, ranked and warned about, and figures are expected of them.
    #[must_use]
    pub const fn trades(self) -> bool {
        matches!(self, Self::Active | Self::Improving | Self::Suspended)
    }
}

record! {
    /// A person who uses the program 用户.
    pub struct User = Kind::User, "user", "users", ("user", "用户"), key ["name"], kept by "user",
        conduct (Conduct::USUAL
            .of_text()
            .import_writes(&[Kind::User])
            .called("name", &["full_name", "name"])
            .told_by("role")
            .named(&["full_name"])
            .shown(&["full_name", "name"], &["full_name", "name"])
            .few()
            .spans(&[("delegate_from", "delegate_until")])
            .groups(&["name"])
            .since(Since::Always)
            .needs(Role::Admin)) {
        /// The operating-system account name.
        name: String = Field::text().required().listed().label("Account", "账号").also(&["login", "user", "owner", "用户名"]),
        /// What colleagues call them.
        full_name: String = Field::text().listed().label("Full name", "姓名").also(&["display name", "负责人"]),
        /// What they may do.
        role: Role = Field::choice(Role::CHOICES).required().listed().default("specialist").label("Role", "角色"),
        /// Region codes a manager answers for; empty is all.
        regions: Tags = Field::tags().listed().label("Regions", "负责区域").also(&["region", "区域"]),
        /// Who may approve in their place,
        delegate: Option<i64> = Field::reference(Kind::User).label("Delegate", "代理人"),
        /// from this day,
        delegate_from: Option<NaiveDate> = Field::date().label("Delegated from", "代理起始"),
        /// until this day.
        delegate_until: Option<NaiveDate> = Field::date().label("Delegated until", "代理截止"),
        /// May sign in.
        active: bool = Field::yes_no().required().listed().default("true").label("Active", "启用"),
    }
}

impl User {
    /// A user who may sign in, without regions or a delegate.
    #[must_use]
    pub fn new(name: &str, full_name: &str, role: Role) -> Self {
        Self {
            name: name.to_owned(),
            full_name: full_name.to_owned(),
            role,
            regions: Tags::default(),
            delegate: None,
            delegate_from: None,
            delegate_until: None,
            active: true,
        }
    }

    /// Whether their delegate acts for them on a day: from the first to the last, each if given.
    #[must_use]
    pub fn is_away(&self, day: NaiveDate) -> bool {
        self.delegate.is_some() && self.delegate_from.is_none_or(|d| d <= day) && self.delegate_until.is_none_or(|d| d >= day)
    }
}

record! {
    /// A node of the tree of regions 区域: area, province, city, county.
    pub struct Region = Kind::Region, "region", "regions", ("region", "区域"), key ["code"],
        conduct (Conduct::USUAL
            .of_text()
            .import_writes(&[Kind::Region])
            .called("code", &["name"])
            .told_by("parent")
            .named(&["name", "short_name"])
            .shown(&["short_name", "name"], &["short_name", "name"])
            .few()
            .groups(&["code", "parent", "level"])
            .since(Since::Always)
            .needs(Role::HeadOffice)) {
        /// GB/T 2260 code, or the organisation's own.
        code: String = Field::text().required().listed().label("Code", "编码").also(&["region code", "区域编码"]),
        /// Full name.
        name: String = Field::text().required().listed().label("Name", "名称").also(&["region", "区域", "地区", "大区"]),
        /// Without 省, 市 and the like.
        short_name: String = Field::text().listed().label("Short name", "简称"),
        level: RegionLevel = Field::choice(RegionLevel::CHOICES).required().listed().default("area").label("Level", "层级"),
        /// The node above.
        parent: Option<i64> = Field::reference(Kind::Region).listed().label("Parent", "上级").also(&["上级区域"]),
        /// How many active partners it should have.
        target_partners: Option<i64> = Field::int().at_least(0).label("Target partners", "目标渠道数"),
    }
}

record! {
    /// A kind of channel 渠道类型; the list can be extended.
    pub struct ChannelType = Kind::ChannelType, "channel_type", "channel-types", ("channel type", "渠道类型"), key ["code"],
        conduct (Conduct::USUAL
            .of_text()
            .import_writes(&[Kind::ChannelType])
            .called("code", &["name_zh", "name"])
            .told_by("name")
            .named(&["name", "name_zh"])
            .shown(&["name"], &["name_zh", "name"])
            .few()
            .groups(&["code"])
            .since(Since::Always)
            .needs(Role::HeadOffice)) {
        /// Stable code.
        code: String = Field::text().required().listed().label("Code", "编码"),
        /// English name.
        name: String = Field::text().required().listed().label("Name", "英文名").also(&["channel type", "type"]),
        name_zh: String = Field::text().listed().label("Chinese name", "中文名").also(&["渠道类型", "名称"]),
        /// Upper level.
        group: ChannelGroup = Field::choice(ChannelGroup::CHOICES).required().listed().default("distribution").label("Group", "大类"),
    }
}

record! {
    /// What is sold, as a line 产品线.
    pub struct ProductLine = Kind::ProductLine, "product_line", "product-lines", ("product line", "产品线"), key ["code"],
        conduct (Conduct::USUAL
            .of_text()
            .import_writes(&[Kind::ProductLine])
            .called("code", &["name"])
            .named(&["name"])
            .shown(&["name"], &["name"])
            .few()
            .groups(&["code"])
            .since(Since::Always)
            .needs(Role::HeadOffice)) {
        /// Stable code.
        code: String = Field::text().required().listed().label("Code", "编码"),
        name: String = Field::text().required().listed().label("Name", "名称").also(&["product line", "line", "category", "产品线", "类别"]),
        /// No price below this is allowed.
        floor_price: Option<Money> = Field::ledger().at_least(0).label("Floor price", "最低限价"),
    }
}

record! {
    /// A distribution partner 渠道商 (S1).
    pub struct Partner = Kind::Partner, "partner", "partners", ("partner", "渠道商"), key ["code"],
        conduct (Conduct::USUAL
            .assigned()
            .of_text()
            .called("code", &["name"])
            .told_by("city")
            .named(&["name", "short_name", "former_codes"])
            .groups(&["code", "region", "channel_type", "owner", "tier", "city_class", "status", "onboarded_on"])
            .since(Since::Known)
            .elsewhere(Elsewhere::By(&["status", "credit_limit", "credit_days", "deduction_rate"]))
            .home(Home::Register)) {
        /// Unique code.
        code: String = Field::text().required().listed().label("Code", "编码").also(&["partner", "partner code", "dealer code", "customer id", "渠道编码", "客户编码", "经销商编码", "客户 id"]),
        /// Registered name.
        name: String = Field::text().required().listed().label("Name", "名称").also(&["partner name", "dealer name", "company name", "company", "渠道名称", "客户名称", "经销商名称"]),
        /// What people call it.
        short_name: String = Field::text().label("Short name", "简称"),
        channel_type: Option<i64> = Field::reference(Kind::ChannelType).listed().label("Type", "类型").also(&["channel type", "channel_type_code", "business type", "渠道类型", "细分"]),
        /// Where it belongs: any level of the tree.
        region: Option<i64> = Field::reference(Kind::Region).listed().label("Region", "区域").also(&["area", "territory", "大区", "地区", "省份", "省/自治区"]),
        city: String = Field::text().listed().label("City", "城市"),
        city_class: Option<CityClass> = Field::choice(CityClass::CHOICES).label("City class", "城市级别"),
        /// Where it stands.
        status: Lifecycle = Field::choice(Lifecycle::CHOICES).required().listed().once().default("active").label("Status", "状态").also(&["lifecycle", "lifecycle status", "合作状态"]),
        owner: Option<i64> = Field::reference(Kind::User).listed().label("Owner", "负责人").also(&["account manager", "salesperson", "客户经理", "渠道专员"]),
        /// The core partner whose satellite this is (1+N).
        core: Option<i64> = Field::reference(Kind::Partner).label("Core partner", "核心经销商"),
        /// Unified social credit code.
        credit_code: String = Field::text().label("Social credit code", "统一社会信用代码").also(&["uscc", "信用代码"]),
        /// Main telephone.
        phone: String = Field::text().label("Phone", "电话").also(&["telephone", "联系电话"]),
        /// Street address.
        address: String = Field::text().label("Address", "地址"),
        /// Product line codes carried.
        products: Tags = Field::tags().label("Products carried", "经营产品"),
        territories: Tags = Field::tags().label("Exclusive territories", "独家区域").also(&["授权区域"]),
        /// Outlets it should cover.
        outlets_planned: Option<i64> = Field::int().at_least(0).label("Outlets planned", "规划网点"),
        outlets_covered: Option<i64> = Field::int().at_least(0).label("Outlets covered", "覆盖网点"),
        /// Taken on.
        onboarded_on: Option<NaiveDate> = Field::date().label("Onboarded on", "入驻日期").also(&["onboarding date", "合作日期"]),
        first_order_on: Option<NaiveDate> = Field::date().label("First order on", "首单日期"),
        /// How much may be open.
        credit_limit: Option<Money> = Field::money().at_least(0).label("Credit limit", "信用额度"),
        /// Days until an invoice is due.
        credit_days: Option<i64> = Field::int().at_least(0).unit("days", "天").label("Credit term", "账期").also(&["credit term days", "账期天数"]),
        deduction_rate: Option<Rate> = Field::rate().label("Deduction rate", "扣点"),
        /// Deposit that is agreed; what is held is the balance of its [`DepositEntry`](super::DepositEntry)s.
        deposit: Option<Money> = Field::money().at_least(0).label("Deposit agreed", "约定保证金").also(&["保证金"]),
        /// Codes of duplicates that were merged into it; imports still find it by them.
        former_codes: Tags = Field::tags().label("Former codes", "曾用编码"),
        /// Tier in force; moved by an approved tier change only.
        tier: Option<super::Tier> = Field::choice(super::Tier::CHOICES).computed().listed().label("Tier", "等级"),
        /// Words.
        tags: Tags = Field::tags().label("Tags", "标签"),
        notes: String = Field::note().label("Notes", "备注"),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}

record! {
    /// A person at a partner 联系人.
    pub struct Contact = Kind::Contact, "contact", "contacts", ("contact", "联系人"), key ["partner", "name"],
        conduct (Conduct::USUAL
            .import_writes(&[Kind::Contact])
            .called("name", &["name"])
            .told_by("role")
            .told_apart("name")
            .since(Since::Logged)) {
        /// Where.
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商").also(&["partner code", "渠道编码", "客户编码"]),
        name: String = Field::text().required().listed().label("Name", "姓名").also(&["contact", "contact name", "联系人"]),
        /// What they do there.
        role: String = Field::text().listed().label("Role", "职务").also(&["title", "contact title"]),
        phone: String = Field::text().listed().label("Phone", "电话").also(&["mobile", "telephone", "手机"]),
        email: String = Field::text().listed().label("E-mail", "邮箱").also(&["e-mail", "mail"]),
    }
}

record! {
    /// A move of a partner along its lifecycle 合作状态变更 (S1). Written by the move itself, never by a form.
    pub struct LifecycleMove = Kind::LifecycleMove, "lifecycle_move", "lifecycle-moves", ("lifecycle move", "状态变更"), key [], kept by "partner", known by ["partner", "moved_at", "from_status", "to_status"],
        conduct (Conduct::USUAL
            .since(Since::Moment("moved_at"))
            .elsewhere(Elsewhere::Always)
            .brought_in_by(Role::Admin)) {
        partner: i64 = Field::reference(Kind::Partner).required().listed().label("Partner", "渠道商"),
        /// Where it stood.
        from_status: Lifecycle = Field::choice(Lifecycle::CHOICES).required().computed().listed().label("From", "原状态"),
        /// Where it stands since.
        to_status: Lifecycle = Field::choice(Lifecycle::CHOICES).required().computed().listed().label("To", "新状态"),
        /// Why.
        reason: String = Field::note().required().computed().listed().label("Reason", "原因"),
        /// By whom; empty: by an account that is not registered.
        moved_by: Option<i64> = Field::reference(Kind::User).computed().listed().label("By", "操作人"),
        /// When.
        moved_at: DateTime<Utc> = Field::time().required().computed().listed().label("At", "时间"),
        /// It came in with the state that it had elsewhere.
        brought_in: bool = Field::brought_in(),
    }
}
