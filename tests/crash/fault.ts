import type { PrivateMariaDb } from '#tests/rings/private_mariadb'
import type { Clerks } from './clerks.js'
import type { CrashWindow } from './crash_window.js'
import type { SmallDisk } from './small_disk.js'
import type { Target } from './target.js'

/** One way of breaking a server at work, and of letting it go on. */
export interface Fault {
  /** What is counted: `kills`, `full disks` … */
  name: string
  /** Breaks it and mends it; resolves when work could go on. */
  strike(round: number): Promise<void>
  /** What a service manager does between the rounds, until work goes on: starts again what has ended by itself. */
  attend?(): Promise<void>
  /** What the rounds were like, one line. */
  summary(rounds: number): string
  /** Why these rounds prove nothing, if so. */
  objections(rounds: number): string[]
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function until(limitMs: number, pauseMs: number, isSo: () => boolean): Promise<boolean> {
  for (const end = Date.now() + limitMs; Date.now() < end; ) {
    if (isSo()) return true
    await wait(pauseMs)
  }
  return false
}

const WINDOW_LIMIT_MS = 10_000
/** A database that is away, or a disk that is full, is noticed by whoever works next: a guard against hanging, no measure. */
const NOTICED_LIMIT_MS = 60_000

/** Of every four kills one falls right before a commit (so that a fifth does for sure) and one between commit and answer. */
const sideOf = (round: number): 'before' | 'after' | null => (round % 4 === 1 ? 'before' : round % 4 === 3 ? 'after' : null)

/** The server itself is killed and started again. */
export function killedServer(target: Target, window: CrashWindow): Fault {
  const inWindow = { before: 0, after: 0 }
  return {
    name: 'kills',
    async strike(round) {
      const side = sideOf(round)
      if (side) {
        window.arm(side)
        if (await until(WINDOW_LIMIT_MS, 2, window.isReached)) inWindow[side] += 1
      }
      await target.kill()
      window.disarm()
      await target.start()
    },
    summary: (rounds) => `${inWindow.before} between statement and commit (${Math.round((100 * inWindow.before) / rounds)} %), ${inWindow.after} between commit and answer`,
    objections: (rounds) => (inWindow.before * 5 < rounds ? [`only ${inWindow.before} of ${rounds} kills fell between statement and commit; a fifth has to`] : []),
  }
}

/** The database server is killed under a server that goes on running, and comes back after a moment. */
export function killedDatabase(database: PrivateMariaDb, clerks: () => Clerks, random: () => number): Fault {
  let unanswered = 0
  return {
    name: 'kills of the database',
    async strike() {
      await database.kill()
      if (await until(NOTICED_LIMIT_MS, 5, () => clerks().waiting > 0)) unanswered += 1
      await wait(random() * 500)
      await database.restart()
    },
    summary: () => `${unanswered} noticed by a clerk without an answer`,
    objections: (rounds) => (unanswered < rounds ? [`${rounds - unanswered} kills of the database were noticed by nobody`] : []),
  }
}

/**
 * The disk below the data runs full under load, and has room again after a while. MariaDB may end itself when a rollback finds no room
 * (InnoDB: "Out of disk space in rollback"); as a service manager would, this starts it again once there is room.
 */
export function fullDisk(disk: SmallDisk, database: PrivateMariaDb | null, clerks: () => Clerks): Fault {
  let refused = 0
  let ended = 0
  return {
    name: 'full disks',
    async strike() {
      await disk.fill()
      if (await until(NOTICED_LIMIT_MS, 20, () => clerks().waiting > 0)) refused += 1
      await wait(300)
      await disk.free()
    },
    async attend() {
      if (!database?.hasEnded()) return
      ended += 1
      await database.restart()
    },
    summary: () => `${refused} noticed by a clerk who was told to try again${database ? `, ${ended} ended the database itself` : ''}`,
    objections: (rounds) => (refused < rounds ? [`${rounds - refused} times the disk never got full`] : []),
  }
}
