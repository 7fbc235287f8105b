/** Where the page comes from; nothing else is ever loaded. */
export const scheme = 'app';
export const origin = 'app://pilothouse';
export const startPage = `${origin}/index.html`;

/**
 * The page may run its own scripts and nothing else, and may reach nothing outside. Styles need `unsafe-inline`,
 * because xterm and the dialogs create style elements.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');
