//! A terminal of a certain size with the program in it.

#![allow(dead_code, reason = "each of the two test binaries uses a part of it")]

use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

use super::support::Desk;

/// How long anything is waited for; machines that build are slow.
const PATIENCE: Duration = Duration::from_mins(1);

/// When a terminal is started, unless a test says otherwise.
pub(crate) const MOMENT: &str = "2026-11-23T09:12";

pub(crate) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Arc<Mutex<Box<dyn std::io::Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    screen: Arc<Mutex<vt100::Parser>>,
    sent: Arc<Mutex<usize>>,
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn nz(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("not zero")
}

impl Terminal {
    /// The program with these arguments in a terminal of 80x24, which says in the environment that it is dark.
    pub(crate) fn start(desk: &Desk, args: &[&str]) -> Self {
        Self::with(desk, args, None)
    }

    /// The same as another account, at another moment.
    pub(crate) fn start_as(desk: &Desk, user: &str, as_of: &str, args: &[&str]) -> Self {
        Self::in_environment(desk, args, None, &[("QUDAO_USER", user), ("QUDAO_AS_OF", as_of)])
    }

    /// The same as another account, at the present moment.
    pub(crate) fn start_now(desk: &Desk, user: &str, args: &[&str]) -> Self {
        Self::in_environment(desk, args, None, &[("QUDAO_USER", user), ("QUDAO_AS_OF", "")])
    }

    /// The same in a terminal that must be asked for its background, and says that it is white.
    pub(crate) fn start_white(desk: &Desk, args: &[&str], more: &[(&str, &str)]) -> Self {
        Self::in_environment(desk, args, Some(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62c"), more)
    }

    /// The program as the job of a shell, which waits for a line when it is stopped and then continues it.
    pub(crate) fn start_in_shell(desk: &Desk, args: &[&str], more: &[(&str, &str)]) -> Self {
        Self::spawned(desk, args, None, more, &["/bin/sh", "-mc", "\"$@\"; read line; fg", "sh"])
    }

    /// The program with more in its environment.
    pub(crate) fn start_with(desk: &Desk, args: &[&str], more: &[(&str, &str)]) -> Self {
        Self::in_environment(desk, args, None, more)
    }

    fn with(desk: &Desk, args: &[&str], answer: Option<&'static [u8]>) -> Self {
        Self::in_environment(desk, args, answer, &[])
    }

    fn in_environment(desk: &Desk, args: &[&str], answer: Option<&'static [u8]>, more: &[(&str, &str)]) -> Self {
        Self::spawned(desk, args, answer, more, &[])
    }

    fn spawned(desk: &Desk, args: &[&str], answer: Option<&'static [u8]>, more: &[(&str, &str)], under: &[&str]) -> Self {
        let pair = native_pty_system().openpty(size(24, 80)).expect("a pty");
        let template = desk.command();
        let mut command = match under.split_first() {
            None => CommandBuilder::new(template.get_program()),
            Some((shell, rest)) => {
                let mut command = CommandBuilder::new(shell);
                command.args(rest);
                command.arg(template.get_program());
                command
            }
        };
        command.env_clear();
        for (name, value) in template.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        command.env("TERM", "xterm-256color");
        let mut moment = MOMENT;
        for (name, value) in more {
            if *name == "QUDAO_AS_OF" {
                moment = value;
            }
            if value.is_empty() {
                command.env_remove(name);
            } else {
                command.env(name, value);
            }
        }
        if !moment.is_empty() {
            desk.live_on(moment);
            command.env("QUDAO_AS_OF", moment);
        }
        if answer.is_none() {
            command.env("COLORFGBG", "15;0");
        }
        command.args(args);
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = Arc::new(Mutex::new(pair.master.take_writer().expect("a writer")));
        let screen = Arc::new(Mutex::new(vt100::Parser::new(nz(24), nz(80), 0)));
        let sent = Arc::new(Mutex::new(0));
        let (shown, counted, asked) = (Arc::clone(&screen), Arc::clone(&sent), Arc::clone(&writer));
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            while let Ok(n) = reader.read(&mut bytes) {
                if n == 0 {
                    break;
                }
                let question = bytes[..n].windows(6).any(|w| w == b"\x1b]11;?");
                if let Some(answer) = answer.filter(|_| question) {
                    asked.lock().unwrap_or_else(PoisonError::into_inner).write_all(answer).expect("an answer");
                }
                shown.lock().unwrap_or_else(PoisonError::into_inner).process(&bytes[..n]);
                *counted.lock().unwrap_or_else(PoisonError::into_inner) += n;
            }
        });
        Self { master: pair.master, writer, child, screen, sent }
    }

