import { useEffect, useState } from 'react';

/** False until `ms` have passed since the first render. */
export function useLate(ms: number): boolean {
  const [late, setLate] = useState(ms <= 0);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Whole seconds since the first render, ticking once a second while mounted. */
export function useElapsedSeconds(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((value) => value + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}
