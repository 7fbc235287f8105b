/** The page of the host's fixture: asks for the control port and offers what the tests call. */
export interface FixturePage {
  readonly control: Promise<MessagePort>;
  echo(value: unknown): Promise<unknown>;
  nested(): Promise<readonly string[]>;
  /** Kinds of the fixture's stream, received through a channel that the page made. */
  stream(chunks: number, size: number): Promise<{ readonly ordered: boolean; readonly bytes: number }>;
  readonly closed: string[];
  readonly violations: string[];
  closeStream(): void;
  askMainToClose(): void;
}

declare global {
  interface Window {
    page: FixturePage;
  }
}

const closed: string[] = [];
const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
let streamPort: MessagePort | undefined;

const control = new Promise<MessagePort>((resolve) => {
  window.addEventListener('message', (event: MessageEvent<{ type?: string }>) => {
    const [port] = event.ports;
    if (event.data.type !== 'port' || port === undefined) return;
    port.addEventListener('close', () => closed.push('control'));
    resolve(port);
  });
});
window.postMessage('ask', location.origin);

function nextMessage(port: MessagePort): Promise<MessageEvent<{ value?: unknown }>> {
  return new Promise((resolve) => {
    port.onmessage = resolve;
  });
}

window.page = {
  control,
  closed,
  violations,
  async echo(value) {
    const port = await control;
    const next = nextMessage(port);
    port.postMessage({ kind: 'echo', value });
    return (await next).data.value;
  },
  async nested() {
    const port = await control;
    const next = nextMessage(port);
    port.postMessage({ kind: 'nested' });
    const [inner] = (await next).ports;
    if (inner === undefined) throw new Error('No port came');
    return new Promise((resolve) => {
      const heard: string[] = [];
      inner.onmessage = (event: MessageEvent<string>) => {
        heard.push(event.data);
        if (heard.length === 2) inner.postMessage('hi');
        if (heard.length < 3) return;
        inner.close();
        resolve(heard);
      };
    });
  },
  async stream(chunks, size) {
    const port = await control;
    const { port1, port2 } = new MessageChannel();
    streamPort = port1;
    port1.addEventListener('close', () => closed.push('stream'));
    port.postMessage({ kind: 'stream', value: { chunks, size } }, [port2]);
    return new Promise((resolve) => {
      let expected = 0;
      let bytes = 0;
      let ordered = true;
      port1.onmessage = (event: MessageEvent<{ index: number; bytes: Uint8Array }>) => {
        if (event.data.index === -1) {
          resolve({ ordered: ordered && expected === chunks, bytes });
          return;
        }
        ordered &&= event.data.index === expected && event.data.bytes[size - 1] === expected % 251;
        expected += 1;
        bytes += event.data.bytes.byteLength;
      };
    });
  },
  closeStream: () => streamPort?.close(),
  askMainToClose: () => streamPort?.postMessage('close it'),
};
