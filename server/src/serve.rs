//! Starting and ending a server: what is opened in which order, and what is said when it is ready.

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock},
    time::Duration,
};

use anyhow::{Context as _, Result};
use backline_core::{
    interaction::GONE_AFTER,
    time::{Millis, Timestamp},
};
use backline_media::{MediaPool, PoolConfig};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    app::{App, Ending},
    config::{Config, ConfigError, TenantConfig},
    http,
    identity::session::Tokens,
    peer::{Bounds, Patient, Places, Proxies},
    session::{Sessions, TenantSetup, Wall, latest},
    store::{
        Store, a_day_before,
        sqlite::{SqliteOptions, SqliteStore},
        wall_clock,
    },
    wing::Wing,
};

/// How long calls may go on after the server was asked to end.
const DRAIN_FOR: Duration = Duration::from_secs(3600);

/// How long sockets may take to close.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// How far the clock may be ahead of the latest fact on record.
const AHEAD_AT_MOST: Millis = Millis::seconds(366 * 24 * 3600);

/// A server that runs.
pub struct Running {
    app: Arc<App>,
    wing: Box<dyn Wing>,
    metrics_at: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

/// How to read the configuration again.
pub type Reread = Box<dyn Fn() -> Result<Config, ConfigError> + Send>;

/// Serves until it is asked to end, with `wing` built onto it. On SIGHUP the configuration is read
/// again, where `reread` says how.
///
/// # Errors
/// When something cannot be opened; the error says what and why.
pub async fn run(config: Config, wing: impl Wing + 'static, reread: Option<Reread>) -> Result<()> {
    let running = Running::start(config, wing).await?;
    running.say_ready();
    tokio::select! {
        () = asked_to_end() => {}
        () = reread_when_asked(running.app(), reread) => {}
    }
    running.end().await;
    Ok(())
}

/// Never ends. A configuration with a problem changes nothing.
#[cfg(unix)]
async fn reread_when_asked(app: &App, reread: Option<Reread>) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Some(reread), Ok(mut asked)) = (reread, signal(SignalKind::hangup())) else {
        return std::future::pending().await;
    };
    while asked.recv().await.is_some() {
        match reread() {
            Ok(config) => {
                app.configure(config);
                tracing::info!("the configuration was read again");
            }
            Err(error) => tracing::error!(%error, "the configuration stays as it was"),
        }
    }
}

#[cfg(not(unix))]
async fn reread_when_asked(_app: &App, _reread: Option<Reread>) {
    std::future::pending().await
}

impl Running {
    /// Opens everything, brings back what was on record, and serves.
    ///
    /// # Errors
    /// When something cannot be opened; the error says what and why.
    pub async fn start(config: Config, wing: impl Wing + 'static) -> Result<Self> {
        Self::start_with(config, wing, (|store| store, wall_clock)).await
    }

    /// The same, with what `keep` makes of the record in its place, and by the machine's clock as
    /// `wall` reads it.
    ///
    /// # Errors
    /// When something cannot be opened; the error says what and why.
    pub async fn start_with(
        config: Config,
        wing: impl Wing + 'static,
        (keep, wall): (impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>, Wall),
    ) -> Result<Self> {
        let recorder = recorder()?;
        std::fs::create_dir_all(&config.data).with_context(|| {
            format!("The data directory {} cannot be made", config.data.display())
        })?;
        let main = listen(config.listen).await?;
        let operators = listen(config.metrics).await?;
        let (bound, metrics_at) = (main.local_addr()?, operators.local_addr()?);
        let tokens = Tokens::open(&config.data).context("The key for sign-ins cannot be used")?;
        let anchor = config.anchor.clone();
        let options = SqliteOptions { anchor, ..SqliteOptions::in_directory(&config.data) };
        let store = keep(Arc::new(SqliteStore::open(options).await?));
        let (media, reports) = MediaPool::start(&pool(&config))?;
        let tenants = tenants(&config, (&*store, wall())).await?;
        if !config.accept_clock
            && let Err(why) = check_clock(wall(), latest(&tenants))
        {
            // Nothing is written yet; it is closed as after any other start.
            store.close().await.ok();
            return Err(why);
        }
        // The writer's files are open before connections take any; a record that is locked is no
        // reason not to start.
        store.probe().await.ok();
        let hooks = wing.hooks();
        let reported = (media.clone(), reports);
        let sessions = Sessions::start(tenants, (&store, &hooks), reported, wall);
        let app = App::new((config, bound), (sessions, hooks), media, store, tokens);
        let mut tasks = spawn_servers(&app, &wing, (main, operators, recorder));
        tasks.extend(wing.start(&app));
        Ok(Self { app, wing: Box::new(wing), metrics_at, tasks })
    }

