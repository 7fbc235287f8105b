import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { launchChromium } from '../chromium-host/chromium';
import { inRepo } from './paths';

/** Renders assets/icon.svg into the files that the installers want. Run by hand when the drawing changes. */
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const;
type Size = (typeof sizes)[number];

async function renderAll(): Promise<ReadonlyMap<Size, Buffer>> {
  const svg = await readFile(inRepo('assets', 'icon.svg'), 'utf8');
  const browser = await launchChromium({
    headless: true,
    size: { width: 1200, height: 1200 },
    appUrl: 'about:blank',
  });
  try {
    const page = await browser.newPage();
    const pictures = new Map<Size, Buffer>();
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size });
      const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
      await page.setContent(
        `<style>*{margin:0}img{display:block;width:${size}px;height:${size}px}</style><img src="${source}">`,
      );
      pictures.set(size, await page.screenshot({ omitBackground: true }));
    }
    return pictures;
  } finally {
    await browser.close();
  }
}

/** Windows: a table of PNG pictures. */
function ico(pictures: ReadonlyMap<Size, Buffer>): Buffer {
  const entries = [...pictures].filter(([size]) => size <= 256);
  const header = Buffer.alloc(6 + 16 * entries.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(entries.length, 4);
  let offset = header.length;
  entries.forEach(([size, picture], index) => {
    const at = 6 + 16 * index;
    // 0 stands for 256.
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(picture.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += picture.length;
  });
  return Buffer.concat([header, ...entries.map(([, picture]) => picture)]);
}

/** macOS: PNG pictures under a type each; the second of a size is the double density of the one below. */
const icnsTypes: readonly (readonly [string, Size])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
];

function icns(pictures: ReadonlyMap<Size, Buffer>): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'ascii');
    head.writeUInt32BE(body.length + 8, 4);
    return Buffer.concat([head, body]);
  };
  const body = icnsTypes.map(([type, size]) => chunk(type, pictures.get(size) ?? Buffer.alloc(0)));
  return chunk('icns', Buffer.concat(body));
}

const pictures = await renderAll();
await mkdir(inRepo('assets', 'icons'), { recursive: true });
for (const [size, picture] of pictures)
  await writeFile(inRepo('assets', 'icons', `${size}x${size}.png`), picture);
await writeFile(inRepo('assets', 'icon.ico'), ico(pictures));
await writeFile(inRepo('assets', 'icon.icns'), icns(pictures));
console.log(`Wrote ${pictures.size} pictures, icon.ico and icon.icns`);
