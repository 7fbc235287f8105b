const never = '0001-01-01T00:00:00Z';

/** RFC 3339 with nanosecond digits, or the zero time for 0. */
export function isoTime(ms: number): string {
  return ms === 0 ? never : `${new Date(ms).toISOString().slice(0, -1)}000000Z`;
}
