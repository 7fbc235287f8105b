import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AppError } from '#shared/errors';
import type { Image } from '#shared/model/image';
import { fakeClient } from '#tests/support/fake-client';
import { connection, engineId, image } from '#tests/support/models';
import { setClient } from '../../state/client';
import { applySnapshot } from '../../state/entities';
import { initialState, store } from '../../state/store';
import { TooltipProvider } from '../../ui/Tooltip';
import { ImagesPage } from './ImagesPage';

// The page measures nothing here: every row is in view.
vi.mock('../../ui/use-virtual-rows', () => import('#tests/support/all-rows'));

const refusal: AppError = { kind: 'engine-error', status: 500, message: 'layer does not exist' };

function show(images: readonly Image[], refused: boolean): void {
  setClient(fakeClient({}).client);
  const engine = connection(refused ? { unread: { images: refusal } } : {});
  store.setState({
    ...initialState(),
    engineId,
    connections: applySnapshot(initialState().connections, '', [[engineId, engine]]),
    images: applySnapshot(
      initialState().images,
      engineId,
      images.map((each) => [each.id, each]),
    ),
  });
  render(
    <TooltipProvider>
      <ImagesPage banner={null} />
    </TooltipProvider>,
  );
}

afterEach(cleanup);

describe('the images of an engine that refuses to list them', () => {
  test('are not said to be none', () => {
    show([], true);
    expect(screen.getByRole('alert').textContent).toContain('layer does not exist');
    expect(screen.queryByText(/No images on/)).toBeNull();
  });

  test('are shown as they were, and said to be old', () => {
    show([image({ tags: ['alpine:3.22'] })], true);
    expect(screen.getByRole('alert').textContent).toContain('from before');
    expect(screen.getByRole('row', { name: /alpine/ })).toBeDefined();
  });

  test('are none where the engine says so', () => {
    show([], false);
    expect(screen.getByText(/No images on/)).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