    /// Where pages and sockets are served.
    #[must_use]
    pub fn bound(&self) -> SocketAddr {
        self.app.bound
    }

    /// Where metrics are served.
    #[must_use]
    pub const fn metrics_at(&self) -> SocketAddr {
        self.metrics_at
    }

    /// Its parts.
    #[must_use]
    pub const fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Ends it: no new calls, then no sockets, then the record is closed.
    pub async fn end(self) {
        end(&self.app, self.wing.lets_calls_end()).await;
        for task in self.tasks {
            task.abort();
        }
        // An error says that it is closed already.
        self.app.store.close().await.ok();
    }

    #[expect(clippy::print_stdout, reason = "whoever started the server waits for this line")]
    fn say_ready(&self) {
        let (bound, metrics) = (self.app.bound, self.metrics_at);
        let media: Vec<_> = self.app.media.ports().iter().map(u16::to_string).collect();
        println!("ready http://{bound}/ metrics={metrics} media={}", media.join(","));
        if let Some(greeting) = self.wing.greeting(&self.app) {
            println!("{greeting}");
        }
    }
}

fn spawn_servers(
    app: &Arc<App>,
    wing: &dyn Wing,
    (main, operators, recorder): (TcpListener, TcpListener, PrometheusHandle),
) -> Vec<JoinHandle<()>> {
    let proxies = Proxies::new(app.config().trusted_proxies.clone());
    let service = http::main_service(app, wing, proxies.clone());
    let for_operators = http::operator_service(app, wing, recorder);
    let main = Patient::new(main, Places::new(Bounds::of_this_process(), proxies));
    let few = Places::new(Bounds::for_operators(), Proxies::default());
    let operators = Patient::new(operators, few);
    vec![
        tokio::spawn(async move {
            if let Err(error) = axum::serve(main, service).await {
                tracing::error!(%error, "the main port is closed");
            }
        }),
        tokio::spawn(async move {
            if let Err(error) = axum::serve(operators, for_operators).await {
                tracing::error!(%error, "the port for operators is closed");
            }
        }),
    ]
}

/// One recorder counts for the whole process, however many servers run in it.
fn recorder() -> Result<PrometheusHandle> {
    static RECORDER: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).ok().map(|()| handle)
    });
    RECORDER.clone().context("metrics are recorded by something else already")
}

async fn listen(at: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(at).await.with_context(|| {
        format!("{at} cannot be listened on: name another port, or end what uses it")
    })
}

fn pool(config: &Config) -> PoolConfig {
    let media = &config.media;
    let silence = config.tenants.iter().map(|tenant| tenant.terms.supervisor_silence);
    let silence = silence.fold(GONE_AFTER, Millis::min);
    PoolConfig {
        workers: media.workers,
        base_port: Some(media.port).filter(|port| *port != 0),
        loopback_only: media.loopback_only,
        external: media.external_address.as_slice().to_vec(),
        silence: Duration::from_millis(silence.0),
    }
}

async fn tenants(
    config: &Config,
    (store, now): (&dyn Store, Timestamp),
) -> Result<Vec<TenantSetup>> {
    let mut setups = Vec::new();
    for TenantConfig { id, terms, .. } in &config.tenants {
        let recovered = store.recover(id, a_day_before(now)).await?;
        let people = config.tenant(id).map(TenantConfig::profiles).unwrap_or_default();
        setups.push(TenantSetup { id: id.clone(), people, terms: terms.clone(), recovered });
    }
    Ok(setups)
}

