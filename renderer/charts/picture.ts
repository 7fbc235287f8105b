import { clock, fullMoment } from '../state/format';
import type { Lane } from './lanes';
import type { PlacedMark } from './marks';
import type { Plot, PlotGap } from './plot';

/** What a picture shows. */
export interface PictureContent {
  /** Name of the container. */
  readonly title: string;
  readonly lanes: readonly Lane[];
  readonly plot: Plot;
  readonly window: PlotGap;
  readonly marks: readonly PlacedMark[];
}

const width = 1200;
const laneHeight = 130;
const head = 56;
const foot = 34;
const left = 150;
const right = 210;
const ticks = [0, 0.25, 0.5, 0.75, 1];
/** Pixels of the file for each of the drawing: sharp where it is looked at large. */
const scale = 2;

/** A value of the theme that the page shows. */
function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Draws the charts with the page's own colours and fonts. Undefined where the browser gives no canvas. */
export async function chartPicture(content: PictureContent): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  const height = head + content.lanes.length * laneHeight + foot;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  context.scale(scale, scale);
  context.fillStyle = token('--surface-panel');
  context.fillRect(0, 0, width, height);
  const font = token('--font-ui') || 'sans-serif';
  const write = (
    text: string,
    x: number,
    y: number,
    options: {
      readonly colour?: string;
      readonly size?: number;
      readonly weight?: number;
      readonly align?: CanvasTextAlign;
    } = {},
  ): void => {
    context.fillStyle = token(options.colour ?? '--text-secondary');
    context.font = `${options.weight ?? 400} ${options.size ?? 12}px ${font}`;
    context.textAlign = options.align ?? 'left';
    context.fillText(text, x, y);
  };
  write(content.title, 20, 30, { colour: '--text-primary', size: 17, weight: 600 });
  write(`${fullMoment(content.window.from)} to ${fullMoment(content.window.to)}`, width - 20, 30, {
    align: 'right',
  });
  content.lanes.forEach((lane, at) => drawLane(context, write, content, lane, head + at * laneHeight));
  const bottom = head + content.lanes.length * laneHeight;
  for (const share of ticks)
    write(
      clock(content.window.from + share * (content.window.to - content.window.from)),
      left + share * (width - left - right),
      bottom + 18,
      { colour: '--chart-axis', size: 11, align: share === 0 ? 'left' : share === 1 ? 'right' : 'center' },
    );
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
}

type Write = (
  text: string,
  x: number,
  y: number,
  options?: {
    readonly colour?: string;
    readonly size?: number;
    readonly weight?: number;
    readonly align?: CanvasTextAlign;
  },
) => void;

function drawLane(
  context: CanvasRenderingContext2D,
  write: Write,
  { plot, window, marks }: PictureContent,
  lane: Lane,
  top: number,
): void {
  const inner = width - left - right;
  const height = laneHeight - 24;
  const x = (at: number): number => left + ((at - window.from) / (window.to - window.from)) * inner;
  const y = (value: number): number => top + 12 + height * (1 - Math.min(1, value / lane.edge));
  write(lane.name, 20, top + 24, { colour: '--text-primary', size: 13, weight: 600 });
  write(lane.unit, 20, top + 40, { colour: '--text-tertiary', size: 11 });
  context.lineWidth = 1;
  if (lane.missing !== undefined) {
    write(lane.missing, left, top + 12 + height / 2);
    return;
  }
  for (const value of [0, lane.top / 2, lane.top]) {
    context.strokeStyle = token('--chart-grid');
    context.beginPath();
    context.moveTo(left, y(value));
    context.lineTo(left + inner, y(value));
    context.stroke();
    write(value === 0 ? '0' : lane.format(value).replace('.0 %', ' %'), left - 8, y(value) + 4, {
      colour: '--chart-axis',
      size: 11,
      align: 'right',
    });
  }
  context.fillStyle = token('--surface-control');
  for (const gap of plot.gaps) context.fillRect(x(gap.from), top + 12, x(gap.to) - x(gap.from), height);
  context.setLineDash([1, 3]);
  context.strokeStyle = token('--chart-axis');
  for (const mark of marks) {
    context.beginPath();
    context.moveTo(x(mark.at), top + 12);
    context.lineTo(x(mark.at), top + 12 + height);
    context.stroke();
  }
  if (lane.limit !== undefined) {
    context.setLineDash([5, 4]);
    context.strokeStyle = token('--chart-limit');
    context.beginPath();
    context.moveTo(left, y(lane.limit.value));
    context.lineTo(left + inner, y(lane.limit.value));
    context.stroke();
    write(lane.limit.label, left + inner - 4, y(lane.limit.value) - 4, {
      colour: '--chart-limit',
      size: 11,
      align: 'right',
    });
  }
  lane.series.forEach(({ key, name, colour, dashed }, at) => {
    context.setLineDash(dashed ? [4, 3] : []);
    context.strokeStyle = token(colour);
    context.lineWidth = 1.5;
    context.beginPath();
    let broken = true;
    let last: number | null = null;
    for (const point of plot.points) {
      const value = point[key];
      if (value === null) {
        broken = true;
        continue;
      }
      if (broken) context.moveTo(x(point.at), y(value));
      else context.lineTo(x(point.at), y(value));
      broken = false;
      last = value;
    }
    context.stroke();
    write(name, width - right + 20, top + 26 + at * 18, { colour });
    write(last === null ? 'no sample' : lane.format(last), width - 20, top + 26 + at * 18, {
      colour: '--text-primary',
      weight: 580,
      align: 'right',
    });
  });
  context.setLineDash([]);
  lane.notes.forEach((note, at) => {
    write(note, width - right + 20, top + 30 + (lane.series.length + at) * 17, {
      colour: '--text-tertiary',
      size: 11,
    });
  });
}
