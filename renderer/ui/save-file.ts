/** How long an address of a file in the making is kept: the browser reads it after the press. */
const keptMs = 60_000;

/** A file's name without what some system refuses in one; `otherwise` where nothing is left. */
export function safeFileName(name: string, otherwise: string): string {
  const clean = name.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return clean.replace(/^[.-]+/, '').slice(0, 100) || otherwise;
}

/** Hands a file to the person, as a download: the system asks where to, or puts it among the downloads. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), keptMs);
}
