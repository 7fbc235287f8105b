const decimalUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

function scaled(bytes: number, base: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= base && unit < decimalUnits.length - 1) {
    value /= base;
    unit += 1;
  }
  // 999.6 would round up into four digits: it is one of the next unit.
  if (Math.round(value) >= 1000 && base === 1000 && unit < decimalUnits.length - 1) {
    value /= base;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return `${digits === 0 ? text : text.replace(/\.?0+$/, '')} ${decimalUnits[unit] ?? 'B'}`;
}

/** Bytes on disk or over the wire, thousands: `279 MB`, `24.6 GB`, `10 kB`. The docker CLI counts images so. */
export function bytes(value: number): string {
  return scaled(value, 1000);
}

/**
 * Bytes of memory, in steps of 1024 as limits are given (`-m 1g` is `1 GB`); whole ones below a gigabyte, tenths below
 * ten megabytes, where a whole one would be far from the truth.
 */
export function memory(value: number): string {
  const mega = 1024 ** 2;
  const step = value >= 1024 ** 3 ? 1 : value >= 10 * mega ? mega : value >= mega ? mega / 10 : 1024;
  return scaled(Math.round(value / step) * step, 1024);
}

/** Memory to the byte's own unit, for tooltips: `412.3 MiB`. */
export function exactMemory(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
  let scale = Math.max(0, value);
  let unit = 0;
  while (scale >= 1024 && unit < units.length - 1) {
    scale /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? scale : scale.toFixed(1)} ${units[unit] ?? 'B'}`;
}

/** `34.2 %`, always with one digit so that a column stays still. */
export function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;

/** Time since, in one unit: `9 s`, `41 m`, `3 h`, `14 d`, `5 w`, `2 y`. */
export function age(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} m`;
  if (ms < day) return `${Math.floor(ms / hour)} h`;
  if (ms < 15 * day) return `${Math.floor(ms / day)} d`;
  if (ms < 104 * week) return `${Math.floor(ms / week)} w`;
  return `${Math.floor(ms / (365.25 * day))} y`;
}

/** Time since, in two units: `3 h 12 m`, `2 d 4 h`, `41 m`. */
export function longAge(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < hour) return age(ms);
  if (ms < day) return `${Math.floor(ms / hour)} h ${Math.floor((ms % hour) / minute)} m`;
  return `${Math.floor(ms / day)} d ${Math.floor((ms % day) / hour)} h`;
}

/** How long something took: `215 ms`, `4.2 s`, `13 s`, `1 m 09 s`, `2 h 05 m`. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < second) return `${ms} ms`;
  if (ms < 10 * second) return `${(ms / second).toFixed(1)} s`;
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} m ${two(Math.floor((ms % minute) / second))} s`;
  return `${Math.floor(ms / hour)} h ${two(Math.floor((ms % hour) / minute))} m`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `14:32:08`, by the clock of this machine. */
export function clock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `18 Nov 2026`. */
export function calendarDate(at: number): string {
  const date = new Date(at);
  return `${date.getDate()} ${months[date.getMonth()] ?? ''} ${date.getFullYear()}`;
}

/** `14:32:08` for a moment of today, `18 Nov` for one before. */
export function moment(at: number, now: number): string {
  const date = new Date(at);
  if (date.toDateString() === new Date(now).toDateString()) return clock(at);
  return `${date.getDate()} ${months[date.getMonth()] ?? ''}`;
}

/** Both, for tooltips. */
export function fullMoment(at: number): string {
  return `${calendarDate(at)}, ${clock(at)}`;
}

/** `1 519`: thousands apart by a narrow space that does not break. */
export function grouped(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `1 container`, `3 containers`. */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(amount)} ${amount === 1 ? singular : plural}`;
}

/** The first twelve digits of an id, without its algorithm. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
