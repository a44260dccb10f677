import { existsSync, readFileSync, writeFileSync } from 'node:fs'

export interface CrashHooks {
  beforeCommit(): void
  afterCommit(): void
}

/**
 * For the crash test, and only under NODE_ENV=test with XINGLIU_CRASH_WINDOW set: once `<path>.armed` says `before` or `after`, the
 * next group stops for ever right before or right after its commit, and says so in `<path>.reached`. The test kills the process there.
 */
export const crashWindow = (environment: Readonly<Record<string, string | undefined>>): Partial<CrashHooks> => {
  const path = environment.XINGLIU_CRASH_WINDOW
  if (environment.NODE_ENV !== 'test' || !path) return {}
  const stopIf = (side: string): void => {
    if (!existsSync(`${path}.armed`) || readFileSync(`${path}.armed`, 'utf8') !== side) return
    writeFileSync(`${path}.reached`, '')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  }
  return { beforeCommit: () => stopIf('before'), afterCommit: () => stopIf('after') }
}
