import { importReport, type ImportReport } from '#engine/compile/import_report'
import type { PackageResource } from '../package_resources.js'
import { modelText } from '../package_resources.js'

export type { ImportReport }

/** A file that somebody wants to open as a draft. */
export interface ImportedModel {
  /** The file as it came, to the byte. */
  readonly resource: PackageResource
  readonly report: ImportReport
  /** What its first process calls itself. */
  readonly processName: string
}

/** Reads a BPMN file of any engine: what it will mean here, and the resource it becomes. Nothing of the file is changed. */
export async function readModelFile(fileName: string, bytes: Uint8Array): Promise<ImportedModel> {
  const report = await importReport(bytes)
  const resource = asResource(fileName, bytes)
  const text = modelText(resource)
  const tag = /<(?:[\w.-]+:)?process\b[^>]*>/.exec(text)?.[0] ?? ''
  const attribute = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  const id = attribute('id')
  return { resource: { ...resource, name: resourceName(fileName, id) }, report, processName: attribute('name') || id }
}

/** Text where the bytes are UTF-8, so that it can be read in the package; base64 where they are anything else. */
function asResource(name: string, bytes: Uint8Array): PackageResource {
  try {
    const content = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { name, content }
  } catch {
    return { name, content: toBase64(bytes), encoding: 'base64' }
  }
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** A name that a package takes: from the file's own, or from the process where that has no letters. */
function resourceName(fileName: string, processId: string): string {
  const stem = fileName.replace(/\.(bpmn20\.xml|bpmn|xml)$/i, '').replaceAll(/[^A-Za-z0-9_-]+/g, '_').replace(/^_+|_+$/g, '')
  return `${stem === '' ? processId.replaceAll(/[^A-Za-z0-9_-]+/g, '_') || 'process' : stem}.bpmn`
}