    pub(crate) fn keys(&mut self, keys: &str) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.write_all(keys.as_bytes()).expect("keys");
        writer.flush().expect("keys");
    }

    /// Looks at the screen.
    pub(crate) fn look<T>(&self, f: impl Fn(&vt100::Screen) -> T) -> T {
        f(self.screen.lock().unwrap_or_else(PoisonError::into_inner).screen())
    }

    pub(crate) fn text(&self) -> String {
        self.look(vt100::Screen::contents)
    }

    /// Waits until the screen is as said.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, f: impl Fn(&vt100::Screen) -> bool) {
        let start = Instant::now();
        while !self.look(&f) {
            assert!(start.elapsed() < PATIENCE, "waited for {what}:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) {
        self.until(text, |s| s.contents().contains(text));
    }

    /// Waits until nothing was sent for a while; answers how many bytes there were.
    pub(crate) fn settle(&self) -> usize {
        let bytes = || *self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let before = bytes();
            std::thread::sleep(Duration::from_millis(700));
            if bytes() == before {
                return before;
            }
        }
    }

    pub(crate) fn resize(&mut self, rows: u16, cols: u16) {
        self.screen.lock().unwrap_or_else(PoisonError::into_inner).screen_mut().set_size(nz(rows), nz(cols));
        self.master.resize(size(rows, cols)).expect("a resize");
    }

    fn pid(&self) -> Pid {
        let id = self.child.process_id().and_then(|id| i32::try_from(id).ok()).expect("a process");
        Pid::from_raw(id).expect("a process")
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("a signal");
    }

    /// Whether the process is stopped.
    pub(crate) fn is_stopped(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid().as_raw_nonzero())).unwrap_or_default();
        stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
    }

    /// Waits for the end.
    #[track_caller]
    pub(crate) fn ends(&mut self) {
        let start = Instant::now();
        while self.child.try_wait().expect("a process").is_none() {
            assert!(start.elapsed() < PATIENCE, "it does not end:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("a process").is_none()
    }

    /// The exit code, waited for; a signal that ended it counts as 128 and its number.
    #[track_caller]
    pub(crate) fn code(&mut self) -> Option<u32> {
        self.ends();
        self.child.try_wait().expect("a process").map(|status| status.exit_code())
    }

    /// Waits until what was typed is dealt with: until it is silent for a moment.
    pub(crate) fn catches_up(&mut self) {
        let bytes = |t: &Self| *t.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let start = Instant::now();
        while self.is_running() {
            let before = bytes(self);
            std::thread::sleep(Duration::from_millis(40));
            if bytes(self) == before {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "it never comes to rest:\n{}", self.text());
        }
    }

    /// The terminal is as a shell expects it: no alternate screen, no modes left on, the cursor seen.
    #[track_caller]
    pub(crate) fn is_sane(&self) {
        self.until("the ordinary screen", |s| !s.alternate_screen());
        self.until("the cursor", |s| !s.hide_cursor());
        assert!(!self.look(vt100::Screen::bracketed_paste), "bracketed paste is left on");
        assert_eq!(self.look(vt100::Screen::mouse_protocol_mode), vt100::MouseProtocolMode::None);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
