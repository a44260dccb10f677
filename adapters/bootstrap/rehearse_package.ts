import type { RehearsedPackage } from '#processes/rehearsal/stage'
import { parseScript } from '#processes/rehearsal/parse_script'
import { playScript, type PlayedScript } from '#processes/rehearsal/play_script'
import { VIEW_NAMES } from '#processes/rehearsal/views'

/** One rehearsal file of a package, as it went. */
export interface RehearsedFile {
  /** `rehearsals/all_granted.json`. */
  file: string
  name: string
  /** What is wrong with the file itself; it was not played then. */
  problems: readonly string[]
  played: PlayedScript | null
}

/** Plays every rehearsal of a compiled package, in order of name. */
export function rehearsePackage(rehearsed: RehearsedPackage): RehearsedFile[] {
  const processId = firstProcess(rehearsed)
  return [...rehearsed.texts.keys()]
    .filter((file) => /^rehearsals\/.+\.json$/.test(file))
    .sort()
    .map((file) => {
      const parsed = parseScript(rehearsed.texts.get(file)!, VIEW_NAMES)
      if (!parsed.ok) return { file, name: file, problems: parsed.problems.map(({ path, message }) => (path === '' ? message : `${path}：${message}`)), played: null }
      return { file, name: parsed.script.name, problems: [], played: playScript(parsed.script, rehearsed, processId) }
    })
}

export const isFine = ({ played }: RehearsedFile): boolean => played?.ok === true

/** What cases begin with: the process of the manifest, else the first. */
function firstProcess({ texts, processes }: RehearsedPackage): string {
  try {
    const { process } = JSON.parse(texts.get('manifest.json') ?? '{}') as { process?: unknown }
    if (typeof process === 'string') return process
  } catch {
    // a manifest that is no JSON is told by the check of the package
  }
  return processes[0]?.process.id ?? ''
}
