import type { Frame, Request as PageRequest, Route } from 'playwright-core';
import type { HostContext, HostWindow } from './context';
import { isStandIn, toMain } from './urls';

function frameOf(request: PageRequest): Frame | undefined {
  try {
    return request.frame();
  } catch {
    // A page that is only being made has no frame yet: a popup.
    return undefined;
  }
}

function windowOf(context: HostContext, frame: Frame | undefined): HostWindow | undefined {
  return [...context.windows].find((window) => window.ownsPage(frame?.page()));
}

/** Serves one request by main's protocol handler. The response reaches the page as main made it, headers and all. */
async function serve(context: HostContext, route: Route): Promise<void> {
  const request = route.request();
  const url = toMain(request.url());
  const handler = context.protocolHandlers.get(url.slice(0, url.indexOf(':')));
  if (handler === undefined) return route.abort('namenotresolved');
  const body = request.postDataBuffer();
  const response = await handler(
    new Request(url, {
      method: request.method(),
      headers: request.headers(),
      ...(body === null ? {} : { body: new Uint8Array(body) }),
    }),
  );
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

/**
 * Decides about one request of any page: main's schemes are served by main, navigations are put to main first, and
 * everything else is refused and recorded, whatever main says: nothing reaches a network.
 */
async function decide(context: HostContext, route: Route): Promise<void> {
  const request = route.request();
  const frame = frameOf(request);
  const window = windowOf(context, frame);
  const own = isStandIn(request.url());
  const refuse = (kind: string, reason: string): Promise<void> => {
    context.records.add(context.records.refused, { url: toMain(request.url()), kind });
    return route.abort(reason);
  };
  if (window === undefined) return refuse('popup', 'aborted');
  if (request.isNavigationRequest() && frame !== undefined) {
    const allowed = window.mayNavigate(toMain(request.url()), frame.parentFrame() === null);
    // Aborted, not blocked: the page stays where it is instead of showing an error page.
    if (!allowed || !own) return refuse('document', 'aborted');
  }
  return own ? serve(context, route) : refuse(request.resourceType(), 'blockedbyclient');
}

/** Puts all requests of the browser under the rules above. */
export async function interceptRequests(context: HostContext): Promise<void> {
  await context.browser.route('**/*', (route) =>
    decide(context, route).catch((error: unknown) => {
      context.records.add(
        context.records.consoleErrors,
        `The Chromium host could not serve a request: ${String(error)}`,
      );
      return route.abort('failed').catch(() => undefined);
    }),
  );
  context.browser.on('page', (page) => {
    if (context.pagesExpected === 0) page.close().catch(() => undefined);
  });
}
