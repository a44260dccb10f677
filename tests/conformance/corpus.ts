import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** Where the outside corpus is looked for. */
export const CORPUS = resolve(process.env.CONFORMANCE_DIR ?? join(import.meta.dirname, '../../../shared/conformance'))

/** All files under a folder whose path relative to it passes the filter, in order of path. */
export function filesUnder(folder: string, accepts: (path: string) => boolean): string[] {
  if (!existsSync(folder)) return []
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => accepts(path) && statSync(join(folder, path)).isFile())
  return found.sort().map((path) => join(folder, path))
}

/** Script files: every JSON in a folder named `scripts`, or beside the models when the folder itself is one. */
export function scriptsUnder(folder: string): { file: string; root: string; label: string }[] {
  return filesUnder(folder, (path) => path.endsWith('.json'))
    .filter((file) => dirname(file).endsWith('scripts'))
    .map((file) => ({ file, root: dirname(dirname(file)), label: relative(folder, file) }))
}
