import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TYPESCRIPT_LOADER } from './typescript_loader.js'
import { NO_COUNTS, type Counts } from './totals.js'

/** One child process of the whole run: specs (counted by Japa) or a command (counted as one). */
export interface Ring {
  name: string
  files?: string[]
  /** Arguments for the Node that runs this, when it is not a run of specs. */
  command?: string[]
  environment?: Record<string, string>
  /** Rings of one pair must end with equal counts: the same specs on two databases. */
  pair?: string
}

export interface RingResult {
  ring: Ring
  counts: Counts
  exitCode: number
  seconds: number
  output: string
}


function argumentsOf(ring: Ring): string[] {
  if (ring.command) return ring.command
  return [...TYPESCRIPT_LOADER, 'tests/run.ts', ...(ring.files ?? []).flatMap((glob) => ['--files', glob])]
}

function readCounts(file: string): Counts | null {
  try {
    return { ...NO_COUNTS, ...(JSON.parse(readFileSync(file, 'utf8')) as Counts) }
  } catch {
    return null
  }
}

/** Runs one ring to its end. A ring that dies without a summary counts as one failure. */
export function runRing(ring: Ring): Promise<RingResult> {
  const folder = mkdtempSync(join(tmpdir(), 'xingliu-ring-'))
  const summaryFile = join(folder, 'summary.json')
  const started = Date.now()
  let output = ''
  const child = spawn(process.execPath, argumentsOf(ring), {
    env: { ...process.env, ...ring.environment, TEST_SUMMARY_FILE: summaryFile, FORCE_COLOR: '0', NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const exitCode = code ?? 1
      const counted = readCounts(summaryFile) ?? { ...NO_COUNTS, passed: exitCode === 0 && ring.command ? 1 : 0 }
      const isSilentFailure = (exitCode !== 0 && counted.failed === 0) || (!ring.command && counted.passed + counted.failed + counted.skipped === 0)
      rmSync(folder, { recursive: true, force: true })
      resolve({ ring, counts: isSilentFailure ? { ...counted, failed: counted.failed + 1 } : counted, exitCode, seconds: (Date.now() - started) / 1000, output })
    })
  })
}

/** Runs rings side by side, `width` at a time, in order of the list; reports each as it ends. */
export async function runRings(rings: Ring[], width: number, report: (result: RingResult) => void): Promise<RingResult[]> {
  const results: RingResult[] = []
  const queue = [...rings]
  const lane = async () => {
    for (let ring = queue.shift(); ring; ring = queue.shift()) {
      const result = await runRing(ring)
      results.push(result)
      report(result)
    }
  }
  await Promise.all(Array.from({ length: width }, lane))
  return results
}
