import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import mysql from 'mysql2/promise'

export interface PrivateMariaDb {
  /** Where its configuration, log and `data` lie. */
  folder: string
  /** `mysql://…` of an empty database on it, by an account that may create others. */
  url: string
  /** SIGKILL, as when the machine loses power. */
  kill(): Promise<void>
  /** The same folder and port again, after a kill. */
  restart(): Promise<void>
  /** Of the server's process. */
  pid(): number
  /** Whether it runs no more: killed, or ended by itself. */
  hasEnded(): boolean
  stop(): Promise<void>
}

const START_LIMIT_MS = 60_000
/** A folder that is kept may have gigabytes to write before its server can go. */
const STOP_LIMIT_MS = { passing: 20_000, kept: 300_000 }

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

export interface PrivateMariaDbOptions {
  /** Name of a folder below `parent` that stays, and is opened again when it is there; absent = one of its own, gone after `stop`. */
  kept?: string
  bufferPool?: string
  /** Further lines of its configuration. */
  settings?: readonly string[]
}

/** Settings of a durable server, its temporary files its own (a server that starts removes all it finds there): what the figures of `npm run bench` are measured with, too. */
const configuration = (folder: string, temporary: string, port: number, user: string, bufferPool: string, settings: readonly string[]) => `[mariadbd]
user=${user}
datadir=${folder}/data
tmpdir=${temporary}
socket=${folder}/mariadb.sock
pid-file=${folder}/mariadb.pid
log-error=${folder}/error.log
port=${port}
bind-address=127.0.0.1
character-set-server=utf8mb4
collation-server=utf8mb4_bin
innodb_flush_log_at_trx_commit=1
innodb_buffer_pool_size=${bufferPool}
max_allowed_packet=64M
max_connections=300
skip-log-bin
${settings.join('\n')}
`

async function waitUntilReady(child: ChildProcess, port: number, errorLog: string): Promise<void> {
  const until = Date.now() + START_LIMIT_MS
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`Expected mariadbd to start, but it ended with ${child.exitCode}. See ${errorLog}.`)
    try {
      const connection = await mysql.createConnection({ host: '127.0.0.1', port, user: 'xingliu', password: 'xingliu' })
      await connection.end()
      return
    } catch {
      await delay(100)
    }
  }
  throw new Error(`Expected mariadbd to answer on port ${port} within ${START_LIMIT_MS} ms, but it did not. See ${errorLog}.`)
}

/** Starts a MariaDB of its own: own folder (below `parent`), own port, gone after `stop` unless its folder is kept. */
export async function startPrivateMariaDb(parent = tmpdir(), { kept, bufferPool = '256M', settings = [] }: PrivateMariaDbOptions = {}): Promise<PrivateMariaDb> {
  const folder = kept === undefined ? mkdtempSync(join(parent, 'xingliu-mariadb-')) : join(parent, kept)
  const isThere = existsSync(join(folder, 'data'))
  const port = await freePort()
  const isRoot = process.getuid?.() === 0
  const user = isRoot ? 'mysql' : (process.env.USER ?? 'mysql')
  mkdirSync(join(folder, 'data'), { recursive: true })
  // not below `parent`: on a full disk a temporary table waits for room without an answer
  const temporary = mkdtempSync(join(tmpdir(), 'xingliu-mariadb-tmp-'))
  const configurationFile = join(folder, 'my.cnf')
  const initFile = join(folder, 'init.sql')
  writeFileSync(configurationFile, configuration(folder, temporary, port, user, bufferPool, settings))
  writeFileSync(initFile, "CREATE DATABASE xingliu;\nCREATE USER 'xingliu'@'127.0.0.1' IDENTIFIED BY 'xingliu';\nGRANT ALL ON *.* TO 'xingliu'@'127.0.0.1';\n")
  if (isRoot) spawnSync('chown', ['-R', 'mysql', folder, temporary])
  if (!isThere) install(folder, temporary, user)
  const binary = existsSync('/usr/sbin/mariadbd') ? '/usr/sbin/mariadbd' : 'mysqld'
  const launch = async (more: readonly string[]): Promise<ChildProcess> => {
    // a file that may not grow (tests/crash) is an error to it, not its end
    const child = spawn('sh', ['-c', `trap '' XFSZ; exec "$0" "$@"`, binary, `--defaults-file=${configurationFile}`, ...more], { stdio: 'ignore' })
    await waitUntilReady(child, port, join(folder, 'error.log'))
    return child
  }
  let child = await launch(isThere ? [] : [`--init-file=${initFile}`])
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const ending = child
    if (ending.exitCode !== null || ending.signalCode !== null) return
    const patience = setTimeout(() => ending.kill('SIGKILL'), kept === undefined ? STOP_LIMIT_MS.passing : STOP_LIMIT_MS.kept)
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    await ended
    clearTimeout(patience)
  }
  return {
    folder,
    url: `mysql://xingliu:xingliu@127.0.0.1:${port}/xingliu`,
    kill: () => end('SIGKILL'),
    async restart() {
      child = await launch([])
    },
    pid: () => child.pid as number,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async stop() {
      await end('SIGTERM')
      for (const passing of kept === undefined ? [folder, temporary] : [temporary]) rmSync(passing, { recursive: true, force: true })
    },
  }
}

function install(folder: string, temporary: string, user: string): void {
  const installed = spawnSync('mariadb-install-db', ['--no-defaults', `--user=${user}`, `--datadir=${folder}/data`, `--tmpdir=${temporary}`, '--skip-test-db'], { encoding: 'utf8' })
  if (installed.status !== 0) throw new Error(`Expected mariadb-install-db to succeed, but: ${installed.stderr}`)
}
