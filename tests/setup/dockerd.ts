import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accessEngine, type EngineAccess } from './engine-access';
import type { Authority } from './certificates';
import { endLeftovers, engineFolderPrefix, markOwner } from './leftovers';
import { inNetns, linkNetns, makeNetns } from './netns';
import { familyOf, signal, unmountBelow, waitGone } from './processes';
import { run } from './run';
import { findProgram, whyNoEngine } from './tools';

export interface DockerdOptions {
  /** More arguments for dockerd. */
  readonly args?: readonly string[];
  /** Folders to look in first for dockerd, containerd, docker-proxy and runc, for another release of the engine. */
  readonly path?: readonly string[];
  /** Listens at TCP, too, to clients with a certificate of this authority only. Needs a network namespace. */
  readonly authority?: Authority;
}

/** An engine of the tests' own, with its data, its socket and its network apart from any other on the machine. */
export interface PrivateDockerd extends EngineAccess {
  /** The private folder with everything of this engine; its log is `dockerd.log` in it. */
  readonly folder: string;
  /** Name of its network namespace; published ports are reached inside it. Undefined where none could be made. */
  readonly netns: string | undefined;
  /** Where it listens at TCP, where it was given an authority. */
  readonly tcp: { readonly host: string; readonly port: number } | undefined;
  /** Of the running dockerd; undefined after `kill`. */
  readonly pid: number | undefined;
  /** Ends dockerd and its containerd at once, as a crash does. Containers live on until the next start. */
  kill(): Promise<void>;
  /** Starts again on the same data and socket, and waits until it answers. */
  start(): Promise<void>;
  /** Ends every process of this engine and removes all it had. Safe to call twice. */
  stop(): Promise<void>;
}

const startMillis = 60_000;
const stopMillis = 15_000;

class Dockerd implements PrivateDockerd {
  readonly socket: string;
  readonly docker: EngineAccess['docker'];
  readonly api: EngineAccess['api'];
  readonly importBusybox: EngineAccess['importBusybox'];
  private daemon: ChildProcess | undefined;
  private containerd: ChildProcess | undefined;
  private bridge: string | undefined;
  tcp: { readonly host: string; readonly port: number } | undefined;

  constructor(
    readonly folder: string,
    readonly netns: string | undefined,
    private readonly options: DockerdOptions,
  ) {
    this.socket = join(folder, 'docker.sock');
    const access = accessEngine(this.socket, join(folder, 'cli'));
    this.docker = access.docker;
    this.api = access.api;
    this.importBusybox = access.importBusybox;
  }

  get pid(): number | undefined {
    return this.daemon?.pid;
  }

  async start(): Promise<void> {
    await this.writeConfig();
    await this.startContainerd();
    await rm(this.in('docker.pid'), { force: true });
    const args = [
      ...['--data-root', this.in('data'), '--exec-root', this.in('exec'), '--pidfile', this.in('docker.pid')],
      ...['--host', `unix://${this.socket}`, '--containerd', this.in('containerd.sock')],
      // No configuration of the machine, and no long wait for containers that ignore a signal.
      ...['--config-file', this.in('daemon.json'), '--shutdown-timeout', '3'],
      ...(await this.networkArgs()),
      ...(await this.tcpArgs()),
      ...(this.options.args ?? []),
    ];
    this.daemon = this.spawn('dockerd', args, 'dockerd.log');
    await this.until(
      async () => (await this.api('GET', '/_ping')).status === 200,
      this.daemon,
      'dockerd.log',
    );
  }

  async kill(): Promise<void> {
    const { daemon, containerd } = this;
    this.daemon = undefined;
    this.containerd = undefined;
    const proxies = daemon?.pid === undefined ? [] : familyOf(this.folder, [daemon.pid]);
    for (const child of [daemon, containerd]) {
      if (child?.pid === undefined) continue;
      signal(child.pid, 'SIGKILL');
      await waitGone(child.pid, stopMillis);
    }
    // Port proxies were dockerd's children; shims and containers belong to no daemon and stay.
    const stay = new Set(familyOf(this.folder));
    for (const pid of proxies) if (!stay.has(pid)) signal(pid, 'SIGKILL');
  }

