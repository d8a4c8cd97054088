import Anthropic from '@anthropic-ai/sdk';
import { type Provider, ProviderError } from './provider.ts';

type Options = { apiKey: string; baseURL?: string; model: string };

export function anthropic({ apiKey, baseURL, model }: Options): Provider {
  // One try: whoever waits has little time left for a second, and has a button for it.
  const client = new Anthropic({ apiKey, baseURL: baseURL ?? 'https://api.anthropic.com', maxRetries: 0 });
  return async ({ system, prompt, schema, maxTokens, signal }) => {
    try {
      const message = await client.messages.create(
        {
          model,
          max_tokens: maxTokens,
          system,
          messages: [{ role: 'user', content: prompt }],
          // the answer as the arguments of a tool: JSON, and nothing around it
          tools: [{ name: 'answer', description: 'Hands over the result.', input_schema: schema }],
          tool_choice: { type: 'tool', name: 'answer' },
        },
        { signal },
      );
      // cut off in the middle, it is not what was meant
      const answer = message.stop_reason === 'max_tokens' ? undefined : message.content.find((block) => block.type === 'tool_use');
      const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = message.usage;
      return {
        result: answer?.input,
        promptTokens: input_tokens + (cache_creation_input_tokens ?? 0) + (cache_read_input_tokens ?? 0),
        completionTokens: output_tokens,
      };
    } catch (error) {
      if (signal.aborted || error instanceof Anthropic.APIConnectionTimeoutError) throw new ProviderError('timeout', 'no answer in time');
      if (error instanceof Anthropic.APIConnectionError) throw new ProviderError('failed', 'no connection');
      if (!(error instanceof Anthropic.APIError)) throw new ProviderError('failed', 'an answer that cannot be read');
      const busy = error.status === 429 || error.status === 529 || error.status === 503;
      throw new ProviderError(busy ? 'busy' : 'failed', `${error.status} ${error.type ?? ''} ${error.requestID ?? ''}`);
    }
  };
}
