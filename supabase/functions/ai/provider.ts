// What this function needs of whoever makes texts; anthropic.ts is one.

export type Order = {
  /** What it is to be, and how. */
  system: string;
  /** The task, and what it is about. */
  prompt: string;
  /** JSON schema of the answer: an object. */
  schema: { type: 'object'; properties: Record<string, unknown>; required: string[] };
  maxTokens: number;
  /** Whoever waits has gone, or it takes too long. */
  signal: AbortSignal;
};

/** The answer, which nobody has checked yet; undefined where there is none of that form. */
export type Answer = { result: unknown; promptTokens: number; completionTokens: number };

export type Provider = (order: Order) => Promise<Answer>;

export class ProviderError extends Error {
  kind: 'timeout' | 'busy' | 'failed';
  constructor(kind: ProviderError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
