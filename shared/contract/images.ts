import { z } from 'zod';
import type { TaskId } from '../model/ids';
import type { Image, ImageDetails } from '../model/image';
import { call, deadline, watch } from './entry';
import { displayName, engineId, imageId, imageReference } from './fields';

export const imagesContract = {
  /** Keyed by image id. */
  'images.list': watch(z.object({ engineId })).of<Image>(),
  'images.inspect': call(z.object({ engineId, id: imageId }), deadline.read).returns<ImageDetails>(),
  /** Starts a task with progress by layer. `invalid-input` with a sentence where the reference cannot be one. */
  'images.pull': call(z.object({ engineId, reference: z.string().min(1).max(512) }), deadline.start).returns<{
    readonly taskId: TaskId;
  }>(),
  /** `reference` is a tag or an id; removing the last tag removes the image. */
  'images.remove': call(
    z.object({
      engineId,
      targets: z
        .array(z.object({ reference: imageReference, name: displayName }))
        .min(1)
        .max(2000),
      force: z.boolean().optional(),
    }),
    deadline.start,
  ).returns<{ readonly taskIds: readonly TaskId[] }>(),
};
