import { Globe, House, Network } from 'lucide-react';
import type { Container, PortMapping } from '#shared/model/container';
import { displayText } from '#shared/util/display-text';
import { Sparkline } from '../../charts/Sparkline';
import type { LiveSeries } from '../../charts/live-stats';
import { memoryLimit } from '../../charts/memory-limit';
import { openLink } from '../../state/actions';
import { exactMemory, memory, percent } from '../../state/format';
import { splitReference } from '../../state/images/names';
import { Chip } from '../../ui/Chip';
import { classes } from '../../ui/classes';
import { Icon } from '../../ui/Icon';
import styles from './Cells.module.css';

const c = classes(styles);

/** Share of a limit from which memory is shown as near it. */
const nearLimit = 0.9;

/** CPU of one core: the line of the last 48 samples and the number. */
export function CpuCell({
  series,
  stale,
}: {
  readonly series: LiveSeries | undefined;
  readonly stale: boolean;
}) {
  const cpu = series?.latest?.cpuPercent;
  if (series === undefined || cpu === undefined) return <Dash />;
  return (
    <span className={c('metric', stale && 'dim')}>
      <Sparkline values={series.cpu} max={0} tone={stale ? 'quiet' : 'cpu'} />
      <span className={c('value')}>{percent(cpu)}</span>
    </span>
  );
}

/** CPU of a group: the sum of its containers, as far back as all of them are known. */
export function CpuSum({ all }: { readonly all: readonly LiveSeries[] }) {
  const known = Math.min(...all.map(({ cpu }) => cpu.length));
  const values = Array.from({ length: known }, (_unused, at) =>
    all.reduce((sum, { cpu }) => sum + (cpu[cpu.length - known + at] ?? 0), 0),
  );
  return (
    <span className={c('metric')}>
      <Sparkline values={values} max={0} tone="quiet" />
      <span className={c('value')}>{percent(values.at(-1) ?? 0)}</span>
    </span>
  );
}

/** Memory in use as a share of what it may use, in numbers and as a bar. */
export function MemoryCell({
  series,
  machineBytes,
  stale,
}: {
  readonly series: LiveSeries | undefined;
  readonly machineBytes: number;
  readonly stale: boolean;
}) {
  const sample = series?.latest;
  if (sample === undefined) return <Dash wide />;
  const { memoryBytes } = sample;
  const limit = memoryLimit(sample.memoryLimit, machineBytes);
  const limited = limit !== undefined;
  const most = limit ?? sample.memoryLimit;
  const share = most > 0 ? Math.min(1, memoryBytes / most) : 0;
  const near = limited && share >= nearLimit && !stale;
  const title = `${exactMemory(memoryBytes)} of ${exactMemory(most)}${limited ? '' : ', the whole machine'}`;
  return (
    <span className={c('metric', 'memory', stale && 'dim')} title={title}>
      <span className={c('bar')}>
        <i className={c(near && 'near', stale && 'old')} style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
      <span>
        <b className={c(near && 'near')}>{memory(memoryBytes)}</b>
        {limited && <span className={c('dim')}> / {memory(limit)}</span>}
      </span>
    </span>
  );
}

/** Nothing is measured: not running, or no sample yet. */
export function Dash({ wide = false }: { readonly wide?: boolean }) {
  return (
    <span className={c('metric', wide && 'memory')}>
      <span className={c('gap')} />
      <span className={c('dim', !wide && 'value')}>–</span>
    </span>
  );
}

const everywhere = new Set(['', '0.0.0.0', '::', '*']);
const thisComputer = /^(127\.|::1$|localhost$)/;

/** Where a published port can be reached from. */
export function portReach({ ip = '' }: Pick<PortMapping, 'ip'>): 'all' | 'this' | 'one' {
  if (everywhere.has(ip)) return 'all';
  return thisComputer.test(ip) ? 'this' : 'one';
}

/** The other computer that an engine runs on; undefined where it is this one. */
function otherComputer(engineAddress: string): string | undefined {
  const host = /^(?:tcp|ssh):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/.exec(engineAddress)?.[1];
  return host === undefined || thisComputer.test(host.replace(/^\[|\]$/g, '')) ? undefined : host;
}

