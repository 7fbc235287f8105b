/** An address in a text. */
export interface LinkRange {
  readonly from: number;
  readonly to: number;
  readonly url: string;
}

const mostLinks = 20;
/** What `app.openLink` takes. */
const longest = 4096;
const address = /\bhttps?:\/\/[^\s"'`<>\\^{|}\u0000-\u001f\u2400-\u2421\ufffd]+/gi;
const trailing = '.,;:!?*_~\'"]';

/** What ends a sentence, and brackets that close more than was opened, belong to the text around it. One pass: lines are anyone's. */
function withoutClosing(url: string): string {
  let open = 0;
  for (const letter of url) open += letter === '(' ? 1 : letter === ')' ? -1 : 0;
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url.charAt(end - 1);
    if (last === ')' && open < 0) open += 1;
    else if (!trailing.includes(last)) break;
  }
  return url.slice(0, end);
}

/** The http and https addresses of a text, in order; at most 20. Only where they lead: nothing is opened by it. */
export function linksIn(text: string): readonly LinkRange[] {
  if (!text.includes('://')) return [];
  const links: LinkRange[] = [];
  address.lastIndex = 0;
  for (let found = address.exec(text); found !== null; found = address.exec(text)) {
    const url = withoutClosing(found[0]);
    if (url.length > longest || /^https?:\/\/$/i.test(url)) continue;
    links.push({ from: found.index, to: found.index + url.length, url });
    if (links.length >= mostLinks) break;
  }
  return links;
}
