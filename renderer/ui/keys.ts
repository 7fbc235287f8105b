import { createContext, useContext } from 'react';

/** True on macOS, where Cmd stands in for Ctrl and Option for Alt. Keys are named as on other systems everywhere else. */
export const MacKeys = createContext(false);

const macCaps: Readonly<Record<string, string>> = { Ctrl: '\u2318', Alt: 'Option' };
const macWords: Readonly<Record<string, string>> = { Ctrl: 'Cmd', Alt: 'Option' };

/** What is printed on the caps of keys here. */
export function useKeyCaps(keys: readonly string[]): readonly string[] {
  const mac = useContext(MacKeys);
  return mac ? keys.map((key) => macCaps[key] ?? key) : keys;
}

/** Says keys that are pressed together, in a sentence: `Ctrl+Shift+T`, on macOS `Cmd+Shift+T`. */
export function useKeyText(): (...keys: readonly string[]) => string {
  const mac = useContext(MacKeys);
  return (...keys) => (mac ? keys.map((key) => macWords[key] ?? key) : keys).join('+');
}
