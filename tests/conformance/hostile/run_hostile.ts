import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { filesUnder } from '../corpus.js'
import type { CaseResult } from '../run_script.js'
import { openExaminer, type Examiner } from './examiner.js'
import { generateModel } from './generate_model.js'
import { judge } from './judge.js'

interface Entry {
  file?: string
  generate?: string
  expect: string
}

/** Examines every file of the manifests under a folder: each must end as its manifest says, in bounded time and memory. */
export async function runHostile(folder: string): Promise<CaseResult[]> {
  const manifests = filesUnder(folder, (path) => path.endsWith('manifest.json')).filter(isManifest)
  if (manifests.length === 0) return []
  const scratch = mkdtempSync(join(tmpdir(), 'hostile-'))
  const examiner = openExaminer()
  try {
    const results: CaseResult[] = []
    for (const manifest of manifests) {
      for (const entry of JSON.parse(readFileSync(manifest, 'utf8')) as Entry[]) {
        const name = `${relative(folder, dirname(manifest))}/${entry.file ?? entry.generate ?? ''}`
        const trouble = await examineEntry(entry, dirname(manifest), scratch, examiner)
        results.push(trouble === null ? { name, result: 'pass' } : { name, result: 'fail', detail: `${entry.expect}: ${trouble}` })
      }
    }
    return results
  } finally {
    await examiner.close()
    rmSync(scratch, { recursive: true })
  }
}

/** A list of files or generators, each with what is expected of it. */
function isManifest(file: string): boolean {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return Array.isArray(content) && content.every((entry: Partial<Entry>) => typeof entry.expect === 'string')
}

async function examineEntry(entry: Entry, folder: string, scratch: string, examiner: Examiner): Promise<string | null> {
  const file = entry.file === undefined ? join(scratch, 'generated.bpmn') : join(folder, entry.file)
  const trouble = entry.generate === undefined ? null : generateModel(entry.generate, file, join(folder, 'gen.py'))
  if (trouble !== null) return trouble
  const examined = await examiner.examine(file)
  return 'thrown' in examined ? examined.thrown : judge(entry.expect, examined.observation, file)
}
