import type { ContainerSpec } from '../world/model';
import { type FileNode, Vfs } from './vfs';

const busybox =
  'ash base64 cat chmod cp date df echo egrep env false fgrep free grep head hostname id kill ls mkdir mv nslookup ping printenv printf ps pwd rm sed seq sh sleep sort stty tail test touch top tr true uname uniq uptime wc wget which whoami yes';
const coreutils = `bash ${busybox.replace('ash ', '')} dash`;

const releases = {
  alpine:
    'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.2\nPRETTY_NAME="Alpine Linux v3.22"\nHOME_URL="https://alpinelinux.org/"\n',
  debian:
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\nHOME_URL="https://www.debian.org/"\n',
  distroless: 'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="12"\n',
} as const;

/** The user names that a container knows, with their ids. */
export function userId(user: string): number {
  const name = user.split(':')[0] ?? '';
  if (/^\d+$/.test(name)) return Number(name);
  if (name === '' || name === 'root') return 0;
  return name === 'postgres' || name === 'redis' ? 70 : 1000;
}

/** The files a container of this kind starts with. */
function baseTree(spec: ContainerSpec): ReadonlyMap<string, FileNode> {
  const nodes = new Map<string, FileNode>();
  const born = Date.now() - spec.createdAgo;
  const user = userId(spec.user) === 0 ? 'root' : (spec.user.split(':')[0] ?? 'root');
  const dir = (path: string, owner = 'root', mode = 0o755): void => {
    const parts = path.split('/').filter((part) => part !== '');
    for (let i = 0; i <= parts.length; i += 1) {
      const at = `/${parts.slice(0, i).join('/')}`;
      if (!nodes.has(at)) nodes.set(at, { kind: 'dir', content: '', mode, owner, mtime: born });
    }
  };
  const file = (path: string, content: string, mode = 0o644, owner = 'root', size?: number): void => {
    dir(path.slice(0, Math.max(1, path.lastIndexOf('/'))));
    nodes.set(path, {
      kind: 'file',
      content,
      mode,
      owner,
      mtime: born,
      ...(size === undefined ? {} : { size }),
    });
  };
  for (const path of [
    '/bin',
    '/dev',
    '/etc',
    '/home',
    '/lib',
    '/proc',
    '/root',
    '/sys',
    '/usr/bin',
    '/usr/local/bin',
    '/usr/sbin',
    '/var/log',
  ]) {
    dir(path);
  }
  dir('/tmp', 'root', 0o777);
  const { distro, programs, files } = spec.inside;
  file('/etc/os-release', releases[distro]);
  if (distro === 'alpine') file('/etc/alpine-release', '3.22.2\n');
  if (distro === 'debian') file('/etc/debian_version', '12.12\n');
  const hostname = spec.labels['com.docker.compose.service'] ?? spec.name;
  file('/etc/hostname', `${hostname}\n`);
  const address = spec.networks[0]?.address ?? '';
  file(
    '/etc/hosts',
    `127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n${address || '127.0.1.1'}\t${hostname}\n`,
  );
  file('/etc/resolv.conf', 'nameserver 127.0.0.11\noptions ndots:0\n');
  file('/proc/cpuinfo', 'processor\t: 0\nmodel name\t: Demo CPU @ 3.20GHz\n');
  file('/proc/version', 'Linux version 6.8.0-50-generic\n');
  file(
    '/etc/passwd',
    `root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n${user === 'root' ? '' : `${user}:x:${userId(user)}:${userId(user)}::/home/${user}:/bin/sh\n`}`,
  );
  if (distro !== 'distroless') {
    for (const name of (distro === 'alpine' ? busybox : coreutils).split(' ')) {
      file(distro === 'alpine' ? `/bin/${name}` : `/usr/bin/${name}`, '', 0o755, 'root', 841_320);
    }
    if (distro === 'debian')
      for (const name of ['sh', 'bash']) file(`/bin/${name}`, '', 0o755, 'root', 125_688);
  }
  for (const name of Object.keys(programs)) {
    file(name === 'bash' ? '/bin/bash' : `/usr/local/bin/${name}`, '', 0o755, 'root', 2_418_080);
  }
  dir(spec.workingDir, user);
  if (user !== 'root') dir(`/home/${user}`, user);
  for (const mount of spec.mounts) dir(mount.target, user);
  for (const [path, content] of Object.entries(files)) {
    if (path.endsWith('/')) dir(path.slice(0, -1), user);
    else file(path, content, path.endsWith('.sh') || path.endsWith('healthcheck') ? 0o755 : 0o644, user);
  }
  return nodes;
}

/** The files of a container, made when somebody first looks. */
export function createFiles(spec: ContainerSpec): Vfs {
  return new Vfs(() => baseTree(spec));
}
