import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Something below the data whose end is soon reached. */
export interface SmallDisk {
  /** What it is, for the report: `mounted: …` or `injected: …`. */
  kind: string
  /** Leaves only a little room. */
  fill(): void | Promise<void>
  free(): void | Promise<void>
}

/** A file system of a few megabytes. */
export interface MountedDisk extends SmallDisk {
  path: string
  remove(): void
}

/** Left over when full: enough for some commands, so that the end comes in the middle of work. */
const ROOM_BYTES = 192 * 1024

/** Mounts one in memory; null where the machine does not allow it. */
export function mountSmallDisk(megabytes: number): MountedDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'xingliu-small-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0777`, 'tmpfs', path])
  if (mounted.status !== 0) {
    rmSync(path, { recursive: true, force: true })
    return null
  }
  const filler = join(path, 'filler')
  mkdirSync(join(path, 'data'))
  return {
    kind: `mounted: a file system of ${megabytes} MB`,
    path,
    fill() {
      const { bavail, bsize } = statfsSync(path)
      const bytes = bavail * bsize - ROOM_BYTES
      try {
        if (bytes > 0) writeFileSync(filler, Buffer.alloc(bytes, 1))
      } catch (error) {
        // work under way took the room meanwhile: full all the same
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    },
    free: () => rmSync(filler, { force: true }),
    remove() {
      spawnSync('umount', ['-l', path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}
