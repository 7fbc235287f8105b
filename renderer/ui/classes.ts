/** The names of one CSS module, as the bundler gives them. */
export type CssModule = Readonly<Record<string, string>>;

/**
 * Binds a CSS module: the returned function joins the module's classes of the given names and leaves out what is
 * false or unknown. `const c = classes(styles); <div className={c('row', selected && 'selected')} />`
 */
export function classes(
  module: CssModule,
): (...names: readonly (string | false | null | undefined)[]) => string {
  return (...names) => {
    let joined = '';
    for (const name of names) {
      if (name === false || name === null || name === undefined) continue;
      const local = module[name];
      if (local !== undefined) joined = joined === '' ? local : `${joined} ${local}`;
    }
    return joined;
  };
}
