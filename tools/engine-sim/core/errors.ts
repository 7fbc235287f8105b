/** A refusal with the status and the words that dockerd would use. Routes turn it into `{message}`. */
export class EngineError extends Error {
  readonly status: number;
  /** Podman's status for the same refusal, where it differs. */
  readonly podmanStatus: number | undefined;
  /** True when every release gives this status: old ones otherwise take it from the words. */
  readonly fixed: boolean;

  constructor(
    status: number,
    message: string,
    more: { readonly podmanStatus?: number; readonly fixed?: boolean } = {},
  ) {
    super(message);
    this.name = 'EngineError';
    this.status = status;
    this.podmanStatus = more.podmanStatus;
    this.fixed = more.fixed === true;
  }
}

/** 404 for a container, image, volume, network or exec. */
export function notFound(message: string): EngineError {
  return new EngineError(404, message);
}

/** 409: the object exists, but not in a state that allows this. */
export function conflict(message: string): EngineError {
  return new EngineError(409, message);
}

/** 400: the request itself makes no sense. */
export function badRequest(message: string): EngineError {
  return new EngineError(400, message);
}
