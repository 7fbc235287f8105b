/** Renderers that draw on the processor: each frame takes tens of milliseconds there, in the document only a few. */
const software = /swiftshader|llvmpipe|softpipe|software|basic render/i;

let known: boolean | undefined;

/**
 * Whether WebGL draws on a graphics card here. On a machine without one (a virtual machine, a remote desktop) Chromium
 * gives a context that draws on the processor, and a terminal is five times faster without it. Looked at once.
 */
export function hasFastWebgl(): boolean {
  known ??= looksFast();
  return known;
}

function looksFast(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = info === null ? '' : gl.getParameter(info.UNMASKED_RENDERER_WEBGL);
  // Contexts are few: this one must not count.
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name === 'string' && !software.test(name);
}
