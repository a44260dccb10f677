import { spawnSync } from 'node:child_process'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PrivateMariaDb } from '#tests/rings/private_mariadb'
import type { SmallDisk } from './small_disk.js'

/** Where nothing can be mounted: SQLite itself refuses further pages (see page_limit.ts). `env` is what the server is started with. */
export function limitedPages(controlFile: string): SmallDisk & { env: NodeJS.ProcessEnv } {
  const preload = `--import ${JSON.stringify(fileURLToPath(new URL('page_limit.ts', import.meta.url)))}`
  return {
    kind: 'injected: SQLite gets no further page (SQLITE_FULL); nothing could be mounted, or --disk injected',
    env: { CRASH_PAGE_LIMIT: controlFile, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${preload}`.trim() },
    fill: () => writeFileSync(controlFile, ''),
    free: () => rmSync(controlFile, { force: true }),
  }
}

/** Settings of a MariaDB whose tables share one file that grows by a megabyte at a time and is larger than any other. */
export const ONE_GROWING_FILE = ['innodb_file_per_table=0', 'innodb_autoextend_increment=1', 'innodb_log_file_size=16M']

/**
 * Where nothing can be mounted: the system lets no file of the running database server grow (RLIMIT_FSIZE, set from outside by `prlimit`), and
 * InnoDB answers as when the disk has no room (ER_RECORD_FILE_FULL). A server that ends itself over it starts again without the limit.
 */
export function limitedGrowth(database: PrivateMariaDb): SmallDisk {
  const tables = join(database.folder, 'data', 'ibdata1')
  const setLimit = (limit: string): void => {
    // as the server's own account: a container's root may not do this to others
    const { uid, gid } = statSync(tables)
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(database.pid()), `--fsize=${limit}:`], { encoding: 'utf8', ...(process.getuid?.() === 0 ? { uid, gid } : {}) })
    if (status !== 0 && !database.hasEnded()) throw new Error(`Expected prlimit to limit the database server, but: ${stderr}`)
  }
  return {
    kind: 'injected: no file of the database server may grow (RLIMIT_FSIZE, ER_RECORD_FILE_FULL); nothing could be mounted, or --disk injected',
    fill: () => setLimit(String(statSync(tables).size)),
    free: () => setLimit('unlimited'),
  }
}
