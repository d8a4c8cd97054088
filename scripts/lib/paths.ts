import path from 'node:path';

/** The repository's folder, wherever the command was started. */
export const root = path.resolve(import.meta.dirname, '..', '..');

/** The git-ignored folder for what a machine keeps between starts. */
export const localFolder = path.resolve(root, process.env.TENANTRY_FOLDER || '.tenantry');

/** The data of the Postgres that `npm start` runs, and the database in it. */
export const localServer = { dataDir: path.join(localFolder, 'postgres'), database: 'tenantry' };
