import type { IDisposable, Terminal } from '@xterm/xterm';

/**
 * Holds back what the terminal would answer to questions in its output, while `held` says so: whoever asked is long
 * gone. Returns what takes that away.
 */
export function holdReplies(terminal: Terminal, held: () => boolean): () => void {
  const { parser } = terminal;
  const heldQuestion = (data: string): boolean => held() && data.includes('?');
  const handlers: IDisposable[] = [
    ...[{ final: 'c' }, { prefix: '>', final: 'c' }, { prefix: '=', final: 'c' }].map((id) =>
      parser.registerCsiHandler(id, held),
    ),
    ...[{ final: 'n' }, { prefix: '?', final: 'n' }, { prefix: '>', final: 'q' }].map((id) =>
      parser.registerCsiHandler(id, held),
    ),
    parser.registerCsiHandler({ intermediates: '$', final: 'p' }, held),
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, held),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, held),
    ...[4, 10, 11, 12].map((code) => parser.registerOscHandler(code, heldQuestion)),
  ];
  return () => {
    for (const handler of handlers) handler.dispose();
  };
}

/**
 * Answers of a terminal, and what belongs to its own place on screen: device attributes, states and modes, the place of
 * the cursor, colours, focus, the mouse. `CSI 1;2R` to `CSI 1;8R` are F3 with modifiers.
 */
const replies =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
  /^\u001b(?:\[(?:[?>=][\d;]*c|\d*n|\?[\d;]*[nR]|(?!1;[2-8]R)\d+;\d+R|\??[\d;]*\$y|[IO]|<[\d;]*[mM]|M)|[P\]])/u;

/** Whether what xterm sends is an answer of its own and not what a person typed. */
export function isReply(text: string): boolean {
  return replies.test(text);
}
