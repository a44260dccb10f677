import type { StepRecord } from '#engine/runtime/participant'

import { evaluateDeclared, namesOf, textOf, type DeclaredValue, type Scope } from '../manifest/declared_value.js'
import { isObject } from '../manifest/json_reader.js'
import type { CaseDeclaration, ItemDeclaration, Manifest } from '../manifest/manifest.js'
import type { Applicant, CaseMaterial } from './case_rows.js'

/** What the application says of the case itself, read off the variables of the root instance. */
export interface CaseFacts {
  title: string
  applicant: Applicant
  /** Declarations of the chosen items, in the manifest's order. */
  items: readonly ItemDeclaration[]
  /** Codes in the items variable that the manifest does not know. */
  unknownItems: readonly string[]
  materials: readonly CaseMaterial[]
}

export function readCaseFacts(manifest: Manifest, declaration: CaseDeclaration, scope: Scope, nowMs: number): CaseFacts {
  const chosen = codesOf(scope[declaration.itemsVariable])
  const known = new Set(manifest.items.map((item) => item.code))
  const text = (value: DeclaredValue) => textOf(value, scope, nowMs)
  const { name, idKind, idNumber, contact, phone, agent } = declaration.applicant
  return {
    title: text(declaration.title),
    applicant: { name: text(name), idKind: text(idKind), idNumber: text(idNumber), contact: text(contact), phone: text(phone), agent: text(agent) },
    items: manifest.items.filter((item) => chosen.includes(item.code)),
    unknownItems: chosen.filter((code) => !known.has(code)),
    materials: readMaterials(manifest, declaration, chosen, scope, nowMs),
  }
}

/** Whether a step of the root instance may have changed the facts. */
export function touchesFacts(step: StepRecord, manifest: Manifest, declaration: CaseDeclaration): boolean {
  const watched = new Set([
    declaration.itemsVariable,
    declaration.receivedVariable,
    ...namesOf(declaration.title),
    ...Object.values(declaration.applicant).flatMap(namesOf),
    ...manifest.materials.flatMap((material) => [...(material.field === null ? [] : [material.field]), ...(material.when === null ? [] : namesOf(material.when))]),
  ])
  return step.events.some(
    (event) =>
      event.type === 'InstanceStarted' ||
      (event.type === 'VariablesMerged' &&
        event.scopeId === step.state.instanceId &&
        [...Object.keys(event.values), ...(event.removed ?? [])].some((name) => watched.has(name))),
  )
}

function readMaterials(manifest: Manifest, declaration: CaseDeclaration, chosen: readonly string[], scope: Scope, nowMs: number): CaseMaterial[] {
  const onPaper = scope[declaration.receivedVariable]
  const received = new Set<unknown>(Array.isArray(onPaper) ? onPaper : [])
  return manifest.materials
    .filter((material) => material.items.length === 0 || material.items.some((code) => chosen.includes(code)))
    .filter((material) => material.when === null || evaluateDeclared(material.when, scope, nowMs) === true)
    .map(({ code, name, required, form, copies, note, field }) => {
      const attachments = field === null ? undefined : scope[field]
      const isUploaded = Array.isArray(attachments) && attachments.length > 0
      return { code, name, required, received: isUploaded || received.has(code), form: isUploaded ? '电子' : form, copies, note }
    })
}

/** Codes of a list of contexts `{code}` or of plain texts. */
function codesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry) => {
    const code = isObject(entry) ? entry.code : entry
    return typeof code === 'string' ? [code] : []
  })
}
