/** The streams of the multiplexed format: 1 is stdout, 2 is stderr. */
export type StreamId = 1 | 2;

/** One multiplexed frame: eight bytes of header, then the payload. */
export function frame(stream: StreamId, payload: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(8 + payload.byteLength);
  out.writeUInt32BE(stream << 24, 0);
  out.writeUInt32BE(payload.byteLength, 4);
  out.set(payload, 8);
  return out;
}
