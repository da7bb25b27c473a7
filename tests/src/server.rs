//! The server under test: the real binary, on ports of its own, with a directory of its own.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    time::{Duration, SystemTime},
};

use anyhow::{Context, Result, ensure};
use backline_core::{id::InteractionId, time::Timestamp};

use super::{
    PATIENCE,
    edges::Edges,
    line::Line,
    port,
    process::{Process, Signal},
    scratch::Scratch,
};

const READY: Duration = PATIENCE;
const END: Duration = PATIENCE;

/// A running `backline demo`. Dropping it kills it and deletes its data.
#[derive(Debug)]
pub struct Server {
    process: Process,
    data: Scratch,
    ports: Ports,
    policies: Scratch,
    files: Option<usize>,
    earlier: Vec<String>,
}

/// What a busy machine needs more time for than people do. A test that is about one of these says
/// so in its policies.
const PATIENT: [(&str, &str); 5] = [
    ("ring_for", "2m"),
    ("party_grace", "2m"),
    ("supervisor_grace", "1m"),
    ("supervisor_silence", "1m"),
    ("confirm_within", "30s"),
];

/// How the file of policies is called in its folder.
const POLICIES: &str = "policies.toml";

#[derive(Debug, Clone, Copy)]
struct Ports {
    http: u16,
    metrics: u16,
    media: u16,
}

impl Server {
    /// Starts one and waits until it says that it is ready.
    ///
    /// # Errors
    /// When the binary is missing or does not come up; the error shows its last lines.
    pub async fn start() -> Result<Self> {
        Self::start_with("").await
    }

    /// The same with other policies than the demo's: what may stand in a `[[tenant]]` besides its
    /// people.
    ///
    /// # Errors
    /// When the binary is missing, does not come up or finds fault with the policies.
    pub async fn start_with(policies: &str) -> Result<Self> {
        Self::start_as(policies, None).await
    }

    /// The same with so many files that it may have open, and no way to raise that.
    ///
    /// # Errors
    /// When the binary is missing or does not come up, or there is no shell.
    pub async fn start_with_files(files: usize) -> Result<Self> {
        Self::start_as("", Some(files)).await
    }

    async fn start_as(policies: &str, files: Option<usize>) -> Result<Self> {
        let folder = Scratch::new("policies")?;
        fs::write(folder.path().join(POLICIES), patient(policies))?;
        let policies = folder;
        let data = Scratch::new("data")?;
        let ports =
            Ports { http: port::free_tcp()?, metrics: port::free_tcp()?, media: port::free_udp()? };
        let process = launch(data.path(), ports, (&policies, files)).await?;
        Ok(Self { process, data, ports, policies, files, earlier: Vec::new() })
    }

    /// Where its pages are, as a page in a browser would name it.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.ports.http)
    }

    /// The address of one of its pages.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// The port of its pages and sockets.
    #[must_use]
    pub const fn http(&self) -> u16 {
        self.ports.http
    }

    /// The first port of its media plane.
    #[must_use]
    pub const fn media(&self) -> u16 {
        self.ports.media
    }

    /// The port of its metrics.
    #[must_use]
    pub const fn metrics(&self) -> u16 {
        self.ports.metrics
    }

    /// Where its data is.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// What has left its socket for the legs of an interaction.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn edges(&self, interaction: InteractionId) -> Result<Edges> {
        Edges::read(self.ports.metrics, interaction).await
    }

    /// What it has counted under that name, whatever the labels.
    ///
    /// # Errors
    /// When it does not answer, or counts nothing under that name.
    pub async fn metric(&self, name: &str) -> Result<u64> {
        let answer = reqwest::get(format!("http://127.0.0.1:{}/metrics", self.metrics())).await?;
        let answer = answer.error_for_status()?.text().await?;
        let counted = answer.lines().filter(|line| line.starts_with(name));
        let counted = counted.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
        counted.reduce(|all, more| all + more).with_context(|| format!("{name}: {answer}"))
    }

    /// Lays a detour to it that can be cut.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn line(&self) -> Result<Line> {
        Line::lay(self.ports.http, self.ports.media).await
    }

    /// Kills it in the middle of whatever it does, and starts it again on the same data and ports.
    ///
    /// # Errors
    /// When it does not come up again.
    pub async fn crash_and_restart(&mut self) -> Result<()> {
        self.end(Signal::Kill).await?;
        self.start_again().await
    }

    /// Has it killed after `wait`, whatever this process does meanwhile. What is given back has
    /// succeeded when it was.
    ///
    /// # Errors
    /// When there is no shell.
    pub fn dies_in(&self, wait: Duration) -> Result<Child> {
        let script = "sleep \"$0\" && kill -KILL \"$1\"";
        let (seconds, id) = (wait.as_secs_f64().to_string(), self.process.id().to_string());
        let killer = Command::new("sh").args(["-c", script, &seconds, &id]).spawn();
        killer.context("cannot run `sh`")
    }

    /// Ends it by a signal.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn end(&mut self, signal: Signal) -> Result<ExitStatus> {
        self.process.end(signal, END).await
    }

    /// Starts it again on the same data and ports, after it has ended.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn start_again(&mut self) -> Result<()> {
        self.earlier.extend(self.process.lines());
        self.process = launch(self.data.path(), self.ports, (&self.policies, self.files)).await?;
        Ok(())
    }

    /// Every line that it has logged at the level of errors, before a restart too.
    #[must_use]
    pub fn errors(&self) -> Vec<String> {
        self.log().into_iter().filter(|line| is_error(line)).collect()
    }

    /// Everything it has logged, before a restart too.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        let mut lines = self.earlier.clone();
        lines.extend(self.process.lines());
        lines
    }

    /// The last lines of its log.
    #[must_use]
    pub fn last_words(&self) -> String {
        self.process.tail(40)
    }
}