  async stop(): Promise<void> {
    // What runs is killed: dockerd would give each container ten seconds to end by itself.
    if (this.daemon !== undefined) await this.killContainers().catch(() => undefined);
    await this.end(this.daemon);
    await this.end(this.containerd);
    this.daemon = undefined;
    this.containerd = undefined;
    for (const pid of familyOf(this.folder)) signal(pid, 'SIGKILL');
    for (const pid of familyOf(this.folder)) await waitGone(pid, 2000);
    await unmountBelow(this.folder);
    if (this.netns !== undefined) await run('ip', ['netns', 'delete', this.netns]);
    if (this.bridge !== undefined) await run('ip', ['link', 'delete', this.bridge]);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private async killContainers(): Promise<void> {
    const { text } = await this.api('GET', '/containers/json');
    const running = JSON.parse(text) as readonly { readonly Id: string }[];
    await Promise.all(running.map(({ Id }) => this.api('POST', `/containers/${Id}/kill`)));
  }

  private in(name: string): string {
    return join(this.folder, name);
  }

  private async startContainerd(): Promise<void> {
    const config = [
      'version = 2',
      'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
      `root = "${this.in('containerd-root')}"`,
      `state = "${this.in('containerd-state')}"`,
      '[grpc]',
      `address = "${this.in('containerd.sock')}"`,
      '[ttrpc]',
      `address = "${this.in('containerd.sock.ttrpc')}"`,
    ];
    await writeFile(this.in('containerd.toml'), `${config.join('\n')}\n`);
    await rm(this.in('containerd.sock'), { force: true });
    this.containerd = this.spawn('containerd', ['--config', this.in('containerd.toml')], 'containerd.log');
  }

  /**
   * Without a namespace of its own the engine gets a bridge of its own. Not `--bridge=none`: in a namespace where
   * another dockerd runs, that deletes the other one's bridge.
   */
  private async networkArgs(): Promise<readonly string[]> {
    if (this.netns !== undefined) return [];
    if (this.bridge === undefined) {
      const name = `ph${randomBytes(4).toString('hex')}`;
      const made = await run('ip', ['link', 'add', name, 'type', 'bridge']);
      if (made.status !== 0)
        throw new Error(`Neither a network namespace nor a bridge can be made: ${made.stderr.trim()}`);
      await run('ip', ['addr', 'add', '172.31.255.1/24', 'dev', name]);
      await run('ip', ['link', 'set', name, 'up']);
      this.bridge = name;
    }
    return ['--bridge', this.bridge, '--iptables=false', '--ip6tables=false'];
  }

  private async tcpArgs(): Promise<readonly string[]> {
    const { authority } = this.options;
    if (authority === undefined) return [];
    if (this.netns === undefined) throw new Error('An engine at TCP needs a network namespace.');
    if (this.tcp === undefined) {
      const { address } = await linkNetns(this.netns);
      await authority.issue(`engine-${address}`, { names: `IP:${address}` });
      this.tcp = { host: address, port: 2376 };
    }
    const { host, port } = this.tcp;
    const file = (name: string): string => join(authority.folder, `engine-${host}`, name);
    return [
      ...['--host', `tcp://${host}:${port}`, '--tlsverify', '--tlscacert', authority.ca],
      ...['--tlscert', file('cert.pem'), '--tlskey', file('key.pem')],
    ];
  }

  /**
   * The configuration file takes the place of the machine's. Up to release 24 an engine's identity comes from a key
   * that all engines of a machine share, unless told otherwise.
   */
  private async writeConfig(): Promise<void> {
    const { stdout } = await run(this.program('dockerd'), ['--version']);
    const major = Number(/version (\d+)/.exec(stdout)?.[1] ?? 0);
    const config = major > 0 && major < 25 ? { 'deprecated-key-path': this.in('key.json') } : {};
    await writeFile(this.in('daemon.json'), JSON.stringify(config));
  }

  /** Another release's program, or the system's. */
  private program(name: string): string {
    const folder = (this.options.path ?? []).find((path) => existsSync(join(path, name)));
    return folder === undefined ? (findProgram(name) ?? name) : join(folder, name);
  }

  private spawn(name: string, args: readonly string[], logName: string): ChildProcess {
    const extra = this.options.path ?? [];
    const PATH = [...extra, process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(':');
    const program = this.program(name);
    const command = inNetns(this.netns, [program, ...args]);
    const log = openSync(this.in(logName), 'a');
    const env = { ...process.env, PATH, TMPDIR: this.in('tmp') };
    const child = spawn(command[0] ?? name, command.slice(1), { stdio: ['ignore', log, log], env });
    child.on('error', () => undefined);
    closeSync(log);
    return child;
  }

  private async until(ready: () => Promise<boolean>, child: ChildProcess, logName: string): Promise<void> {
    const end = Date.now() + startMillis;
    const runs = (): boolean =>
      child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    while (!(await ready().catch(() => false))) {
      if (!runs() || Date.now() > end) {
        const log = await readFile(this.in(logName), 'utf8').catch(() => '');
        throw new Error(`dockerd did not start:\n${log.split('\n').slice(-15).join('\n')}`);
      }
      await sleep(50);
    }
  }

  private async end(child: ChildProcess | undefined): Promise<void> {
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    if (!(await waitGone(child.pid, stopMillis))) child.kill('SIGKILL');
  }
}

/**
 * Starts a private dockerd with a containerd of its own and waits until it answers, usually about a second. Needs root
 * on Linux and the programs of `ensureTools`. The caller stops it; when the test process dies before,
 * the next start ends what it left. Fails with the end of dockerd's log.
 */
export async function startDockerd(options: DockerdOptions = {}): Promise<PrivateDockerd> {
  const why = whyNoEngine();
  if (why !== undefined) throw new Error(`No private engine can be started: ${why}`);
  await endLeftovers();
  const folder = await mkdtemp(join(tmpdir(), engineFolderPrefix));
  for (const name of ['data', 'exec', 'tmp', 'cli']) await mkdir(join(folder, name), { mode: 0o700 });
  const netns = await makeNetns();
  await markOwner(folder, netns);
  const engine = new Dockerd(folder, netns, options);
  try {
    await engine.start();
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
