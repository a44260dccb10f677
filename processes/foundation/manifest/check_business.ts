import type { Diagnostic } from '#engine/model/diagnostic'
import type { ElementInformation, ExecutableProcess } from '#engine/model/executable_process'
import type { PackageCandidate } from '#engine/runtime/participant'

import { checkInbound } from '../inbound/check_inbound.js'
import { parseLifecycles, type Lifecycle } from '../lifecycle/lifecycle.js'
import { walkLifecycle } from '../lifecycle/walk_lifecycle.js'
import { checkPublicService } from '../public/check_public_service.js'
import type { CaseDeclaration, Manifest } from './manifest.js'
import { parseManifest } from './parse_manifest.js'

/** Everything in which manifest, life-cycles and models of a business do not fit together; found at deployment, before anybody files a case. */
export function checkBusiness(candidate: PackageCandidate): Diagnostic[] {
  const text = candidate.resource('manifest.json')
  if (text === null) return modelsWithoutManifest(candidate)
  const parsed = parseManifest(text)
  if (!parsed.ok) return parsed.problems.map(({ path, message }) => finding('error', 'MANIFEST', `${path}：${message}`, 'manifest.json'))
  const { manifest } = parsed
  return [...checkPieces(manifest), ...checkProcess(manifest, candidate), ...checkDocuments(manifest, candidate), ...checkLifecycles(manifest, candidate), ...checkInbound(manifest, candidate)]
}

function modelsWithoutManifest({ processes }: PackageCandidate): Diagnostic[] {
  return processes.flatMap(({ process, resource }) =>
    elementsOf(process)
      .filter((element) => element.document !== undefined)
      .map((element) => finding('error', 'DOCUMENT_WITHOUT_MANIFEST', `节点“${element.name}”要出具文书，但业务包中没有 manifest.json。请补上后再发布。`, resource, element.id)),
  )
}

/** Pieces are worked in when the folder is read; what is left has not been found. */
const checkPieces = ({ missingPieces }: Manifest): Diagnostic[] =>
  missingPieces.map((name) =>
    finding('error', 'MANIFEST_PIECE', `manifest.json 要用的公用部件“${name}”没有找到。请核对名称（processes/foundation/pieces 下的文件夹名），并用 npm run package 检查、发布。`, 'manifest.json'),
  )

function checkProcess(manifest: Manifest, { processes }: PackageCandidate): Diagnostic[] {
  const started = processes.find(({ process }) => process.id === manifest.process)?.process
  if (started === undefined) return [finding('error', 'MANIFEST_PROCESS', `manifest.json 的 process 是“${manifest.process}”，但业务包中没有这个流程。请改正。`, 'manifest.json')]
  const forms = started.startEvents.map((start) => start.formKey ?? null)
  if (forms.includes(manifest.formKey)) return []
  return [finding('error', 'MANIFEST_FORM', `manifest.json 的 formKey 是“${manifest.formKey}”，但流程开始事件的表单是“${forms.join('、')}”。请改为一致。`, 'manifest.json')]
}

function checkDocuments(manifest: Manifest, candidate: PackageCandidate): Diagnostic[] {
  const missing = Object.values(manifest.documents)
    .filter((document) => candidate.resource(document.template) === null)
    .map((document) => finding('error', 'DOCUMENT_TEMPLATE', `《${document.title}》的模板 ${document.template} 不在业务包中。请补上模板。`, 'manifest.json'))
  const requested = Object.values(manifest.documents)
    .filter(({ onRequest }) => onRequest !== null && onRequest.register !== null && !Object.hasOwn(manifest.registers, onRequest.register))
    .map((document) => finding('error', 'DOCUMENT_REGISTER', `《${document.title}》的编号簿“${document.onRequest!.register}”不在 manifest.json 的 registers 中。请补上或改正。`, 'manifest.json'))
  const asked = candidate.processes.flatMap(({ process, resource }) =>
    elementsOf(process).flatMap((element) => checkDocument(manifest, element).map((message) => finding('error', 'DOCUMENT_UNKNOWN', message, resource, element.id))),
  )
  return [...missing, ...requested, ...asked]
}

