// How functions talk of Cloudinary: its own library signs and verifies.
import { Refusal } from './http.ts';

export type CloudinaryEnv = { CLOUDINARY_URL?: string };

export async function cloudinaryOf({ CLOUDINARY_URL: setting }: CloudinaryEnv) {
  const missing = new Refusal(503, 'Files are not set up here', null, 'not_configured');
  if (!setting || !URL.canParse(setting)) throw missing;
  const { protocol, hostname, username, password, searchParams } = new URL(setting);
  if (protocol !== 'cloudinary:' || !hostname || !username || !password) throw missing;
  // it reads CLOUDINARY_URL where it begins, and complains of one that is not
  const { v2 } = await import('cloudinary');
  v2.config({ cloud_name: hostname, api_key: username, api_secret: password, ...Object.fromEntries(searchParams) });
  return v2;
}