/// Refuses a clock that is so far ahead of what is on record that it is wrong more likely than
/// right: facts would have its time, and the server's own clock never goes back behind a fact.
fn check_clock(now: Timestamp, latest: Timestamp) -> Result<()> {
    if latest != Timestamp::default() && now > latest.plus(AHEAD_AT_MOST) {
        let days = now.since(latest).0 / Millis::seconds(24 * 3600).0;
        anyhow::bail!(
            "The clock of this machine is {days} days ahead of the record. Set it right; if it is right, start once with --accept-clock"
        );
    }
    Ok(())
}

/// No new calls; those that run may end by themselves where that is waited for.
async fn end(app: &App, lets_calls_end: bool) {
    tracing::info!("asked to end");
    app.ending.send_replace(Ending::Draining);
    app.sessions.drain();
    if lets_calls_end {
        let idle = async {
            while app.sessions.live() > 0 {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        tokio::select! {
            _ = tokio::time::timeout(DRAIN_FOR, idle) => {}
            () = asked_to_end() => tracing::info!("asked again: not waiting for calls"),
        }
    }
    app.ending.send_replace(Ending::Closing);
    let closed = async {
        while app.ending.receiver_count() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let _ = tokio::time::timeout(CLOSE_WITHIN, closed).await;
}

/// Ctrl-C or SIGTERM.
async fn asked_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
    };
    use uuid::Uuid;

    use super::*;
    use crate::config;

    const FILE: &str = r#"
        listen = "127.0.0.1:0"
        media = { loopback_only = true, workers = 1 }
        [[tenant]]
        id = "initech"
        [[tenant.person]]
        id = "ada"
        roles = ["agent"]
    "#;

    /// What is answered, without its body.
    async fn answer(at: SocketAddr, what: &str) -> String {
        let mut stream = TcpStream::connect(at).await.unwrap();
        let request = format!(
            "{what} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.split_once("\r\n\r\n").unwrap().0.to_lowercase()
    }

    /// covers: R-488
    #[test]
    fn a_clock_that_is_years_ahead_of_the_record_is_refused_with_the_remedy() {
        let latest = Timestamp(1_700_000_000_000);
        let years = |n: u64| latest.plus(Millis::seconds(n * 365 * 24 * 3600));
        assert!(check_clock(years(1), latest).is_ok());
        assert!(
            check_clock(Timestamp(0), latest).is_ok(),
            "the server's clock begins at the latest"
        );
        assert!(check_clock(years(40), Timestamp::default()).is_ok(), "nothing is on record yet");
        let refused = check_clock(years(3), latest).unwrap_err().to_string();
        assert!(refused.contains("1095 days ahead"), "{refused}");
        assert!(refused.contains("--accept-clock"), "{refused}");
    }

    /// covers: R-572
    #[tokio::test]
    async fn a_server_onto_which_nothing_is_built_has_no_address_of_the_demo() {
        let data = std::env::temp_dir().join(format!("backline-{}", Uuid::new_v4()));
        std::fs::create_dir_all(&data).unwrap();
        let path = data.join("backline.toml");
        std::fs::write(&path, FILE).unwrap();
        let running = Running::start(config::check(&path).unwrap(), ()).await.unwrap();
        let (main, operators) = (running.bound(), running.metrics_at());
        let edges = "GET /debug/edges/00000000-0000-0000-0000-000000000001";
        for (at, what, expected) in [
            (main, "GET /healthz", 200),
            (main, "POST /api/session/demo", 404),
            (main, "POST /api/demo/caller", 404),
            (main, "GET /api/demo/colleagues", 404),
            (operators, "GET /metrics", 200),
            (operators, edges, 404),
        ] {
            let told = answer(at, what).await;
            assert!(told.starts_with(&format!("http/1.1 {expected} ")), "{what}: {told}");
        }
        // Sound as it comes is for the demo and the tests, in whatever letters it is asked for.
        for (asked, sent_to) in [
            ("/panel?raw=1", "/panel"),
            ("/panel?%72aw=1", "/panel"),
            ("/call?tenant=initech&raw", "/call?tenant=initech"),
        ] {
            let told = answer(main, &format!("GET {asked}")).await;
            assert!(told.starts_with("http/1.1 303 "), "{asked}: {told}");
            assert!(told.contains(&format!("\r\nlocation: {sent_to}\r\n")), "{asked}: {told}");
        }
        running.end().await;
        std::fs::remove_dir_all(&data).unwrap();
    }
}
