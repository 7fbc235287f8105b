import { expect, it } from 'vitest';
import { interleave, median, medians } from './bench';

it('takes the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
  expect(medians([{ a: 1 }, { a: 3, b: 1 }, { a: 2 }])).toEqual({ a: 2, b: 1 });
});

it('lets the cases take turns and keeps every run but the warm-up', async () => {
  const order: string[] = [];
  const measure = (name: string, value: number) => (): Promise<number> => {
    order.push(name);
    return Promise.resolve(value);
  };
  const result = await interleave({ a: measure('a', 1), b: measure('b', 2) }, {}, () => undefined);
  expect(order.join('')).toBe('abba'.repeat(3));
  expect(result.runs).toHaveLength(5);
  expect(result.figures).toEqual({ a: 1, b: 2 });
});

it('refuses fewer than five rounds', async () => {
  await expect(interleave({}, { rounds: 4 }, () => undefined)).rejects.toThrow('at least 5');
});
