import { useState } from 'react';

/** The value, or the last one there was while there is none: what a detail goes on showing of an object that went. */
export function useLastKnown<Value>(value: Value | undefined): Value | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}
