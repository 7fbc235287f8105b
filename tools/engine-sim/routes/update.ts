import { badRequest, notFound } from '../core/errors';
import type { Container } from '../engine/container';
import type { Exchange } from '../http/exchange';

const policies = ['no', 'always', 'unless-stopped', 'on-failure'] as const;

/** POST /containers/{id}/update, from 1.22 on: limits, and the restart policy from 1.23. Podman 4.3 lacks it. */
export async function update(exchange: Exchange, container: Container): Promise<void> {
  const { dialect } = exchange;
  if (dialect.podman && !dialect.speaks(44)) throw notFound('Not Found');
  const body = await exchange.json();
  const number = (key: string): number | undefined => {
    const value = body[key];
    return typeof value === 'number' && value > 0 ? value : undefined;
  };
  const memory = number('Memory');
  const swap = number('MemorySwap');
  if (memory !== undefined && swap === undefined && memory > container.spec.memoryLimit * 2) {
    if (container.spec.memoryLimit > 0) {
      throw badRequest(
        'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time',
      );
    }
  }
  const policy = (body['RestartPolicy'] as { readonly Name?: unknown } | null | undefined)?.Name;
  const known = policies.find((name) => name === policy);
  container.spec = {
    ...container.spec,
    memoryLimit: memory ?? container.spec.memoryLimit,
    nanoCpus: number('NanoCpus') ?? container.spec.nanoCpus,
    pidsLimit: number('PidsLimit') ?? container.spec.pidsLimit,
    restartPolicy: known !== undefined && dialect.speaks(23) ? known : container.spec.restartPolicy,
  };
  exchange.sendJson(200, { Warnings: dialect.speaks(25) ? [] : null });
}
