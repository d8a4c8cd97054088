// Reading JSON that anyone may have shaped: what is missing or of another type reads as empty.

export type Props = Record<string, unknown>;

export const object = (value: unknown): Props =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Props) : {};

export const text = (value: unknown): string => {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? value.trim() : '';
};

export const list = (value: unknown): Props[] => (Array.isArray(value) ? value.slice(0, 100).map(object) : []);

export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.slice(0, 100).map(text).filter(Boolean) : []);

export const number = (value: unknown, least: number, most: number, otherwise: number): number =>
  typeof value === 'number' && value >= least && value <= most ? value : otherwise;

export const oneOf = <const Word extends string>(value: unknown, words: readonly Word[]): Word =>
  words.find((word) => word === value) ?? words[0]!;
