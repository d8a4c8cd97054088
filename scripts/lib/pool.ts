// Connections for servers that go on when one of them breaks.
import pg from 'pg';

/** Whoever waits for an answer of a connection that breaks gets the error; the program must not end with it. */
export function openPool(name: string, config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config);
  // one at work has no listener of the pool's
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', (error) => console.error(`${name} lost a connection: ${error.message}`));
  return pool;
}
