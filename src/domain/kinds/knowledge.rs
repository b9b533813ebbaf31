//! The knowledge base (S17).

use chrono::NaiveDate;

use crate::domain::record::{Conduct, Field, Kind, Since, Tags};
use crate::{choices, record};

choices! {
    pub enum ArticleKind {
        Manual = "manual", "product manual", "产品手册";
        Faq = "faq", "FAQ", "常见问答";
        Answer = "answer", "standard answer", "标准答复";
        Handbook = "handbook", "service handbook", "服务手册";
        Playbook = "playbook", "playbook", "处置指引";
        Rule = "rule", "policy", "政策制度";
    }
}

choices! {
    /// In which language a text is written.
    pub enum Language {
        Zh = "zh", "Chinese", "中文";
        En = "en", "English", "英文";
    }
}

choices! {
    /// Whether an article is offered.
    pub enum ArticleState {
        Draft = "draft", "draft", "草稿";
        Published = "published", "published", "已发布";
    }
}

record! {
    /// An article of the knowledge base 知识库文章 (S17): what is answered or done, ready to be used.
    pub struct Article = Kind::Article, "article", "articles", ("article", "知识文章"), key ["code"],
        conduct (Conduct::USUAL
            .import_writes(&[Kind::Article])
            .since(Since::Always)) {
        /// What people and links call it.
        code: String = Field::text().required().listed().label("Code", "编码").also(&["article code", "文章编码"]),
        /// One line.
        title: String = Field::text().required().listed().label("Title", "标题").also(&["subject", "题目"]),
        kind: ArticleKind = Field::choice(ArticleKind::CHOICES).required().listed().default("answer").label("Kind", "类别").also(&["type", "文章类别"]),
        /// Kinds of tickets on which it is offered, as codes.
        ticket_kinds: Tags = Field::tags().listed().label("Ticket kinds", "适用工单").also(&["applies to", "适用工单类型"]),
        /// Words by which it is found.
        tags: Tags = Field::tags().listed().label("Tags", "标签").also(&["keywords", "关键词"]),
        /// In which language it is written.
        language: Language = Field::choice(Language::CHOICES).required().listed().default("zh").label("Language", "语言").also(&["lang"]),
        /// Whether it is offered.
        state: ArticleState = Field::choice(ArticleState::CHOICES).required().listed().default("published").label("State", "状态").also(&["status"]),
        /// Who keeps it right.
        owner: Option<i64> = Field::reference(Kind::User).label("Owner", "负责人").also(&["author", "作者"]),
        /// Last day on which it holds; empty: until further notice.
        valid_until: Option<NaiveDate> = Field::date().listed().label("Valid until", "有效期至").also(&["expires"]),
        /// When its words were last changed.
        updated_on: Option<NaiveDate> = Field::date().computed().listed().label("Updated on", "更新日期"),
        /// The text; lines that begin with `#` are headings, with `-` or `1.` a list.
        body: String = Field::note().required().label("Text", "正文").also(&["body text", "content", "内容"]),
    }
}
