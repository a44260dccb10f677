import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RawComponent } from './entered_data.js'

export interface NamedSchema {
  name: string
  json: { components: RawComponent[] }
}

const FIXTURES = 'tests/forms/fixtures'
const CORPUS = join(process.env.CONFORMANCE_DIR ?? '../shared/conformance', 'forms')

/** The project's own form fixtures. */
export function fixtures(): NamedSchema[] {
  return readFolder(FIXTURES)
}

/** Forms of the outside corpus; none, with one line, where it is not at hand. */
export function corpus(): NamedSchema[] {
  if (existsSync(CORPUS)) return readFolder(CORPUS)
  console.log(`form corpus not found at ${CORPUS}: its forms are not run (set CONFORMANCE_DIR)`)
  return []
}

export function fixture(name: string): NamedSchema['json'] {
  return fixtures().find((one) => one.name === `${name}.form.json`)!.json
}

function readFolder(folder: string): NamedSchema[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, json: JSON.parse(readFileSync(join(folder, name), 'utf8')) as NamedSchema['json'] }))
}
