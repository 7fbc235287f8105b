import { useEffect, useRef, useState } from 'react';

/**
 * The value as it was at most `everyMs` ago: for what is dear to draw and changes with every frame. Nothing runs while it
 * stays the same. With another `key` the new value counts at once.
 */
export function useSlowed<Value>(
  value: Value,
  key: string,
  same: (one: Value, other: Value) => boolean,
  everyMs: number,
): Value {
  const [held, setHeld] = useState({ value, key });
  const latest = useRef(held);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = { value, key };
    if (timer.current !== undefined || (held.key === key && same(held.value, value))) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      setHeld(latest.current);
    }, everyMs);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return held.key === key ? held.value : value;
}
