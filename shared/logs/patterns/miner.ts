import type { LogChunk } from '../../model/log';
import { fold, TimeBuckets } from '../time-buckets';
import { LineMessage } from './line-message';
import { Mask } from './mask';
import type { HoleKind, PatternSnapshot } from './pattern';
import { Template, type Token, tokensOf } from './template';

/** How much a miner may hold. */
export interface MinerBounds {
  /** Templates. */
  readonly templates: number;
  /** Templates of as many words and the same level. */
  readonly alike: number;
  /** Different masked lines that are remembered with their template; twice as many at most. */
  readonly remembered: number;
}

export const defaultMinerBounds: MinerBounds = { templates: 2000, alike: 256, remembered: 4096 };

const trendBuckets = 16;
const escape = 0x1b;

/** A masked line that was seen, and its template. */
interface Known {
  readonly bytes: Uint8Array;
  readonly level: number;
  readonly kinds: HoleKind[];
  readonly template: Template;
}

/**
 * Finds the templates of lines while they come. Of each line its message (without escape sequences; of JSON and logfmt
 * the message field where there is one) is masked: numbers, ids, addresses, times, durations and quoted strings become
 * holes. Lines with the same mask are of one template; so are lines of one level that differ in few of their words, whose
 * places become holes, too. Everything depends on the lines and their order alone, not on how they were cut into chunks.
 *
 * Bounded: the rarest templates are given up when there are too many, and their lines count as `other` then. Counts are
 * of all lines since the miner was made; lines that fell off the ring are not taken away. About a microsecond for a
 * line whose mask was seen, some tens for one that is new. No timers; whoever made it just lets go of it.
 */
export class PatternMiner {
  readonly #bounds: MinerBounds;
  readonly #mask = new Mask();
  readonly #message = new LineMessage();
  readonly #buckets = new TimeBuckets(trendBuckets, 1000);
  /** Templates by level and number of words. */
  readonly #alike = new Map<number, Template[]>();
  #known = new Map<number, Known>();
  #knownBefore = new Map<number, Known>();
  #size = 0;
  #nextId = 1;
  #lines = 0;

  constructor(bounds: MinerBounds = defaultMinerBounds) {
    this.#bounds = bounds;
  }

  /** Templates held. */
  get size(): number {
    return this.#size;
  }

  /**
   * The template id of each line of a chunk, 0 for none; `levels` are theirs, 0 (none) to 6 (fatal). An id says what
   * was known then: which ids belong together, and which were given up, says `snapshot`.
   */
  mine(chunk: LogChunk, levels: Uint8Array): Uint32Array<ArrayBuffer> {
    const { bytes, ends, times } = chunk;
    const ids = new Uint32Array(ends.length);
    let nextEscape = bytes.indexOf(escape);
    let from = 0;
    for (let line = 0; line < ends.length; line++) {
      const to = ends[line] ?? from;
      if (nextEscape !== -1 && nextEscape < from) nextEscape = bytes.indexOf(escape, from);
      const escapes = nextEscape !== -1 && nextEscape < to;
      this.#message.find(bytes, from, to, escapes);
      ids[line] = this.#line(levels[line] ?? 0, times[line] ?? Number.NaN);
      this.#lines += 1;
      from = to;
    }
    return ids;
  }

  /** All templates with what was counted of them. Costs up to some ms: ask while somebody looks, once a second. */
  snapshot(): PatternSnapshot {
    const { low, high, width } = this.#buckets;
    const slots: number[] = [];
    for (let bucket = low; bucket <= high; bucket++) slots.push(this.#buckets.slotOf(bucket));
    const templates = [...this.#alike.values()].flat();
    templates.sort((one, other) => other.count - one.count || one.id - other.id);
    const patterns = templates.map((template) =>
      template.pattern(slots.map((slot) => template.trend[slot] ?? 0)),
    );
    const counted = patterns.reduce((sum, pattern) => sum + pattern.count, 0);
    return {
      patterns,
      lines: this.#lines,
      other: this.#lines - counted,
      trendFrom: low * width,
      trendWidth: Number.isNaN(low) ? Number.NaN : width,
    };
  }

  #line(level: number, time: number): number {
    const mask = this.#mask;
    const message = this.#message;
    mask.read(message.bytes, message.from, message.to);
    if (mask.length === 0) return 0;
    const template = this.#recall(level) ?? this.#learn(level);
    template.saw(time, this.#slot(time), this.#lines);
    return template.id;
  }

  /** The template of a mask that was seen before. */
  #recall(level: number): Template | undefined {
    const { hash } = this.#mask;
    const known = this.#same(this.#known.get(hash), level);
    if (known !== undefined) return this.#standing(known);
    const before = this.#same(this.#knownBefore.get(hash), level);
    if (before === undefined) return undefined;
    this.#remember(hash, before);
    return this.#standing(before);
  }

  #same(known: Known | undefined, level: number): Known | undefined {
    const { bytes, length } = this.#mask;
    if (known === undefined || known.level !== level || known.bytes.length !== length) return undefined;
    for (let at = 0; at < length; at++) if (known.bytes[at] !== bytes[at]) return undefined;
    return known;
  }

