import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RehearsalRecord } from '#engine/rehearsal/rehearsal'

/** What one script of the project's own conformance cases led to under one release: kept for ever. `0.1.0` was recorded by the code of that release itself. */
export interface GoldenFile {
  release: string
  stateVersion: number
  /** BPMN texts, as the case deploys them. */
  models: string[]
  cases: { name: string; records: RehearsalRecord[] }[]
}

const FOLDER = import.meta.dirname

/** Releases with recorded files, oldest first by name. */
export const goldenReleases = (): string[] => readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()

/** Every recorded file of a release by its path. */
export const goldenFiles = (release: string): { path: string; golden: GoldenFile }[] =>
  readdirSync(join(FOLDER, release)).filter((name) => name.endsWith('.json')).sort()
    .map((name) => ({ path: `${release}/${name}`, golden: JSON.parse(readFileSync(join(FOLDER, release, name), 'utf8')) as GoldenFile }))
