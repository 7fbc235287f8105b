/** A refusal with the status and the words that dockerd would use. Routes turn it into `{message}`. */
export class EngineError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'EngineError';
    this.status = status;
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
