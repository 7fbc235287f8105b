import type { Engine } from './engine';

/** Gives every container, image and network another id, as an engine has whose state was restored from elsewhere. */
export function renewIds(engine: Engine): void {
  const images = new Map<string, string>();
  for (const image of [...engine.images.values()]) {
    const id = `sha256:${engine.rng.hex(64)}`;
    images.set(image.id, id);
    engine.images.delete(image.id);
    engine.images.set(id, { ...image, id });
  }
  for (const container of [...engine.containers.values()]) {
    engine.containers.delete(container.id);
    container.id = engine.rng.hex(64);
    container.imageId = images.get(container.imageId) ?? container.imageId;
    engine.containers.set(container.id, container);
  }
  for (const network of [...engine.networks.values()]) {
    engine.networks.delete(network.id);
    const id = engine.rng.hex(64);
    engine.networks.set(id, { ...network, id });
  }
  for (const exec of engine.execs.values()) exec.process?.kill(9);
  engine.execs.clear();
}
