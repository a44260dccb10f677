/**
 * `npm run upper-platform [-- options]`: the province's and the city's platforms, played by a process of its own.
 * `--port 21500` `--control-port 21501` `--folder var/upper-platform` `--county http://127.0.0.1:3333/…` `--callbacks` `--mode late|error-500|… [--ms N]`
 * `--mix SEED` `--clock 2026-11-22T09:00:00+08:00` `--encrypted` `--algorithm SM2`
 */
import { parseArgs } from 'node:util'
import { openStandIn } from './open_stand_in.js'
import { isMode, MODES } from './server/behaviour.js'
import type { Settings } from './server/settings.js'
import { ALGORITHMS, isAlgorithm } from './signing/signing.js'

const { values } = parseArgs({
  options: {
    'port': { type: 'string', default: '21500' }, 'control-port': { type: 'string', default: '21501' }, 'folder': { type: 'string', default: 'var/upper-platform' },
    'county': { type: 'string' }, 'callbacks': { type: 'boolean', default: false }, 'mode': { type: 'string' }, 'ms': { type: 'string' }, 'mix': { type: 'string' },
    'clock': { type: 'string' }, 'encrypted': { type: 'boolean', default: false }, 'algorithm': { type: 'string' },
  },
})

/** A mix that has a bit of everything, a quarter of all arrivals in all. */
const EVERYTHING = {
  'late': 0.04, 'error-500': 0.03, 'error-500-after': 0.03, 'busy': 0.02, 'garbage': 0.02, 'empty': 0.02, 'false-zero': 0.02, 'html': 0.02, 'wrong-type': 0.01, 'cut': 0.02, 'reset': 0.02, 'reset-after': 0.02,
} as const

function fail(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}

function prepare(settings: Settings): void {
  const { county, callbacks, mode, ms, mix, encrypted, algorithm } = values
  settings.countyBase = county?.replace(/\/$/, '') ?? null
  if (algorithm !== undefined && !isAlgorithm(algorithm)) fail(`Expected --algorithm to be one of ${ALGORITHMS.join(', ')}, but it is "${algorithm}".`)
  for (const platform of Object.values(settings.platforms)) {
    Object.assign(platform, { callbacks, ...(encrypted ? { encryption: 'SM4-CBC', encrypts: true } : {}), ...(algorithm ? { algorithms: [algorithm], signsWith: algorithm } : {}) })
  }
  if (mode !== undefined) {
    if (!isMode(mode)) fail(`Expected --mode to be one of ${Object.keys(MODES).join(', ')}, but it is "${mode}".`)
    settings.behaviour.rules = [{ mode, ...(ms === undefined ? {} : { ms: Number(ms) }) }]
  }
  if (mix !== undefined) settings.behaviour.mix = { seed: Number(mix), shares: EVERYTHING, most: 5, ms: 500 }
}

const startMs = values.clock === undefined ? null : Date.parse(values.clock)
if (Number.isNaN(startMs)) fail(`Expected --clock to be an ISO-8601 instant, but it is "${values.clock}".`)
const standIn = await openStandIn({ folder: values.folder, port: Number(values.port), controlPort: Number(values['control-port']), startMs, prepare })
  .catch((error: unknown) => fail(`上级平台仿真没有启动：${String(error instanceof Error ? error.message : error)}`))
const { appId } = standIn.desk.credentials
process.stdout.write(`上级平台仿真已启动 http://127.0.0.1:${standIn.port}（控制端口 ${standIn.controlPort}）\n应用标识 ${appId}，密钥见 ${values.folder}/credentials.json\n`)
process.on('SIGTERM', () => void standIn.stop().then(() => process.exit(0)))
process.on('SIGINT', () => void standIn.stop().then(() => process.exit(0)))
