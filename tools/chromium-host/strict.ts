/** Names that runtimes, bundlers and test printers look up on any object. */
const probes = new Set([
  'then',
  'toJSON',
  '__esModule',
  'default',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  '$$typeof',
]);

/**
 * The same object, but reading a name it does not have throws an error that says which part of Electron's API the
 * stand-in lacks: a silent `undefined` would let the product run differently here than in Electron.
 */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get: (object, key): unknown => {
      if (typeof key === 'symbol' || key in object || probes.has(key)) return Reflect.get(object, key);
      throw new Error(`The Chromium host has no ${name}.${key}; add it in tools/chromium-host`);
    },
  });
}
