//! Colours: they mean state and nothing else, and each state also has a glyph or a word.

use ratatui::style::{Color, Modifier, Style};

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeName {
    /// Light text on a dark ground.
    #[default]
    Dark,
    /// Dark text on a light ground.
    Light,
    /// No colours at all (`NO_COLOR`): bold, reverse and underline only.
    Mono,
}

impl ThemeName {
    /// The next one, for switching while running.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::Mono,
            Self::Mono => Self::Dark,
        }
    }

    /// By the terminal's own word for its colours, `COLORFGBG` (`15;0`); dark if it does not say.
    #[must_use]
    pub fn of_background(colorfgbg: Option<&str>) -> Self {
        match colorfgbg.and_then(|c| c.rsplit(';').next()) {
            Some("7" | "15") => Self::Light,
            _ => Self::Dark,
        }
    }

    /// What files and the command line call it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Mono => "mono",
        }
    }

    /// The one that files and the command line call so.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Dark, Self::Light, Self::Mono].into_iter().find(|t| t.code() == code)
    }
}

/// How serious what is shown is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Breached, stopped, refused.
    Bad,
    /// Soon, to be watched.
    Soon,
    /// Fine; rarely painted.
    Good,
    /// Neither.
    Plain,
}

impl Tone {
    /// What stands for the colour where there is none.
    #[must_use]
    pub const fn glyph(self) -> &'static str {
        match self {
            Self::Bad => "!",
            Self::Soon => "▲",
            Self::Good => "✓",
            Self::Plain => "·",
        }
    }
}

/// The styles of everything that is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    pub name: ThemeName,
    /// Ordinary text.
    pub text: Style,
    /// What may be overlooked: labels, units, hints.
    pub dim: Style,
    /// Heads of columns and sections.
    pub head: Style,
    /// The one accent: focus, current tab, keys.
    pub accent: Style,
    /// The row or field under the cursor.
    pub focus: Style,
    /// A marked row's glyph.
    pub mark: Style,
    /// Rules and borders.
    pub rule: Style,
    /// Red: breached or stop.
    pub bad: Style,
    /// Yellow: soon or watch.
    pub soon: Style,
    /// Green: fine.
    pub good: Style,
    /// Bars and charts.
    pub chart: Style,
    /// Bars and charts of what it is compared with.
    pub chart_dim: Style,
    /// An overlay's ground.
    pub overlay: Style,
}

const fn fg(colour: Color) -> Style {
    Style::new().fg(colour)
}

impl Theme {
    /// The styles of a theme.
    #[must_use]
    pub const fn new(name: ThemeName) -> Self {
        let plain = Style::new();
        match name {
            ThemeName::Dark => Self {
                name,
                text: plain,
                dim: fg(Color::Indexed(245)),
                head: fg(Color::Indexed(250)).add_modifier(Modifier::BOLD),
                accent: fg(Color::Indexed(80)),
                focus: fg(Color::Indexed(80)).add_modifier(Modifier::BOLD),
                mark: fg(Color::Indexed(80)).add_modifier(Modifier::BOLD),
                rule: fg(Color::Indexed(239)),
                bad: fg(Color::Indexed(203)),
                soon: fg(Color::Indexed(221)),
                good: fg(Color::Indexed(114)),
                chart: fg(Color::Indexed(74)),
                chart_dim: fg(Color::Indexed(240)),
                overlay: plain,
            },
            ThemeName::Light => Self {
                name,
                text: plain,
                dim: fg(Color::Indexed(243)),
                head: fg(Color::Indexed(238)).add_modifier(Modifier::BOLD),
                accent: fg(Color::Indexed(24)),
                focus: fg(Color::Indexed(24)).add_modifier(Modifier::BOLD),
                mark: fg(Color::Indexed(24)).add_modifier(Modifier::BOLD),
                rule: fg(Color::Indexed(250)),
                bad: fg(Color::Indexed(160)),
                soon: fg(Color::Indexed(130)),
                good: fg(Color::Indexed(28)),
                chart: fg(Color::Indexed(31)),
                chart_dim: fg(Color::Indexed(250)),
                overlay: plain,
            },
            ThemeName::Mono => Self {
                name,
                text: plain,
                dim: plain,
                head: plain.add_modifier(Modifier::BOLD),
                accent: plain.add_modifier(Modifier::BOLD),
                focus: plain.add_modifier(Modifier::REVERSED),
                mark: plain.add_modifier(Modifier::BOLD),
                rule: plain,
                bad: plain.add_modifier(Modifier::BOLD),
                soon: plain.add_modifier(Modifier::UNDERLINED),
                good: plain,
                chart: plain,
                chart_dim: plain,
                overlay: plain,
            },
        }
    }

    #[must_use]
    pub const fn tone(&self, tone: Tone) -> Style {
        match tone {
            Tone::Bad => self.bad,
            Tone::Soon => self.soon,
            Tone::Good => self.good,
            Tone::Plain => self.text,
        }
    }
}
