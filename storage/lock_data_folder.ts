import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolderInUse } from './errors.js'
import { makeFolder } from './make_folder.js'

/** Start time of a process in clock ticks since boot, so that a pid used again is told apart; null where /proc is absent. */
const startOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const holder = (path: string): { pid: number; start: string } | null => {
  try {
    const [pid, start] = readFileSync(path, 'utf8').split(' ')
    return { pid: Number(pid), start: start ?? '' }
  } catch {
    return null
  }
}

/** Written aside and linked, so that nobody ever reads half a lock. */
const take = (path: string): boolean => {
  const aside = `${path}.${process.pid}`
  writeFileSync(aside, `${process.pid} ${startOf(process.pid) ?? ''}`)
  try {
    linkSync(aside, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(aside, { force: true })
  }
}

/**
 * One server process per SQLite file: the second is refused with E_STORAGE_IN_USE. A file left by a killed process is taken
 * over, since its pid is dead or belongs to another process now. Answers how to give it back.
 */
export const lockDataFolder = (dataDir: string): (() => void) => {
  makeFolder(dataDir)
  const path = join(dataDir, 'server.lock')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (take(path)) return () => rmSync(path, { force: true })
    const other = holder(path)
    if (other && Number.isInteger(other.pid) && other.pid > 0 && isAlive(other.pid) && (other.start === '' || startOf(other.pid) === other.start)) {
      throw dataFolderInUse(dataDir, other.pid)
    }
    rmSync(path, { force: true })
  }
  throw dataFolderInUse(dataDir, holder(path)?.pid ?? 0)
}
