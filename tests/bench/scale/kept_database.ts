import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPrivateMariaDb } from '#tests/rings/private_mariadb'
import type { TestDatabase } from '#tests/runtime/support/test_database'

/** A database that outlives the run when it lies in a folder that was asked for. */
export interface KeptDatabase extends TestDatabase {
  /** Where it lies, for people. */
  folder: string
}

/** Memory of the server for pages: a county's server has more than the 256 MB of the tests. */
const { SCALE_BUFFER_POOL: BUFFER_POOL = '2G' } = process.env

async function openMariaDb(folder: string, isKept: boolean): Promise<KeptDatabase> {
  mkdirSync(folder, { recursive: true })
  // the server may run as a user of its own
  if (!isKept) chmodSync(folder, 0o755)
  const server = await startPrivateMariaDb(folder, { kept: 'mariadb', bufferPool: BUFFER_POOL })
  return {
    name: 'mysql', folder, config: { databaseUrl: server.url, dataDir: folder },
    async drop() {
      await server.stop()
      if (!isKept) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Opens, or makes, the database of one kind; `root` null = a folder that is gone afterwards. */
export async function openKeptDatabase(name: 'sqlite' | 'mysql', root: string | null): Promise<KeptDatabase> {
  const folder = root === null ? mkdtempSync(join(tmpdir(), 'xingliu-scale-')) : join(root, name)
  if (name === 'mysql') return openMariaDb(folder, root !== null)
  mkdirSync(folder, { recursive: true })
  return {
    name, folder, config: { dataDir: folder },
    drop: async () => void (root === null && rmSync(folder, { recursive: true, force: true })),
  }
}
