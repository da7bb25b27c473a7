//! A child process whose output is kept, that can be sent signals, and that never outlives us.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tokio::{sync::Notify, time};

use super::{PATIENCE, scratch::Scratch};

/// Output and errors.
const STREAMS: usize = 2;

/// Starts a program, says its number, and ends it with whoever holds the other end of the input, be
/// it that they are killed; then deletes its folder.
const KEEPER: &str = r#"folder=$1; shift
"$@" & echo "number $!"
cat > /dev/null
kill -KILL $!; wait $!; rm -rf "$folder""#;

/// How many lines of output are kept.
const KEPT: usize = 4000;

/// Signals that tests send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ask to end.
    Term,
    /// End at once, without a chance to tidy up.
    Kill,
    /// Stand still, with all that is open.
    Stop,
    /// Go on after that.
    Continue,
}

/// A running program.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    output: Arc<Output>,
}

#[derive(Debug, Default)]
struct Output {
    lines: Mutex<VecDeque<String>>,
    /// How many streams have come to their end: both, with the process.
    ended: AtomicUsize,
    /// There is another line, or a stream has ended.
    more: Notify,
}

impl Process {
    /// Starts `command`, both outputs read line by line.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        command.stdin(Stdio::null());
        Self::spawn(command)
    }

    /// The same with a keeper, who kills it when this is dropped, or when the whole of this program
    /// ends, and deletes `folder` then. Also gives its number.
    pub(crate) async fn start_kept(command: &Command, folder: Scratch) -> Result<(Self, u32)> {
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "sh"]).arg(folder.path());
        keeper.arg(command.get_program()).args(command.get_args());
        keeper.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        keeper.stdin(Stdio::piped());
        let mut kept = Self::spawn(keeper)?;
        let number = |line: &str| line.strip_prefix("number ")?.parse().ok();
        let number = kept.says(PATIENCE, number).await?;
        // From here on its keeper deletes it.
        folder.keep();
        Ok((kept, number))
    }

    fn spawn(mut command: Command) -> Result<Self> {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            command.spawn().with_context(|| format!("cannot start {:?}", command.get_program()))?;
        let output = Arc::new(Output::default());
        if let Some(stdout) = child.stdout.take() {
            output.clone().follow(stdout);
        }
        if let Some(stderr) = child.stderr.take() {
            output.clone().follow(stderr);
        }
        Ok(Self { child, output })
    }

    /// Waits for the first line that `wanted` picks something out of.
    pub(crate) async fn says<T>(
        &mut self,
        bound: Duration,
        wanted: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        let until = time::Instant::now() + bound;
        loop {
            let output = self.output.clone();
            let more = output.more.notified();
            if let Some(found) = self.output.lines().iter().find_map(|line| wanted(line)) {
                return Ok(found);
            }
            if output.has_ended() {
                let status = self.child.wait()?;
                bail!("it ended with {status}:\n{}", self.tail(30));
            }
            if time::timeout_at(until, more).await.is_err() {
                bail!("it did not say what was waited for:\n{}", self.tail(30));
            }
        }
    }

    /// The last lines of output.
    pub(crate) fn tail(&self, count: usize) -> String {
        let lines = self.output.lines();
        let from = lines.len().saturating_sub(count);
        lines.iter().skip(from).cloned().collect::<Vec<_>>().join("\n")
    }

    /// All the output that is kept.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.output.lines().iter().cloned().collect()
    }

    /// Its number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal and waits until the process has ended.
    pub(crate) async fn end(&mut self, signal: Signal, bound: Duration) -> Result<ExitStatus> {
        send(self.child.id(), signal)?;
        let until = time::Instant::now() + bound;
        loop {
            let output = self.output.clone();
            let more = output.more.notified();
            if output.has_ended() {
                return Ok(self.child.wait()?);
            }
            if time::timeout_at(until, more).await.is_err() {
                bail!("it did not end on {signal:?}:\n{}", self.tail(30));
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.child.stdin.take().is_none() && matches!(self.child.try_wait(), Ok(None)) {
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

impl Output {
    fn lines(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire) == STREAMS
    }

    fn follow(self: Arc<Self>, stream: impl Read + Send + 'static) {
        thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                let mut lines = self.lines();
                if lines.len() == KEPT {
                    lines.pop_front();
                }
                lines.push_back(String::from_utf8_lossy(&line).into_owned());
                drop(lines);
                self.more.notify_waiters();
            }
            self.ended.fetch_add(1, Ordering::Release);
            self.more.notify_waiters();
        });
    }
}

/// Sends `signal` to a process by its id.
pub(crate) fn send(process: u32, signal: Signal) -> Result<()> {
    let name = match signal {
        Signal::Term => "-TERM",
        Signal::Kill => "-KILL",
        Signal::Stop => "-STOP",
        Signal::Continue => "-CONT",
    };
    let sent = Command::new("kill").args([name, &process.to_string()]).status();
    match sent.context("cannot run `kill`")?.success() {
        true => Ok(()),
        false => bail!("process {process} could not be sent {signal:?}"),
    }
}
