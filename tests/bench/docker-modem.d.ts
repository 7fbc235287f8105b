/** The part of docker-modem that is measured; it comes without types. */
declare module 'docker-modem' {
  export default class Modem {
    demuxStream(
      source: NodeJS.ReadableStream,
      stdout: NodeJS.WritableStream,
      stderr: NodeJS.WritableStream,
    ): void;
  }
}