function checkDocument(manifest: Manifest, { name, document }: ElementInformation): string[] {
  if (document === undefined) return []
  const { template, register } = document
  return [
    ...(Object.hasOwn(manifest.documents, template) ? [] : [`节点“${name}”要出具文书“${template}”，但 manifest.json 的 documents 中没有它。请补上或改正。`]),
    ...(register === null || Object.hasOwn(manifest.registers, register) ? [] : [`节点“${name}”的编号簿“${register}”不在 manifest.json 的 registers 中。请补上或改正。`]),
  ]
}

function checkLifecycles(manifest: Manifest, candidate: PackageCandidate): Diagnostic[] {
  const declaration = manifest.case
  if (declaration === null) return []
  const text = candidate.resource('lifecycle.json')
  if (text === null) return [finding('error', 'LIFECYCLE', '业务包缺少 lifecycle.json，无法登记办件状态。请补上。', 'lifecycle.json')]
  const parsed = parseLifecycles(text)
  if (!parsed.ok) return parsed.problems.map(({ path, message }) => finding('error', 'LIFECYCLE', `${path}：${message}`, 'lifecycle.json'))
  const named = [declaration.lifecycle, declaration.itemLifecycle].filter((name) => name !== '' && !parsed.lifecycles.has(name))
  if (named.length > 0) return named.map((name) => finding('error', 'LIFECYCLE', `lifecycle.json 中没有“${name}”。请补上，或改正 manifest.json。`, 'lifecycle.json'))
  return [...checkPublic(manifest, declaration, candidate, parsed.lifecycles), ...checkEvents(declaration, candidate), ...checkWays(manifest, declaration, candidate, parsed.lifecycles)]
}

/** What applicants are offered without a login. */
function checkPublic(manifest: Manifest, declaration: CaseDeclaration, { processes }: PackageCandidate, lifecycles: ReadonlyMap<string, Lifecycle>): Diagnostic[] {
  const started = processes.find(({ process }) => process.id === manifest.process)?.process
  const events = lifecycles.get(declaration.lifecycle)?.events ?? new Set<string>()
  return checkPublicService(manifest, started ? elementsOf(started) : [], events).map((message) => finding('error', 'PUBLIC_SERVICE', `manifest.json：${message}`, 'manifest.json'))
}

/** Events that the manifest waits for and no element emits. */
function checkEvents(declaration: CaseDeclaration, { processes }: PackageCandidate): Diagnostic[] {
  const emitted = new Set(processes.flatMap(({ process }) => elementsOf(process).map((element) => element.lifecycleEvent)))
  return [declaration.acceptedBy, ...(declaration.withdrawal ? [declaration.withdrawal.event] : []), ...declaration.closedBy, ...Object.keys(declaration.itemResults)]
    .filter((event) => event !== '' && !emitted.has(event))
    .map((event) => finding('error', 'LIFECYCLE_EVENT_MISSING', `manifest.json 等待事件“${event}”，但没有节点发出它（gov:lifecycleEvent）。请在模型中补上。`, 'manifest.json'))
}

/** Ways of the model that the life-cycle cannot follow: shown, never an obstacle. */
function checkWays(manifest: Manifest, declaration: CaseDeclaration, { processes }: PackageCandidate, lifecycles: ReadonlyMap<string, Lifecycle>): Diagnostic[] {
  return processes.flatMap(({ process, resource }) => {
    const lifecycle = lifecycles.get(process.id === manifest.process ? declaration.lifecycle : declaration.itemLifecycle)
    if (lifecycle === undefined) return []
    return walkLifecycle(process, lifecycle).map(({ elementId, event, state }) =>
      finding('warning', 'LIFECYCLE_REFUSAL', `事件“${event}”可能在状态“${lifecycle.textOf(state)}”时发出，但生命周期中没有这条路。请在 lifecycle.json 中补上，或改正模型。`, resource, elementId),
    )
  })
}

const elementsOf = (process: ExecutableProcess): ElementInformation[] => [...process.elements.values()]

const finding = (severity: Diagnostic['severity'], code: string, message: string, resource: string, elementId: string | null = null): Diagnostic => ({
  code,
  severity,
  elementId,
  message,
  resource,
})
