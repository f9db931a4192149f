//! The proxy's program in its own process.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::wait::PATIENCE;

/// The API key of the form `acme`, in the environment variable `ACME_API_KEY`.
pub const KEY: &str = "key-5d1f0c9e";

/// The API key of another account, in the environment variable `OTHER_API_KEY`.
pub const OTHER_KEY: &str = "key-0a77e1d2";

/// A running proxy. Dropping it kills the process.
#[derive(Debug)]
pub struct Program {
    process: Child,
    /// The address of the public listener.
    pub address: String,
    /// The address of the private listener.
    pub admin_address: String,
    file: PathBuf,
    log: Receiver<String>,
}

/// The command `serve` with a configuration file `proxy.toml` in `folder`, based on `command`. Returns the command and
/// the file.
fn serve(mut command: Command, toml: &str, folder: &Path) -> (Command, PathBuf) {
    let file = folder.join("proxy.toml");
    std::fs::write(&file, toml).unwrap();
    command.args(["serve", "--config"]).arg(&file);
    command.env("ACME_API_KEY", KEY).env("OTHER_API_KEY", OTHER_KEY).env_remove("RUST_LOG");
    (command, file)
}

impl Program {
    /// Starts `program` with a configuration file `proxy.toml` in `folder`, with a separate disk of this many kilobytes
    /// at `folder/disk`, and with `temporary` as the folder for temporary files. Other processes do not see the disk,
    /// so that each test can have its own disk.
    pub fn start_with_disk(
        program: &str,
        kilobytes: u64,
        toml: &str,
        folder: &Path,
        temporary: &Path,
    ) -> Self {
        let disk = folder.join("disk");
        std::fs::create_dir(&disk).unwrap();
        let mut command = Command::new("unshare");
        let script = format!("mount -t tmpfs -o size={kilobytes}k none \"$0\" && exec \"$@\"");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]).arg(&disk).arg(program);
        command.env("TMPDIR", temporary);
        Self::start(command, toml, folder)
    }

    /// Starts the program by this command, with a configuration file `proxy.toml` in `folder`.
    pub fn start(command: Command, toml: &str, folder: &Path) -> Self {
        let (mut command, file) = serve(command, toml, folder);
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (sender, log) = channel();
        // The program must not wait for a reader of its log.
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| drop(sender.send(line)));
        });
        let empty = String::new();
        let mut program = Self { process, address: empty.clone(), admin_address: empty, file, log };
        let listening = program.says("listening address=");
        let value = |name: &str| {
            let (_, value) = listening.split_once(name).unwrap();
            value.split(' ').next().unwrap().to_owned()
        };
        program.address = value("listening address=");
        program.admin_address = value("admin_address=");
        program
    }

    /// Like [`Program::start`], but the test does not read the log; `log` receives it. The private listener must be on
    /// 127.0.0.2; its address is returned as the second value.
    pub fn start_unheard(command: Command, toml: &str, folder: &Path, log: Stdio) -> (Self, String) {
        let (mut command, file) = serve(command, toml, folder);
        let mut process = command.stderr(log).spawn().unwrap();
        let deadline = Instant::now() + PATIENCE;
        let listening = |ip: [u8; 4]| loop {
            if let Some(port) = listening_port(process.id(), ip) {
                return SocketAddr::from((ip, port)).to_string();
            }
            assert!(Instant::now() < deadline, "the program did not listen within the time limit");
            std::thread::sleep(Duration::from_millis(5));
        };
        let (address, admin) = (listening([127, 0, 0, 1]), listening([127, 0, 0, 2]));
        assert_eq!(process.try_wait().unwrap(), None);
        let (_, log) = channel();
        (Self { process, address, admin_address: admin.clone(), file, log }, admin)
    }

    /// The path by which the test reaches a file that the program sees at `path`, for example on the program's own
    /// disk.
    pub fn sees(&self, path: &Path) -> PathBuf {
        Path::new("/proc")
            .join(self.process.id().to_string())
            .join("root")
            .join(path.strip_prefix("/").unwrap())
    }

    /// A file of the process in `/proc` (proc(5)).
    pub fn proc(&self, name: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{name}", self.process.id())).unwrap()
    }

    /// Waits for a log line that contains this text, and returns the line.
    pub fn says(&self, text: &str) -> String {
        loop {
            let line = self
                .log
                .recv_timeout(PATIENCE)
                .unwrap_or_else(|_| panic!("the log has no line with {text:?}"));
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Writes a new configuration file and tells the program to read it.
    pub fn reload(&self, toml: &str) {
        std::fs::write(&self.file, toml).unwrap();
        self.signal("-HUP");
    }

    /// Tells the program to stop.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Waits until the program has stopped.
    pub fn wait(&mut self) -> ExitStatus {
        self.process.wait().unwrap()
    }

    /// Tells the program to stop, and waits until it has stopped.
    pub fn stop(&mut self) -> ExitStatus {
        self.terminate();
        self.wait()
    }

    /// Kills the program: it cannot write anything before it ends.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn signal(&self, signal: &str) {
        let killed = Command::new("kill").args([signal, &self.process.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The port on which a process listens at this address, as the system reports it (proc(5), `/proc/net/tcp`).
fn listening_port(process: u32, ip: [u8; 4]) -> Option<u16> {
    let files = std::fs::read_dir(format!("/proc/{process}/fd")).ok()?;
    let names = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
    let names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    let sockets = std::fs::read_to_string(format!("/proc/{process}/net/tcp")).ok()?;
    sockets.lines().skip(1).find_map(|line| {
        let columns: Vec<_> = line.split_whitespace().collect();
        let (address, port) = columns[1].split_once(':')?;
        let wanted = format!("{:08X}", u32::from_ne_bytes(ip));
        let ours = names.contains(&format!("socket:[{}]", columns[9]));
        (ours && columns[3] == "0A" && address == wanted).then(|| u16::from_str_radix(port, 16).unwrap())
    })
}
