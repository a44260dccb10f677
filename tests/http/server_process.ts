import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { createApiClient, signIn, type ApiClient, type Inspect } from './api_client.js'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'
import { createOpenApiChecker, type OpenApiChecker } from './openapi_checker.js'

export const DEMO_PASSWORD = 'Probe-2026-demo'

export interface ServerOptions {
  /** A schema and a folder that exist already, for a second node. Default: fresh ones, on MariaDB where TEST_DATABASE_URL names a server. */
  databaseUrl?: string
  dataDir?: string
  port?: number
  /** Instant at which the server's clock starts, running on from there. */
  clock?: string
  /** With the cases of the demo county; they take a few seconds. */
  demoCases?: boolean
  env?: Record<string, string>
}

export interface ServerProcess {
  url: string
  port: number
  dataDir: string
  databaseUrl: string | null
  process: ChildProcess
  /** Holds every answer of `client` and `stranger` against the served OpenAPI document. */
  checker: OpenApiChecker
  /** What it has printed so far. */
  output(): string
  /** A signed-in client; one login per account and server. */
  client(username: string): Promise<ApiClient>
  /** A caller without a login. */
  stranger(): ApiClient
  /** SIGTERM; resolves with the exit code. Folder and schema stay for a restart. */
  end(): Promise<number | null>
  /** SIGKILL. */
  kill(): Promise<void>
  /** Ends it and removes what it left. */
  stop(): Promise<void>
  /** The same folder and schema under a new process. */
  restart(options?: Pick<ServerOptions, 'clock' | 'env'>): Promise<ServerProcess>
}

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
/** Ten times what a start takes on a busy machine: a guard against hanging, no measure. */
const START_LIMIT_MS = 300_000

/** Starts the real server, as `npm start` does, on a free port with its own data. */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  const isGiven = options.databaseUrl !== undefined || options.dataDir !== undefined
  const own = isGiven ? null : await createTestDatabase()
  const { databaseUrl, dataDir } = own?.config ?? options
  if (dataDir === undefined) throw new Error('a server on a given schema needs a given dataDir, too')
  const cleanUp = async () => own?.drop()
  return launch({ ...options, dataDir, ...(databaseUrl ? { databaseUrl } : {}) }, cleanUp)
}

async function launch(options: ServerOptions & { dataDir: string }, cleanUp: () => Promise<void>): Promise<ServerProcess> {
  const port = options.port ?? (await freePort())
  const child = spawn(process.execPath, [...TYPESCRIPT_LOADER, 'adapters/bootstrap/start.ts'], {
    cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'], env: environmentOf(options, port),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, exited, () => output).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  const checker = await createOpenApiChecker(url)
  const inspect: Inspect = (method, path, answer) => {
    const fault = checker.fault(method, path, answer)
    if (fault) throw new Error(`not as the API describes: ${fault}\n${answer.text.slice(0, 500)}`)
  }
  const clients = new Map<string, Promise<ApiClient>>()
  const end = async () => {
    child.kill('SIGTERM')
    return exited
  }
  return {
    url, port, dataDir: options.dataDir, databaseUrl: options.databaseUrl ?? null, process: child,
    checker,
    output: () => output,
    client(username) {
      let client = clients.get(username)
      if (!client) clients.set(username, (client = signIn(url, username, DEMO_PASSWORD, inspect)))
      return client
    },
    stranger: () => createApiClient(url, '', '', {}, inspect),
    end,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) await end()
      await cleanUp()
    },
    async restart(again = {}) {
      if (child.exitCode === null && child.signalCode === null) await end()
      return launch({ ...options, port, ...again }, cleanUp)
    },
  }
}

function environmentOf(options: ServerOptions & { dataDir: string }, port: number): NodeJS.ProcessEnv {
  const { DATABASE_URL: _database, DEV_MODE: _development, ...inherited } = process.env
  return {
    ...inherited,
    NODE_ENV: 'test',
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: options.dataDir,
    DEMO_PASSWORD,
    MASTER_KEY: 'a master key for tests only, of no worth elsewhere',
    ...(options.databaseUrl ? { DATABASE_URL: options.databaseUrl } : {}),
    XINGLIU_DEMO_CASES: options.demoCases ? 'on' : 'off',
    ...(options.clock ? { XINGLIU_CLOCK: options.clock } : {}),
    ...options.env,
  }
}

async function untilReady(url: string, exited: Promise<number | null>, output: () => string): Promise<void> {
  let gone: { code: number | null } | null = null
  void exited.then((code) => (gone = { code }))
  for (const until = Date.now() + START_LIMIT_MS; Date.now() < until;) {
    if (gone) throw new Error(`the server ended before it was ready (${String((gone as { code: number | null }).code)}):\n${output()}`)
    const ready = await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false)
    if (ready && output().includes('星流已启动')) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the server was not ready within ${START_LIMIT_MS / 1000} s:\n${output()}`)
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
