// What a newcomer pastes first: printed by `npm start` and shown on the landing page, ready to run as it stands.
import { demo } from './demo.ts';

type Place = { url: string; anonKey: string };

export const graphqlQuery = `{
  me {
    email
    activeTenant {
      name
      websites {
        nodes { id name subdomain status pages { nodes { title slug } } }
      }
    }
  }
}`;

/** On one line. */
export const inline = (text: string) => text.replace(/\s+/g, ' ');

export const supabaseSnippet = ({ url, anonKey }: Place) => `import { createClient } from '@supabase/supabase-js';

const db = createClient('${url}', '${anonKey}');
await db.auth.signInWithPassword({ email: '${demo.email}', password: '${demo.password}' });
const { data } = await db.from('websites').select('name, subdomain, status, pages(title, slug)');
console.log(JSON.stringify(data, null, 2));`;

/** The same as one line for a shell in the repository's folder, which has supabase-js. */
export const supabaseCommand = (place: Place) => `node --input-type=module -e "${inline(supabaseSnippet(place))}"`;

export const curlCommand = ({ url }: Place) =>
  `curl '${url}/rest/v1/plans?select=name,max_websites,price_monthly_cents&order=display_order'`;
