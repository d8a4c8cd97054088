// Leave to upload one file straight to Cloudinary. Whether there is room, and what it may be, the database says
// (reserve_asset); the signature holds the uploader to that, and Cloudinary to telling us.
import { cloudinaryOf, type CloudinaryEnv } from '../_shared/cloudinary.ts';
import { answering, asCaller, type Env as Platform, json, parseObject, readBody, rpc } from '../_shared/http.ts';

export type Env = Platform & CloudinaryEnv & { CLOUDINARY_NOTIFICATION_URL?: string };

type Ticket = {
  asset_id: string;
  public_id: string;
  resource_type: string;
  allowed_formats: string[];
  max_bytes: number;
  expires_at: string;
};

/** Cloudinary takes a signature for an hour after its timestamp: an earlier one is good for less. */
const HOUR = 3600;

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    const cloudinary = await cloudinaryOf(env);
    const asked = parseObject(await readBody(request, 16_384));
    const { filename = null, bytes = null, type = null, website = null, source = null } = asked;
    const ticket = await rpc<Ticket>(env, asCaller(request, env), 'reserve_asset', { filename, bytes, type, website, source });
    const params = {
      public_id: ticket.public_id,
      timestamp: Math.floor(Date.parse(ticket.expires_at) / 1000) - HOUR,
      allowed_formats: ticket.allowed_formats.join(','),
      // once: nothing takes the place of what was uploaded
      overwrite: 'false',
      notification_url: env.CLOUDINARY_NOTIFICATION_URL || `${env.SUPABASE_URL}/functions/v1/cloudinary-webhook`,
    };
    const { api_key, api_secret } = cloudinary.config();
    return json(200, {
      asset: ticket.asset_id,
      url: cloudinary.utils.api_url('upload', { resource_type: ticket.resource_type }),
      fields: { ...params, api_key, signature: cloudinary.utils.api_sign_request(params, api_secret!) },
      max_bytes: ticket.max_bytes,
      expires_at: ticket.expires_at,
    });
  });
