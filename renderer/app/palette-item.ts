import type { LucideIcon } from 'lucide-react';
import type { Container } from '#shared/model/container';
import type { StatusShape } from '../state/containers/status';
import type { Match } from '../state/match';

/** What would happen, in words, before it does. */
export interface PalettePreview {
  readonly title: string;
  readonly text: string;
  readonly containers?: readonly Container[];
  /** The same for a terminal. */
  readonly command?: string;
}

/** One line of the palette. */
export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly icon?: LucideIcon;
  readonly shape?: StatusShape;
  readonly keys?: readonly string[];
  readonly preview?: PalettePreview;
  readonly run: () => void;
}

/** A line that was found, with where. */
export interface FoundItem extends PaletteItem {
  readonly match: Match;
}

export interface PaletteGroup {
  readonly title: string;
  readonly items: readonly FoundItem[];
}
