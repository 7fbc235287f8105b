/** Page, worker and Node all have it; neither the page's nor Node's types belong to this layer. */
declare const TextDecoder: new (
  label: string,
  options: { readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as text: what is no UTF-8 becomes U+FFFD, a byte order mark stays. Never throws. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
