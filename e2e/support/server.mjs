// One server for one test file: the built program, a fresh data directory, a free port.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { readMails, waitForMail } from "./mailbox.mjs";

const PROGRAM = process.env.PMS_TEST_PROGRAM ?? fileURLToPath(new URL("../../target/debug/pms", import.meta.url));
const START_SECONDS = 30;
const run = promisify(execFile);

/**
 * Starts `pms serve` and waits until it is ready.
 *
 * @param {{ environment?: Record<string, string> }} [options] configuration as `PMS__SECTION__KEY`
 */
export async function startServer({ environment = {} } = {}) {
  await access(PROGRAM).catch(() => {
    throw new Error(`${PROGRAM} is not built; run: cargo build --bin pms`);
  });
  const data = await mkdtemp(join(tmpdir(), "pms-e2e-"));
  const port = await freePort();
  const server = new Server(port, data, environment);
  try {
    await server.ready();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

class Server {
  #child;
  #output = [];
  #port;
  #environment;

  /** Where it answers, without a slash at the end. */
  url;
  /** Its data directory. */
  data;

  constructor(port, data, environment) {
    this.#port = port;
    this.#environment = { ...environment };
    this.url = `http://127.0.0.1:${port}`;
    this.data = data;
    this.#start();
    process.once("exit", () => this.#child.kill("SIGKILL"));
  }

  #start() {
    this.#child = spawn(PROGRAM, ["--data-dir", this.data, "serve", "--listen", `127.0.0.1:${this.#port}`], {
      cwd: this.data,
      env: { ...inheritedEnvironment(), PMS__SERVER__PUBLIC_URL: this.url, ...this.#environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on("data", (chunk) => this.#output.push(chunk));
  }

  /** What it has written so far, both streams. */
  get log() {
    return Buffer.concat(this.#output).toString("utf8");
  }

  async ready() {
    const deadline = Date.now() + START_SECONDS * 1000;
    let failed;
    this.#child.once("error", (error) => (failed = error));
    for (;;) {
      if (failed) throw failed;
      if (this.#ended) throw new Error(`the server ended with ${this.#child.exitCode ?? this.#child.signalCode}:\n${this.log}`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      if (answer?.ok) return;
      if (Date.now() > deadline) throw new Error(`the server is not ready after ${START_SECONDS} s:\n${this.log}`);
      await sleep(50);
    }
  }

  /** The first admin's one-time password. The file must be readable by its owner alone. */
  async firstAdminPassword() {
    const path = join(this.data, "first-admin-password");
    const mode = (await stat(path)).mode & 0o777;
    if (mode !== 0o600) throw new Error(`${path} has mode ${mode.toString(8)}, not 600`);
    return (await readFile(path, "utf8")).trim();
  }

  /** All mails so far. */
  mails() {
    return readMails(join(this.data, "mailbox"));
  }

  /** The newest mail to `address` once there are at least `count` of them. */
  waitForMail(address, count = 1) {
    return waitForMail(join(this.data, "mailbox"), address, count);
  }

  /** Runs a command of the program on the same data directory, beside the server. Returns what it writes. */
  command(...args) {
    return run(PROGRAM, ["--data-dir", this.data, ...args], { env: inheritedEnvironment() });
  }

  /** Makes an account of a person, as an operator does. */
  async addAccount({ account, email, password }, ...roles) {
    const adding = this.command("account", "add", account, "--email", email, ...roles.flatMap((role) => ["--role", role]), "--password-stdin");
    adding.child.stdin.end(`${password}\n`);
    await adding;
  }

  get #ended() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Starts it once more on the same data, with more configuration. Who is signed in stays so. */
  async restart(environment = {}) {
    await this.#end();
    Object.assign(this.#environment, environment);
    this.#start();
    await this.ready();
  }

  /** Ends it and removes the data directory. Returns the exit code, `null` if it was killed. */
  async stop() {
    await this.#end();
    await rm(this.data, { recursive: true, force: true });
    return this.#child.exitCode;
  }

  /** Asks it to stop, insists after five seconds. */
  async #end() {
    if (!this.#ended && this.#child.pid !== undefined) {
      const ended = once(this.#child, "exit");
      this.#child.kill("SIGTERM");
      const insist = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
      await ended;
      clearTimeout(insist);
    }
  }
}

/** The environment without any configuration of ours, so that a developer's own does not reach the tests. */
function inheritedEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PMS__")));
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}