/// The instant, as the server's clock tells it: the same machine has the same clock.
///
/// # Panics
/// When the clock stands before 1970.
#[must_use]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let millis = since.expect("the clock is set").as_millis();
    Timestamp(u64::try_from(millis).expect("the year is not far off"))
}

/// These policies, with more time for what they say nothing of.
fn patient(policies: &str) -> String {
    let others = PATIENT.iter().filter(|(name, _)| !policies.contains(name));
    let terms: String = others.map(|(name, span)| format!("{name} = {span:?}\n")).collect();
    match policies.split_once("[terms]\n") {
        Some((before, after)) => format!("{before}[terms]\n{terms}{after}"),
        None => format!("[terms]\n{terms}{policies}"),
    }
}

async fn launch(
    data: &Path,
    ports: Ports,
    (policies, files): (&Scratch, Option<usize>),
) -> Result<Process> {
    let mut command = match files {
        None => Command::new(binary()?),
        Some(files) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", "ulimit -n \"$1\" && shift && exec \"$@\"", "sh"]);
            shell.arg(files.to_string()).arg(binary()?);
            shell
        }
    };
    command.arg("demo").arg("--loopback-only").arg("--data").arg(data);
    command.arg("--policies").arg(policies.path().join(POLICIES));
    command.env("BACKLINE_LISTEN", format!("127.0.0.1:{}", ports.http));
    command.env("BACKLINE_METRICS", format!("127.0.0.1:{}", ports.metrics));
    command.env("BACKLINE_MEDIA", ports.media.to_string());
    // One port for all legs: a line to it, or garbage at it, then concerns every call.
    command.env("BACKLINE_MEDIA_WORKERS", "1");
    let mut process = Process::start(command)?;
    let ready = format!(":{}", ports.http);
    process
        .says(READY, |line| (line.contains("ready") && line.contains(&ready)).then_some(()))
        .await
        .context("the server does not come up")?;
    for page in ["", "panel"] {
        let answer = reqwest::get(format!("http://127.0.0.1:{}/{page}", ports.http)).await?;
        let status = answer.status();
        ensure!(status.is_success(), "/{page}: {status} {}", answer.text().await?);
    }
    Ok(process)
}

/// The binary: the one that is named, or the one that lies beside the tests' own.
fn binary() -> Result<PathBuf> {
    let named = env::var_os("BACKLINE_BIN").filter(|value| !value.is_empty()).map(PathBuf::from);
    let path = match named {
        Some(path) => path,
        None => {
            let own = env::current_exe()?;
            let folder =
                own.parent().and_then(Path::parent).context("the tests lie in no folder")?;
            folder.join("backline")
        }
    };
    ensure!(path.is_file(), "{} is missing: run `cargo build -p backline-server`", path.display());
    Ok(path)
}

/// Whether a line of the server's log is one of an error, in either of its forms.
fn is_error(line: &str) -> bool {
    if line.starts_with('{') {
        return line.contains("\"level\":\"ERROR\"");
    }
    line.split_whitespace().take(3).any(|word| word.contains("ERROR"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// covers: R-495
    #[test]
    fn a_line_of_an_error_is_one_in_either_form_and_a_word_in_a_text_is_none() {
        assert!(is_error(
            "\u{1b}[2m2026-11-30T07:07:30Z\u{1b}[0m \u{1b}[31mERROR\u{1b}[0m store: no"
        ));
        assert!(is_error(r#"{"timestamp":"2026-11-30","level":"ERROR","message":"no"}"#));
        assert!(!is_error("2026-11-30T07:07:30Z INFO session: the file ERROR.txt was read"));
        assert!(!is_error(r#"{"level":"INFO","message":"an ERROR of somebody else"}"#));
    }

    #[test]
    fn what_a_test_says_goes_over_the_patience() {
        let said = patient("[terms]\nparty_grace = \"1h\"\n[help]\n");
        assert!(said.starts_with("[terms]\nring_for = \"2m\"\nsupervisor_grace"), "{said}");
        assert!(said.ends_with("party_grace = \"1h\"\n[help]\n"), "{said}");
        assert!(patient("[help]\n").ends_with("confirm_within = \"30s\"\n[help]\n"));
    }
}
