import { decodeUtf8 } from '#shared/logs/decode';
import type { ContainerId } from '#shared/model/ids';
import type { RunAnswer } from '#shared/model/terminal';
import { stripAnsi, visibleControls } from '#shared/util/ansi';

/** One container's answer as it is shown. */
export interface ReadAnswer {
  readonly containerId: ContainerId;
  readonly name: string;
  readonly exitCode: number | undefined;
  readonly problem: string | undefined;
  /** Without colours, controls made visible, lines parted by `\n`, no blank end. */
  readonly text: string;
  readonly cut: boolean;
  readonly ms: number;
}

/** Containers that gave the same exit code, problem and output. */
export interface AnswerGroup {
  readonly key: string;
  /** In the order of their answers; at least one. */
  readonly answers: readonly [ReadAnswer, ...ReadAnswer[]];
}

/** Makes text of what a command wrote. */
export function outputText(bytes: Uint8Array): string {
  return stripAnsi(decodeUtf8(bytes).replaceAll('\r\n', '\n'))
    .split('\n')
    .map(visibleControls)
    .join('\n')
    .trimEnd();
}

/** Reads an answer of main. */
export function readAnswer(answer: RunAnswer, name: string): ReadAnswer {
  const { containerId, exitCode, problem, cut, ms, output } = answer;
  return { containerId, name, exitCode, problem, cut, ms, text: outputText(output) };
}

/** Puts together what is the same; the largest group first, those as large in the order of their first answer. */
export function groupAnswers(answers: readonly ReadAnswer[]): readonly AnswerGroup[] {
  const groups = new Map<string, [ReadAnswer, ...ReadAnswer[]]>();
  for (const answer of answers) {
    const key = JSON.stringify([answer.exitCode ?? null, answer.problem ?? null, answer.cut, answer.text]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [answer]);
    else group.push(answer);
  }
  return [...groups]
    .map(([key, members]) => ({ key, answers: members }))
    .toSorted((a, b) => b.answers.length - a.answers.length);
}

/** All answers as text, for the clipboard. */
export function answersText(groups: readonly AnswerGroup[]): string {
  return groups
    .map(({ answers }) => {
      const [first] = answers;
      const end = first.problem ?? `exit code ${first.exitCode ?? 'unknown'}`;
      return `# ${answers.map(({ name }) => name).join(', ')}: ${end}\n${first.text}\n`;
    })
    .join('\n');
}
