import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import mysql from 'mysql2/promise'

export interface PrivateMariaDb {
  /** `mysql://…` of an empty database on it, by an account that may create others. */
  url: string
  /** SIGKILL, as when the machine loses power. */
  kill(): Promise<void>
  /** The same folder and port again, after a kill. */
  restart(): Promise<void>
  /** Whether it runs no more: killed, or ended by itself. */
  hasEnded(): boolean
  stop(): Promise<void>
}

const START_LIMIT_MS = 60_000

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Settings of a durable server: what the figures of `npm run bench` are measured with, too. */
const configuration = (folder: string, port: number, user: string) => `[mariadbd]
user=${user}
datadir=${folder}/data
socket=${folder}/mariadb.sock
pid-file=${folder}/mariadb.pid
log-error=${folder}/error.log
port=${port}
bind-address=127.0.0.1
character-set-server=utf8mb4
collation-server=utf8mb4_bin
innodb_flush_log_at_trx_commit=1
innodb_buffer_pool_size=256M
max_allowed_packet=64M
max_connections=300
skip-log-bin
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

/** Starts a MariaDB of its own: own folder (below `parent`), own port, gone after `stop`. */
export async function startPrivateMariaDb(parent = tmpdir()): Promise<PrivateMariaDb> {
  const folder = mkdtempSync(join(parent, 'xingliu-mariadb-'))
  const port = await freePort()
  const isRoot = process.getuid?.() === 0
  const user = isRoot ? 'mysql' : (process.env.USER ?? 'mysql')
  mkdirSync(join(folder, 'data'))
  const configurationFile = join(folder, 'my.cnf')
  const initFile = join(folder, 'init.sql')
  writeFileSync(configurationFile, configuration(folder, port, user))
  writeFileSync(initFile, "CREATE DATABASE xingliu;\nCREATE USER 'xingliu'@'127.0.0.1' IDENTIFIED BY 'xingliu';\nGRANT ALL ON *.* TO 'xingliu'@'127.0.0.1';\n")
  if (isRoot) spawnSync('chown', ['-R', 'mysql', folder])
  const install = spawnSync('mariadb-install-db', ['--no-defaults', `--user=${user}`, `--datadir=${folder}/data`, '--skip-test-db'], { encoding: 'utf8' })
  if (install.status !== 0) throw new Error(`Expected mariadb-install-db to succeed, but: ${install.stderr}`)
  const binary = existsSync('/usr/sbin/mariadbd') ? '/usr/sbin/mariadbd' : 'mysqld'
  const launch = async (more: readonly string[]): Promise<ChildProcess> => {
    const child = spawn(binary, [`--defaults-file=${configurationFile}`, ...more], { stdio: 'ignore' })
    await waitUntilReady(child, port, join(folder, 'error.log'))
    return child
  }
  let child = await launch([`--init-file=${initFile}`])
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await Promise.race([ended, delay(20_000).then(() => child.kill('SIGKILL'))])
  }
  return {
    url: `mysql://xingliu:xingliu@127.0.0.1:${port}/xingliu`,
    kill: () => end('SIGKILL'),
    async restart() {
      child = await launch([])
    },
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async stop() {
      await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
