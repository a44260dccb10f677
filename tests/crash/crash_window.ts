import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** Makes the server stop right before its commit, or between commit and answer, so that the kill falls exactly there. */
export interface CrashWindow {
  /** For the server's environment: where the two sides meet. */
  path: string
  arm(side: 'before' | 'after'): void
  /** Whether the server stands in the window now. */
  isReached(): boolean
  disarm(): void
}

export const createCrashWindow = (path: string): CrashWindow => ({
  path,
  arm(side) {
    writeFileSync(`${path}.new`, side)
    renameSync(`${path}.new`, `${path}.armed`)
  },
  isReached: () => existsSync(`${path}.reached`),
  disarm() {
    rmSync(`${path}.armed`, { force: true })
    rmSync(`${path}.reached`, { force: true })
  },
})
