import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** Where the outside corpus is looked for. */
export const CORPUS = resolve(process.env.CONFORMANCE_DIR ?? join(import.meta.dirname, '../../../shared/conformance'))

/** All files under a folder whose path relative to it passes the filter, in order of path. */
export function filesUnder(folder: string, accepts: (path: string) => boolean): string[] {
  if (!existsSync(folder)) return []
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => accepts(path) && statSync(join(folder, path)).isFile())
  return found.sort().map((path) => join(folder, path))
}

/** Script files: every JSON with models and cases; their model paths are relative to its folder or one above it. */
export function scriptsUnder(folder: string): { file: string; root: string; label: string }[] {
  return filesUnder(folder, (path) => path.endsWith('.json')).flatMap((file) => {
    const model = firstModel(file)
    if (model === null) return []
    const above = [dirname(file), dirname(dirname(file)), dirname(dirname(dirname(file)))]
    return [{ file, root: above.find((root) => existsSync(join(root, model))) ?? dirname(dirname(file)), label: relative(folder, file) }]
  })
}

function firstModel(file: string): string | null {
  try {
    const { models, cases } = JSON.parse(readFileSync(file, 'utf8')) as { models?: unknown; cases?: unknown }
    return Array.isArray(models) && Array.isArray(cases) && typeof models[0] === 'string' ? models[0] : null
  } catch {
    // a JSON file that cannot be read is no script
    return null
  }
}
