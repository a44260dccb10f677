import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Resource } from '#engine/runtime/ports/package_store'

/** Text is kept as text; anything else (seals, pictures) in base64. */
const TEXT_ENDINGS = /\.(?:bpmn|dmn|json|hbs|feel|txt|csv|svg|xml)$/

/** Notes for developers and scripts that only tests play are not part of what is published. */
const LEFT_OUT = /(?:^|\/)(?:README[^/]*|[^/]*\.ts)$/

/** Every folder below `processes` that holds a manifest.json, with its files. */
export function readPackageFolders(processes: string): { folder: string; resources: Resource[] }[] {
  const folders = readdirSync(processes, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'manifest.json')
    .map((entry) => entry.parentPath)
  return folders.sort().map((folder) => ({ folder: relative(processes, folder), resources: readResources(folder) }))
}

function readResources(folder: string): Resource[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !LEFT_OUT.test(name))
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name))
      return TEXT_ENDINGS.test(name) ? { name, content: bytes.toString('utf8') } : { name, content: bytes.toString('base64'), encoding: 'base64' as const }
    })
}
