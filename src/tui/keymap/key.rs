//! One key: from the terminal, as the table writes it, as people read it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub code: KeyCode,
    /// Control held; Shift counts for Tab only, letters carry it in themselves.
    pub control: bool,
}

impl Key {
    /// From an event; full-width forms, which a Chinese input method sends, count as their ASCII forms.
    #[must_use]
    pub fn of(event: KeyEvent) -> Self {
        let code = match event.code {
            KeyCode::Char(c) => KeyCode::Char(fold(c)),
            other => other,
        };
        Self { code, control: event.modifiers.contains(KeyModifiers::CONTROL) }
    }

    /// As the table writes it: `j`, `<C-d>`, `<Enter>`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |code| Some(Self { code, control: false });
        let Some(name) = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) else {
            let mut chars = text.chars();
            let c = chars.next()?;
            return if chars.next().is_none() { plain(KeyCode::Char(c)) } else { None };
        };
        if let Some(rest) = name.strip_prefix("C-") {
            return Self::parse(rest).or_else(|| Self::parse(&format!("<{rest}>"))).map(|k| Self { control: true, ..k });
        }
        plain(match name {
            "Enter" => KeyCode::Enter,
            "Esc" => KeyCode::Esc,
            "Tab" => KeyCode::Tab,
            "S-Tab" => KeyCode::BackTab,
            "Space" => KeyCode::Char(' '),
            "Up" => KeyCode::Up,
            "Down" => KeyCode::Down,
            "Left" => KeyCode::Left,
            "Right" => KeyCode::Right,
            "Home" => KeyCode::Home,
            "End" => KeyCode::End,
            "PageUp" => KeyCode::PageUp,
            "PageDown" => KeyCode::PageDown,
            "Delete" => KeyCode::Delete,
            "Backspace" => KeyCode::Backspace,
            _ => KeyCode::F(name.strip_prefix('F')?.parse().ok()?),
        })
    }

    /// As people read it: `j`, `^D`, `Enter`.
    #[must_use]
    pub fn shown(self) -> String {
        let name = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(c) if self.control => return format!("^{}", c.to_ascii_uppercase()),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::BackTab => "S-Tab".to_owned(),
            KeyCode::Up => "↑".to_owned(),
            KeyCode::Down => "↓".to_owned(),
            KeyCode::Left => "←".to_owned(),
            KeyCode::Right => "→".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::F(n) => format!("F{n}"),
            other => format!("{other:?}"),
        };
        if self.control { format!("^{name}") } else { name }
    }
}

/// The ASCII form of a full-width character.
fn fold(c: char) -> char {
    match c {
        '、' => '/',
        '。' => '.',
        '《' => '<',
        '》' => '>',
        '【' => '[',
        '】' => ']',
        '\u{3000}' => ' ',
        '￥' => '$',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}
