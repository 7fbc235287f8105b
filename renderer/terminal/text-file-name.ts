import { safeFileName } from '../ui/save-file';

/** A name that every file system takes: `api-2026-11-21-143205.txt`. */
export function textFileName(name: string, at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  return `${safeFileName(name, 'terminal')}-${day}-${time}.txt`;
}
