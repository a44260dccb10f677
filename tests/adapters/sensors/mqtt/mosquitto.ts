import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free_port.js'

const BINARY = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/usr/local/sbin/mosquitto'].find(existsSync)

export interface Mosquitto {
  url: string
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A broker of its own that keeps its sessions on disk; null where mosquitto is missing. */
export async function startMosquitto(): Promise<Mosquitto | null> {
  if (!BINARY) return null
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'xingliu-mosquitto-'))
  const file = join(folder, 'mosquitto.conf')
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence true\npersistence_location ${folder}/\nautosave_on_changes true\nautosave_interval 1000\nmax_inflight_messages 0\nmax_queued_messages 100000\nlog_type error\n${process.getuid?.() === 0 ? 'user root\n' : ''}`)
  let child: ChildProcess
  const launch = async (): Promise<void> => {
    child = spawn(BINARY, ['-c', file], { stdio: 'ignore' })
    for (const end = Date.now() + 20_000; !(await answers(port));) {
      if (Date.now() > end) throw new Error('mosquitto did not answer')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
  await launch()
  return {
    url: `mqtt://127.0.0.1:${port}`,
    kill: () => end('SIGKILL'),
    restart: launch,
    async stop() {
      await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