  /** The template that a known mask belongs to now; its holes take in kinds that were not seen before. */
  #standing(known: Known): Template | undefined {
    let template = known.template.standing;
    while (template !== undefined && template.standing !== template) template = template.standing;
    const { kinds } = this.#mask;
    let news = false;
    for (let at = 0; at < kinds.length; at++) {
      if (kinds[at] === known.kinds[at] || known.kinds[at] === 'value') continue;
      known.kinds[at] = 'value';
      news = true;
    }
    if (news) template?.widen(tokensOf(this.#mask));
    return template;
  }

  #remember(hash: number, known: Known): void {
    if (this.#known.size >= this.#bounds.remembered) {
      this.#knownBefore = this.#known;
      this.#known = new Map();
    }
    this.#known.set(hash, known);
  }

  /** The nearest template, made more general where need be, or a new one. */
  #learn(level: number): Template {
    const tokens = tokensOf(this.#mask);
    const key = level * 64 + tokens.length;
    const alike = this.#alike.get(key) ?? [];
    const found = nearest(alike, tokens) ?? this.#make(key, level, tokens);
    if (found.widen(tokens)) this.#gather(key, found);
    const known = {
      bytes: this.#mask.bytes.slice(0, this.#mask.length),
      level,
      kinds: [...this.#mask.kinds],
      template: found,
    };
    this.#remember(this.#mask.hash, known);
    return found;
  }

  #make(key: number, level: number, tokens: readonly Token[]): Template {
    if (this.#size >= this.#bounds.templates) this.#giveUp([...this.#alike.values()].flat());
    const crowded = this.#alike.get(key) ?? [];
    if (crowded.length >= this.#bounds.alike) this.#giveUp(crowded);
    const template = new Template(this.#nextId, level, tokens, trendBuckets);
    this.#nextId += 1;
    this.#size += 1;
    const alike = this.#alike.get(key);
    if (alike === undefined) this.#alike.set(key, [template]);
    else alike.push(template);
    return template;
  }

  /** Templates that a grown one covers become part of it. */
  #gather(key: number, grown: Template): void {
    const rest = (this.#alike.get(key) ?? []).filter((other) => {
      if (other === grown || grown.distance(other.tokens, 0) !== 0) return true;
      grown.absorb(other);
      this.#size -= 1;
      return false;
    });
    this.#alike.set(key, rest);
  }

  /** Gives the rarest quarter up; of those as rare, the ones that were not seen for the longest. */
  #giveUp(templates: readonly Template[]): void {
    const rarest = [...templates].sort((one, other) => one.count - other.count || one.seen - other.seen);
    rarest.length = Math.ceil(templates.length / 4);
    for (const template of rarest) template.standing = undefined;
    for (const [key, alike] of this.#alike) {
      const kept = alike.filter((template) => template.standing !== undefined);
      if (kept.length === alike.length) continue;
      if (kept.length === 0) this.#alike.delete(key);
      else this.#alike.set(key, kept);
      this.#size -= alike.length - kept.length;
    }
  }

  /** The trend bucket of a time, -1 where there is none. */
  #slot(time: number): number {
    if (!Number.isFinite(time)) return -1;
    const targets = this.#buckets.admit(time);
    if (targets !== undefined) {
      for (const alike of this.#alike.values()) {
        for (const template of alike) template.trend = fold(template.trend, targets);
      }
    }
    return this.#buckets.slotAt(time);
  }
}

/** The template that differs in the fewest words, the oldest of several. */
function nearest(alike: readonly Template[], tokens: readonly Token[]): Template | undefined {
  let best: Template | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const template of alike) {
    const distance = template.distance(tokens, alike.length);
    if (distance === -1 || distance >= least) continue;
    best = template;
    least = distance;
    if (distance === 0) break;
  }
  return best;
}
