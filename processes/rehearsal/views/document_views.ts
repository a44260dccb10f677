import type { IssuedDocumentRow } from '#processes/foundation/documents/issued_document'
import { isObject } from '#processes/foundation/manifest/json_reader'
import { familyOf, perName, rowsOf, type RehearsalView, type Scene } from '../view.js'

const documentsOf = (scene: Scene): IssuedDocumentRow[] => {
  const family = new Set(familyOf(scene))
  return rowsOf<IssuedDocumentRow>(scene, 'issued_documents').filter((row) => family.has(row.instanceId))
}

/** The newest document of a template. */
const newest = (scene: Scene, template: string): IssuedDocumentRow | undefined => documentsOf(scene).findLast((row) => row.template === template)

const valueAt = (content: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), content)

/** 文书: which were issued, with which numbers, and what they say. */
export const DOCUMENT_VIEWS: readonly RehearsalView[] = [
  { name: 'documents', title: '文书', look: (scene) => documentsOf(scene).map((row) => row.template) },
  { name: 'numbers', title: '文书编号', look: (scene, expected) => perName(expected, (template) => newest(scene, template)?.number) },
  {
    name: 'contents', title: '文书内容',
    look: (scene, expected) => perName(expected, (template) => perName((expected as Record<string, unknown>)[template], (path) => valueAt(newest(scene, template)?.snapshot, path))),
  },
]