/** `8080 to 80, all interfaces` or `5432, this computer only`: the accessible name of a port. */
export function portName(port: PortMapping, engineAddress: string): string {
  const reach = portReach(port);
  const where =
    reach === 'all'
      ? 'all interfaces'
      : reach === 'this'
        ? otherComputer(engineAddress) === undefined
          ? 'this computer only'
          : 'within its own computer only'
        : displayText(port.ip ?? '', 60);
  const what =
    port.publicPort === undefined || port.publicPort === port.privatePort
      ? String(port.privatePort)
      : `${port.publicPort} to ${port.privatePort}`;
  return `${what}${port.protocol === 'tcp' ? '' : ` ${port.protocol}`}, ${where}`;
}

/** The address that a port answers at, seen from this machine; undefined where it cannot be reached from here. */
export function portUrl(port: PortMapping, engineAddress: string): string | undefined {
  if (port.protocol !== 'tcp' || port.publicPort === undefined) return undefined;
  const remote = otherComputer(engineAddress);
  if (remote !== undefined && portReach(port) === 'this') return undefined;
  const ip = port.ip ?? '';
  const specific = portReach(port) === 'one' ? (ip.includes(':') ? `[${ip}]` : ip) : undefined;
  const scheme = port.privatePort === 443 || port.privatePort === 8443 ? 'https' : 'http';
  return `${scheme}://${specific ?? remote ?? 'localhost'}:${port.publicPort}/`;
}

const reachIcons = { all: Globe, this: House, one: Network } as const;
const portsWidth = 167;

/** How many of them fit into the column beside the count of the rest, by the width of their digits. */
function fitting(ports: readonly PortMapping[]): number {
  let room = portsWidth;
  let fit = 0;
  for (const port of ports) {
    const width = 30 + label(port).length * 6.8;
    if (room < width + (fit < ports.length - 1 ? 20 : 0)) break;
    room -= width + 4;
    fit += 1;
  }
  return fit;
}

/** Published ports. Those of TCP open in the browser, after main has asked. What does not fit is counted. */
export function PortChips({
  container,
  engineAddress,
  stale,
}: {
  readonly container: Container;
  readonly engineAddress: string;
  readonly stale: boolean;
}) {
  const ports = container.ports.filter(({ publicPort }) => publicPort !== undefined);
  const shown = ports.slice(0, fitting(ports));
  const hidden = ports.slice(shown.length);
  return (
    <span className={c('ports')}>
      {shown.map((port) => {
        const name = portName(port, engineAddress);
        const url = portUrl(port, engineAddress);
        const key = `${port.ip ?? ''} ${name}`;
        const icon = reachIcons[portReach(port)];
        return url === undefined ? (
          <span key={key} className={c('port')} title={name}>
            <Icon icon={icon} size={12} />
            {label(port)}
          </span>
        ) : (
          <Chip
            key={key}
            mono
            icon={icon}
            stale={stale}
            tabIndex={-1}
            aria-label={name}
            title={`${name}. Opens ${url}`}
            onClick={(event) => {
              event.stopPropagation();
              void openLink(url);
            }}
          >
            {label(port)}
          </Chip>
        );
      })}
      {hidden.length > 0 && (
        <span className={c('more')} title={hidden.map((port) => portName(port, engineAddress)).join('\n')}>
          +{hidden.length}
        </span>
      )}
    </span>
  );
}

function label({ publicPort, privatePort, protocol }: PortMapping): string {
  const ports = publicPort === privatePort ? String(privatePort) : `${publicPort ?? ''}:${privatePort}`;
  return protocol === 'tcp' ? ports : `${ports}/${protocol}`;
}

/** An image's name, shortened in the middle: the tag stays in view. */
export function ImageName({ reference }: { readonly reference: string }) {
  const { repository, tag } = splitReference(displayText(reference, 300));
  return (
    <span className={c('image')} title={displayText(reference)}>
      <span>{repository}</span>
      <u>{tag}</u>
    </span>
  );
}
