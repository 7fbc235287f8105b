/** A pane that takes part in typing into several at once. */
export interface GroupMember {
  /** False where it does not read. */
  readonly send: (bytes: Uint8Array) => boolean;
  readonly paste: (text: string) => void;
  readonly runsAtOnce: (text: string) => boolean;
  /** It runs and takes input. */
  readonly open: () => boolean;
}

/** The panes of one tab, so that what is typed into one can go to all. Owner: the dock. */
export class InputGroup {
  readonly #members = new Map<string, GroupMember>();

  /** Takes a pane in; the returned function lets it go. */
  join(id: string, member: GroupMember): () => void {
    this.#members.set(id, member);
    return () => {
      if (this.#members.get(id) === member) this.#members.delete(id);
    };
  }

  /** Sends to all others that run. */
  sendFrom(id: string, bytes: Uint8Array): void {
    for (const [other, member] of this.#members) {
      if (other !== id && member.open()) member.send(bytes);
    }
  }

  /** Whether any of them would run the lines of a text as they come. */
  runsAtOnce(text: string): boolean {
    return [...this.#members.values()].some((member) => member.open() && member.runsAtOnce(text));
  }

  /** Pastes into all that run, each in its own way. */
  paste(text: string): void {
    for (const member of this.#members.values()) if (member.open()) member.paste(text);
  }
}
