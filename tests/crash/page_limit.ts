/**
 * Loaded into a server under test before anything of its own (`--import`; runs by Node's own type stripping): while the file that
 * CRASH_PAGE_LIMIT names exists, SQLite may take hardly a page more than it has, and says SQLITE_FULL in the middle of a statement as it
 * does on a full disk. The product knows nothing of it.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import type Sqlite from 'better-sqlite3'

/** Left over when full: enough for some commands, so that the end comes in the middle of work. */
const ROOM_PAGES = 24
const MOST_PAGES = 4_294_967_294
const LOOK_EVERY_MS = 10

const control = process.env.CRASH_PAGE_LIMIT
if (control !== undefined) {
  const { prototype } = createRequire(import.meta.url)('better-sqlite3') as { prototype: Sqlite.Database }
  const opened = new Set<Sqlite.Database>()
  const { prepare } = prototype
  prototype.prepare = function (this: Sqlite.Database, source: string) {
    if (!this.readonly && !this.memory) opened.add(this)
    return prepare.call(this, source)
  } as typeof prepare

  const limited = new WeakSet<Sqlite.Database>()
  const limit = (): void => {
    const isFull = existsSync(control)
    for (const database of opened) {
      if (!database.open) opened.delete(database)
      else if (isFull !== limited.has(database)) {
        // never less than there is: SQLite itself sees to that
        const pages = isFull ? Number(database.pragma('page_count', { simple: true })) + ROOM_PAGES : MOST_PAGES
        database.pragma(`max_page_count = ${pages}`)
        if (isFull) limited.add(database)
        else limited.delete(database)
      }
    }
  }
  setInterval(limit, LOOK_EVERY_MS).unref()
}
