import { useRef, useState } from 'react';
import { type AppError, errorText } from '#shared/errors';
import type { EngineId } from '#shared/model/ids';
import { displayText } from '#shared/util/display-text';
import { pullImage } from '../../state/actions';
import { bandOf, writeBlock } from '../../state/engines';
import { navigate } from '../../state/router';
import { useStore } from '../../state/store';
import { closeDialog } from '../../state/ui-actions';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { TextInput } from '../../ui/TextInput';

/** Asks which image to pull, at first `wanted`. A refusal stands beside the field, and what was typed stays. */
export function PullDialog({
  engineId,
  wanted = '',
}: {
  readonly engineId: EngineId;
  readonly wanted?: string | undefined;
}) {
  const engine = useStore((state) => state.connections.byKey.get(engineId));
  const [reference, setReference] = useState(wanted);
  const [problem, setProblem] = useState<string>();
  const [starting, setStarting] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const blocked = writeBlock(engine);
  const start = (): void => {
    const named = reference.trim();
    const wrong =
      blocked ?? (named === '' ? 'Name the image to pull, such as nginx:1.29-alpine.' : undefined);
    if (wrong !== undefined) {
      setProblem(wrong);
      field.current?.focus();
      return;
    }
    setStarting(true);
    void pullImage(engineId, named).then((started) => {
      setStarting(false);
      if (started.ok) {
        closeDialog();
        navigate({ page: 'images' });
      } else {
        setProblem(problemWords(started.error));
        field.current?.focus();
      }
    });
  };
  return (
    <Dialog
      title="Pull image"
      band={bandOf(engine)}
      firstFocus={field}
      onClose={closeDialog}
      footer={
        <>
          <Button size="lg" onClick={closeDialog}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" busy={starting} onClick={start}>
            {starting ? 'Pulling' : 'Pull'}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <TextInput
          ref={field}
          label="Image"
          showLabel
          tall
          mono
          placeholder="nginx:1.29-alpine"
          value={reference}
          maxLength={512}
          error={problem === undefined ? undefined : displayText(problem, 1000)}
          hint={`Repository, then a tag or a digest. Without one, the tag latest is pulled to ${displayText(engine?.name ?? '', 60)}.`}
          onChange={(event) => {
            setReference(event.target.value);
            setProblem(undefined);
          }}
        />
      </form>
    </Dialog>
  );
}

function problemWords(error: AppError): string {
  return error.kind === 'invalid-input' ? (error.issues[0]?.message ?? error.message) : errorText(error);
}
